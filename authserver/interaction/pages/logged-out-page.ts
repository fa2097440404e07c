import type { Pages } from '@oauth-lab/kit/pages/pages.ts'
import { interactionPage } from './frame.ts'
import type { AskingClient, Interaction } from './frame.ts'

export interface LoggedOutModel extends Interaction {
  /** False when the question was answered with no. */
  ended: boolean
  client?: AskingClient | null | undefined
  /** A registered address to go on to. */
  returnTo?: string | undefined
  /** Applications of the session, and what came of telling them. */
  told?: readonly { name: string; says?: string }[]
  /** What the browser loads for them (OpenID Connect Front-Channel Logout §2). */
  frames?: readonly string[]
  /** Where the application begins its sign-in (OpenID Connect Core §4). */
  beginAgain?: string | undefined
}

/** Says how a log-out ended that leads nowhere else (OpenID Connect RP-Initiated Logout §3). */
export function loggedOutPage(pages: Pages, model: LoggedOutModel): string {
  const { ended, client } = model
  return pages.render('logged-out', {
    ...model,
    page: interactionPage(model, ended ? 'Logged out' : 'Still signed in'),
    frames: model.frames ?? [],
    told: (model.told ?? []).map(({ name, says }) => ({
      name,
      value: says ?? 'the browser was sent there',
    })),
    returnName: client?.name ?? 'the application',
  })
}
