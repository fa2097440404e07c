import type { Pages } from '@oauth-lab/kit/pages/pages.ts'
import { interactionPage } from './frame.ts'
import type { Interaction } from './frame.ts'

export interface PasswordChangedModel extends Interaction {
  username: string
  /** Where the user goes on. */
  onHref: string
  /** Whether the user stays signed in, in this browser. */
  isSignedIn?: boolean
}

/** Says that another password holds now. */
export function passwordChangedPage(pages: Pages, model: PasswordChangedModel): string {
  const page = interactionPage(model, 'The new password holds')
  return pages.render('password-changed', { ...model, page })
}
