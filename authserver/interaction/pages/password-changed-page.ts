import type { Pages } from '@oauth-lab/kit/pages/pages.ts'
import { interactionPage } from './frame.ts'
import type { Interaction } from './frame.ts'

export interface PasswordChangedModel extends Interaction {
  username: string
  /** Where the user signs in. */
  onHref: string
}

/** Says that another password holds now. */
export function passwordChangedPage(pages: Pages, model: PasswordChangedModel): string {
  const page = interactionPage(model, 'The new password holds')
  return pages.render('password-changed', { ...model, page })
}
