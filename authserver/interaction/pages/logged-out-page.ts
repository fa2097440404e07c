import type { Pages } from '@oauth-lab/kit/pages/pages.ts'
import { interactionPage } from './frame.ts'
import type { AskingClient, Interaction } from './frame.ts'

export interface LoggedOutModel extends Interaction {
  /** False when the question was answered with no. */
  ended: boolean
  client?: AskingClient | null | undefined
  /** A registered address to go on to. */
  returnTo?: string | undefined
  /** Where the application begins its sign-in (OpenID Connect Core §4). */
  beginAgain?: string | undefined
}

/** Says how a log-out ended that leads nowhere else (OpenID Connect RP-Initiated Logout §3). */
export function loggedOutPage(pages: Pages, model: LoggedOutModel): string {
  const { ended, client } = model
  return pages.render('logged-out', {
    ...model,
    page: interactionPage(model, ended ? 'Logged out' : 'Still signed in'),
    returnName: client?.name ?? 'the application',
  })
}
