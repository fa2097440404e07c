import { UserDocument } from '@oauth-lab/kit/admin/user-document.ts'
import { parameter } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { duration } from '@oauth-lab/kit/pages/text.ts'
import { sendPage } from '@oauth-lab/kit/pages/send-page.ts'
import { observe, requireThat } from '../checks.ts'
import type { Exchange } from '../exchange.ts'
import { form } from '../interaction/interaction-endpoints.ts'
import { interactionPath, requireInteraction } from '../interaction/interactions.ts'
import type { Interaction } from '../interaction/interactions.ts'
import { formFrame } from '../interaction/show.ts'
import { createMailedLink } from '../mail/mailed-links.ts'
import { askForMail, mayWriteTo, sendMail } from '../mail/send-mail.ts'
import { findByMail, isMailAddress } from '../users/find-by-mail.ts'
import { isNameFree } from '../users/users.ts'
import { newPasswordProblem, passwordLength } from './accept-new-password.ts'

/** What a person types to get an account. */
export interface TypedUser {
  login: string
  name: string
  email: string
}

/** What a link that confirms a mail address brings along. */
export interface ConfirmationContent {
  user: TypedUser
  passwordHash: string
  /** The sign-in from which the account was asked for. */
  interactionId: string
}

type Problems = Partial<Record<keyof TypedUser | 'password', string>>

const nobody: TypedUser = { login: '', name: '', email: '' }

/** The page on which a person gets an account (OpenID Connect Prompt Create §4), and the answer. */
export async function showRegistration(exchange: Exchange): Promise<unknown> {
  requireOffered(exchange)
  const interaction = await requireInteraction(exchange, { isForm: false })
  const { answer } = exchange.request.query as Parameters
  return showForm(exchange, interaction, nobody, { isSent: answer === 'sent' })
}

/**
 * The form with user name, name, mail address and password. The account is made once the link of a mail was
 * followed. That a user name is taken is told; that a mail address is, its owner alone.
 */
export const submitRegistration = form(async (exchange, interaction, sent) => {
  requireOffered(exchange)
  const typed: TypedUser = {
    login: (parameter(sent, 'login') ?? '').trim(),
    name: (parameter(sent, 'name') ?? '').trim(),
    email: (parameter(sent, 'email') ?? '').trim(),
  }
  const password = parameter(sent, 'password') ?? ''
  const problems = problemsOf(exchange, typed, password)
  if (Object.keys(problems).length > 0) {
    return showForm(exchange, interaction, typed, { problems })
  }
  // Also for a name that is taken, so that nobody tries out many of them.
  const wait = await askForMail(exchange)
  if (wait > 0) return showForm(exchange, interaction, typed, { wait })
  const { server, sandbox } = exchange
  const isFree = await isNameFree(server.db, sandbox, typed.login)
  if (!observe(exchange, 'user-registration.name-free', isFree)) {
    const login = 'Somebody has this user name. Take another one.'
    return showForm(exchange, interaction, typed, { problems: { login } })
  }
  // It takes the same time whether the mail address is known or not.
  const passwordHash = await server.passwords.hash(password)
  await sendLink(exchange, { user: typed, passwordHash, interactionId: interaction.id })
  const sentPage = `${interactionPath(exchange, interaction.id)}/registration?answer=sent`
  return exchange.reply.redirect(sentPage, 303)
})

/** What is wrong, by field, in words for the person. */
function problemsOf(exchange: Exchange, { login, name, email }: TypedUser, password: string) {
  const problems: Problems = {}
  const { username } = UserDocument.shape
  // With an @ it would be taken for somebody's mail address.
  const isName = username.safeParse(login).success && login.length <= 64 && !login.includes('@')
  if (!observe(exchange, 'user-registration.name-form', isName)) {
    problems.login = 'Take 1 to 64 characters, none of them an @.'
  }
  const isPersonsName = name.length > 0 && username.safeParse(name).success
  if (!observe(exchange, 'user-registration.persons-name', isPersonsName)) {
    problems.name = 'Type a name of at most 200 characters.'
  }
  if (!observe(exchange, 'user-registration.mail-form', isMailAddress(email))) {
    problems.email = 'This is no mail address: it has one @ and no blanks.'
  }
  const wrong = newPasswordProblem(exchange, login, password)
  if (wrong !== undefined) problems.password = wrong
  return problems
}

/** A link to whoever has no account yet, and the news that there is one to others. */
async function sendLink(exchange: Exchange, content: ConfirmationContent): Promise<void> {
  const { server, sandbox, configuration } = exchange
  const { login, name, email } = content.user
  const [known] = await findByMail(server.db, sandbox, email)
  observe(exchange, 'user-registration.mail-new', known === undefined)
  if (!(await mayWriteTo(exchange, email))) return
  const where = `${sandbox.base}/`
  if (known !== undefined) {
    const text = `Somebody wanted an account with this mail address at ${where}

You have one already: ${known.username}. No other one was made.
Was it somebody else? Do nothing.
`
    await sendMail(exchange, { to: email, subject: 'You have an account already', text })
    return
  }
  const link = await createMailedLink(exchange, { page: 'confirmation', sub: null, content })
  const lifetime = duration(configuration.mailedLinkLifetime)
  const text = `Hello ${name},

somebody wants the account ${login} with this mail address at ${where}

Was it you? Make it here:

${link}

The link is good once, for ${lifetime} on the clock of the lab.
Was it somebody else? Do nothing. No account is made then.
`
  await sendMail(exchange, { to: email, subject: 'Make your account', text })
}

async function showForm(
  exchange: Exchange,
  interaction: Interaction,
  typed: TypedUser,
  {
    isSent = false,
    problems = {},
    wait = 0,
  }: { isSent?: boolean; problems?: Problems; wait?: number },
): Promise<unknown> {
  const page = exchange.server.pages.userRegistration({
    ...(await formFrame(exchange, interaction, 'registration')),
    isSent,
    typed,
    problems,
    waitSeconds: wait,
    least: passwordLength.least,
    linkLifetime: exchange.configuration.mailedLinkLifetime,
    signInHref: interactionPath(exchange, interaction.id),
  })
  const failed = Object.keys(problems).length > 0
  return sendPage(exchange.reply, page, { status: wait > 0 ? 429 : failed ? 400 : 200 })
}

export function requireOffered(exchange: Exchange): void {
  requireThat(exchange, 'user-registration.offered', exchange.configuration.userRegistration)
}
