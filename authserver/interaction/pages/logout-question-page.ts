import type { Pages } from '@oauth-lab/kit/pages/pages.ts'
import { address } from '@oauth-lab/kit/pages/text.ts'
import { asks, hiddenFields, interactionPage } from './frame.ts'
import type { AskingClient, Form, Interaction } from './frame.ts'

export interface LogoutQuestionModel extends Interaction, Form {
  user: { name: string } | null
  /** Who asks; null when nobody that is known does. */
  client: AskingClient | null
  /** Where the browser goes after `yes`, when that is registered. */
  returnTo?: string | undefined
}

/** Asks whether to log out (OpenID Connect RP-Initiated Logout §2). */
export function logoutQuestionPage(pages: Pages, model: LogoutQuestionModel): string {
  const { client, user, returnTo } = model
  return pages.render('logout-question', {
    ...model,
    page: interactionPage(model, 'Log out?'),
    asks: client && asks(client, 'asks to end your session at the authorization server.'),
    hidden: hiddenFields(model),
    rows: [
      ...(user ? [{ name: 'session of', value: user.name }] : []),
      { name: 'Log out', value: 'ends the session for every application that shares it' },
      { name: 'Stay signed in', value: 'changes nothing' },
      ...(returnTo === undefined ? [] : [{ name: 'then to', value: address(returnTo) }]),
    ],
  })
}
