import type { Pages } from '@oauth-lab/kit/pages/pages.ts'
import { interactionPage } from './frame.ts'
import type { Interaction } from './frame.ts'

export interface AccountMadeModel extends Interaction {
  username: string
  /** Where the user signs in. */
  onHref: string
}

/** Says that there is an account now, in a browser that began no sign-in. */
export function accountMadePage(pages: Pages, model: AccountMadeModel): string {
  return pages.render('account-made', { ...model, page: interactionPage(model, 'Your account') })
}
