import { alert } from '@oauth-lab/kit/pages/parts.ts'
import type { Pages } from '@oauth-lab/kit/pages/pages.ts'
import { scale } from '@oauth-lab/kit/pages/scale.ts'
import { duration } from '@oauth-lab/kit/pages/text.ts'
import { asks, cancelButton, hiddenFields, interactionPage, requestMargin } from './frame.ts'
import type { AskingClient, DirectRequest, Form, Interaction, ShownRequest } from './frame.ts'

export interface TotpModel extends Interaction, Form {
  client: AskingClient | null
  request: ShownRequest
  /** What was asked, where it did not come through the browser. */
  direct?: DirectRequest | undefined
  username: string
  error?: { heading: string; text: string } | undefined
  attempt?: { n: number; of: number } | undefined
  /** Seconds that this pair of user and address has to wait. */
  waitSeconds?: number | undefined
}

/** The page that asks for the second factor (RFC 6238). */
export function totpPage(pages: Pages, model: TotpModel): string {
  const { client, error, attempt, waitSeconds } = model
  const hint = waitSeconds
    ? `You may try again in ${duration(waitSeconds)} on the clock of the lab.`
    : attempt && `Attempt ${attempt.n} of ${attempt.of}.`
  return pages.render('totp', {
    ...model,
    page: interactionPage(model, error ? 'Not signed in · Second step' : 'Second step · Sign in'),
    scale: client && scale('Sign in'),
    alert: error && alert({ state: 'fail', ...error, answersForm: true }),
    asks: client && asks(client, 'waits. The password was right; the code is the second factor.'),
    hidden: hiddenFields(model),
    failed: error !== undefined,
    hint: error && hint,
    cancel: cancelButton(client, model.direct),
    margin:
      client &&
      requestMargin(model.request, 'OpenID Connect Core §3.1.2.3; RFC 6238 §5.2', model.direct),
  })
}
