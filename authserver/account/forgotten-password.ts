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
import { findByMail, mailOf } from '../users/find-by-mail.ts'
import { findUser } from '../users/users.ts'

/** The last part of the address below an interaction. */
const step = 'forgotten-password'

/** What a link for a new password brings along. */
export interface NewPasswordContent {
  /** The sign-in from which it was asked for. */
  interactionId: string
}

/** The page on which a user asks for a link to set another password, and the answer. */
export async function showForgotten(exchange: Exchange): Promise<unknown> {
  requireOffered(exchange)
  const interaction = await requireInteraction(exchange, { isForm: false })
  const { answer } = exchange.request.query as Parameters
  return showForm(exchange, interaction, { isSent: answer === 'sent' })
}

/**
 * The form with the user name or mail address. Whether there is such a user, the answer is the same:
 * it tells nobody who has an account.
 */
export const submitForgotten = form(async (exchange, interaction, sent) => {
  requireOffered(exchange)
  const named = (parameter(sent, 'login') ?? '').trim()
  const wait = await askForMail(exchange)
  if (wait > 0) return showForm(exchange, interaction, { named, wait })
  await sendLinks(exchange, interaction, named)
  const sentPage = `${interactionPath(exchange, interaction.id)}/${step}?answer=sent`
  return exchange.reply.redirect(sentPage, 303)
})

async function sendLinks(exchange: Exchange, { id }: Interaction, named: string): Promise<void> {
  const { server, sandbox, configuration } = exchange
  const user = await findUser(server.db, sandbox, named)
  const users = user ? [user] : await findByMail(server.db, sandbox, named)
  const known = users.flatMap((one) => {
    const to = mailOf(one)
    return to === undefined ? [] : [{ ...one, to }]
  })
  observe(exchange, 'mail.recipient', known.length > 0)
  for (const { username, sub, to } of known) {
    if (!(await mayWriteTo(exchange, to))) return
    const content: NewPasswordContent = { interactionId: id }
    const link = await createMailedLink(exchange, { page: 'new-password', sub, content })
    const lifetime = duration(configuration.mailedLinkLifetime)
    const text = `Somebody asked for another password of the user ${username} at ${sandbox.base}/

Was it you? Choose a password here:

${link}

The link is good once, for ${lifetime} on the clock of the lab.
Was it somebody else? Do nothing. Your password stays as it is.
`
    await sendMail(exchange, { to, subject: 'Choose another password', text })
  }
}

async function showForm(
  exchange: Exchange,
  interaction: Interaction,
  { isSent = false, named = '', wait = 0 }: { isSent?: boolean; named?: string; wait?: number },
): Promise<unknown> {
  const page = exchange.server.pages.forgottenPassword({
    ...(await formFrame(exchange, interaction, step)),
    isSent,
    named,
    waitSeconds: wait,
    linkLifetime: exchange.configuration.mailedLinkLifetime,
    signInHref: interactionPath(exchange, interaction.id),
  })
  return sendPage(exchange.reply, page, { status: wait > 0 ? 429 : 200 })
}

export function requireOffered(exchange: Exchange): void {
  requireThat(exchange, 'password-reset.offered', exchange.configuration.passwordReset)
}
