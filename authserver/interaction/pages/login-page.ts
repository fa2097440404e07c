import { markup } from '@oauth-lab/kit/pages/html.ts'
import { alert } from '@oauth-lab/kit/pages/parts.ts'
import type { Pages } from '@oauth-lab/kit/pages/pages.ts'
import { scale } from '@oauth-lab/kit/pages/scale.ts'
import { duration } from '@oauth-lab/kit/pages/text.ts'
import { asks, cancelButton, hiddenFields, interactionPage, requestMargin } from './frame.ts'
import type { AskingClient, DirectRequest, Form, Interaction, ShownRequest } from './frame.ts'
import { hookNotice } from './hook-notice.ts'

/** Someone who may sign in, as the page tells it: the lab's passwords are public. */
export interface Person {
  username: string
  password: string
  /** What comes after the password, for example `a six-digit code`. */
  next: string
}

export interface LoginModel extends Interaction, Form {
  client: AskingClient | null
  request: ShownRequest
  /** What was asked, where it did not come through the browser. */
  direct?: DirectRequest | undefined
  /** The page of the user's own that comes next, where no client asks. */
  leadsTo?: keyof typeof leads | undefined
  loginHint?: string | undefined
  /** Says that sign-in failed, never which of name and password was wrong. */
  error?: { heading: string; text: string } | undefined
  /** The attempt that comes now, and how many are free. */
  attempt?: { n: number; of: number } | undefined
  /** Seconds that this pair of user and address has to wait. */
  waitSeconds?: number | undefined
  people: readonly Person[]
  /** Where a person goes who has no account, if the server lets people get one. */
  registrationHref?: string | undefined
  /** Where a user goes who forgot the password, if the server lets them. */
  forgottenHref?: string | undefined
  /** Other servers at which the user may sign in, and where the form goes that says which. */
  elsewhere?: { action: string; providers: readonly { id: string; name: string }[] } | undefined
  /** Inner HTML from the hook `displayLogin`, trusted as the hook is. */
  notice?: string | undefined
}

const leads = {
  account: 'Then you see what you allowed applications, and can end it.',
  'account/password': 'Then you change your password.',
  backchannel: 'Then you see which applications wait for your answer.',
} as const

/** The sign-in page (OpenID Connect Core §3.1.2.3). */
export function loginPage(pages: Pages, model: LoginModel): string {
  const { client, error, attempt, waitSeconds, loginHint, request, direct } = model
  const failed = error !== undefined
  const hint = waitSeconds
    ? `You may try again in ${duration(waitSeconds)} on the clock of the lab.`
    : attempt && `Type the password again. Attempt ${attempt.n} of ${attempt.of}.`
  return pages.render('login', {
    ...model,
    page: interactionPage(model, failed ? 'Not signed in · Sign in' : 'Sign in'),
    scale: client && scale('Sign in'),
    alert: error && alert({ state: 'fail', ...error, answersForm: true }),
    notice: hookNotice(model.notice),
    asks: client
      ? asks(client, 'asks who you are. Your password stays here; the application never sees it.')
      : markup`<p>${leads[model.leadsTo ?? 'account']}</p>`,
    hidden: hiddenFields(model),
    failed,
    hint: failed ? hint : undefined,
    focusPassword: failed || loginHint !== undefined,
    cancel: cancelButton(client, direct),
    margin:
      client &&
      requestMargin(
        request,
        `${direct?.clause ?? 'RFC 6749 §4.1.1'}; OpenID Connect Core §3.1.2.3`,
        direct,
      ),
  })
}
