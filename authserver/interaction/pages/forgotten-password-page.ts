import { alert } from '@oauth-lab/kit/pages/parts.ts'
import type { Pages } from '@oauth-lab/kit/pages/pages.ts'
import { scale } from '@oauth-lab/kit/pages/scale.ts'
import { duration } from '@oauth-lab/kit/pages/text.ts'
import { hiddenFields, interactionPage } from './frame.ts'
import type { AskingClient, Form, Interaction } from './frame.ts'

export interface ForgottenPasswordModel extends Interaction, Form {
  client: AskingClient | null
  /** Whether it was asked for: the page says what happens now, whoever asked. */
  isSent: boolean
  /** As it was typed. */
  named: string
  /** Seconds that the address has to wait; 0 where it may ask. */
  waitSeconds: number
  /** Seconds that a link is good. */
  linkLifetime: number
  signInHref: string
}

/** The page on which a user who forgot the password asks for a mail, and what it says then. */
export function forgottenPasswordPage(pages: Pages, model: ForgottenPasswordModel): string {
  const { client, isSent, waitSeconds, linkLifetime } = model
  const failed = waitSeconds > 0
  const refusal = {
    heading: 'No mail was sent',
    text: `Too many mails were asked for from this address. You may ask again in ${duration(waitSeconds)} on the clock of the lab.`,
  }
  return pages.render('forgotten-password', {
    ...model,
    page: interactionPage(model, isSent ? 'Look into your mails' : 'Forgot your password?'),
    scale: client && scale('Sign in'),
    alert: failed && alert({ state: 'fail', ...refusal, answersForm: true }),
    hidden: hiddenFields(model),
    failed,
    lifetime: duration(linkLifetime),
  })
}
