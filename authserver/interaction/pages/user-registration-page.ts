import { alert } from '@oauth-lab/kit/pages/parts.ts'
import type { Pages } from '@oauth-lab/kit/pages/pages.ts'
import { scale } from '@oauth-lab/kit/pages/scale.ts'
import { duration } from '@oauth-lab/kit/pages/text.ts'
import { asks, cancelButton, hiddenFields, interactionPage } from './frame.ts'
import type { AskingClient, DirectRequest, Form, Interaction } from './frame.ts'

export interface UserRegistrationModel extends Interaction, Form {
  client: AskingClient | null
  direct?: DirectRequest | undefined
  /** Whether the form was taken: the page says what happens now, whoever sent it. */
  isSent: boolean
  typed: { login: string; name: string; email: string }
  /** What is wrong, by field. */
  problems: { login?: string; name?: string; email?: string; password?: string }
  /** Seconds that the address has to wait; 0 where it may ask. */
  waitSeconds: number
  /** How many characters a password needs. */
  least: number
  /** Seconds that a link is good. */
  linkLifetime: number
  signInHref: string
}

const hints = {
  login: 'You sign in with it. No @.',
  name: 'As applications shall call you.',
  email: 'You get a mail with a link. It never leaves the lab.',
} as const

/** The page on which a person gets an account, and what it says then. */
export function userRegistrationPage(pages: Pages, model: UserRegistrationModel): string {
  const { client, direct, isSent, typed, problems, waitSeconds, linkLifetime, least } = model
  const failed = waitSeconds > 0 || Object.keys(problems).length > 0
  const text =
    waitSeconds > 0
      ? `Too many mails were asked for from this address. You may try again in ${duration(waitSeconds)} on the clock of the lab.`
      : 'Correct what is marked, and type the password again.'
  const field = (name: 'login' | 'name' | 'email', label: string, type: string, auto: string) => ({
    name,
    label,
    type,
    auto,
    value: typed[name],
    problem: problems[name],
    hint: problems[name] ?? hints[name],
  })
  return pages.render('user-registration', {
    ...model,
    page: interactionPage(
      model,
      isSent
        ? 'Look into your mails'
        : failed
          ? 'No account yet · Get an account'
          : 'Get an account',
    ),
    scale: client && scale('Sign in'),
    alert: failed && alert({ state: 'fail', heading: 'No account yet', text, answersForm: true }),
    asks:
      client &&
      asks(client, 'asks who you are. Your password stays here; the application never sees it.'),
    hidden: hiddenFields(model),
    // The first that is wrong, else the first.
    focused:
      (['login', 'name', 'email', 'password'] as const).find((one) => problems[one]) ?? 'login',
    fields: [
      field('login', 'User name', 'text', 'username'),
      field('name', 'Name', 'text', 'name'),
      field('email', 'Mail address', 'email', 'email'),
    ],
    passwordHint:
      problems.password ??
      `At least ${least} characters. A lab is no place for a password that you use elsewhere.`,
    lifetime: duration(linkLifetime),
    cancel: cancelButton(client, direct),
  })
}
