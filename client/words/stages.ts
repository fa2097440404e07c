import type { Stage } from '@oauth-lab/kit/pages/scale.ts'

const ofSignIn = ['login_required', 'account_selection_required', 'interaction_required']
const ofConsent = ['access_denied', 'consent_required']

/** Where a flow stopped, by the `error` of the authorization response; without one in the exchange. */
export function stoppedAt(error: string | undefined): Stage {
  if (error === undefined) return 'Exchange'
  if (ofSignIn.includes(error)) return 'Sign in'
  return ofConsent.includes(error) ? 'Consent' : 'Ask'
}
