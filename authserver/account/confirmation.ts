import type { Parameters } from '@oauth-lab/kit/form.ts'
import { sendPage } from '@oauth-lab/kit/pages/send-page.ts'
import { accountPath } from './paths.ts'
import { requireThat } from '../checks.ts'
import type { Exchange } from '../exchange.ts'
import { csrfToken, requireCsrfToken } from '../interaction/browser.ts'
import { inTurn, signedIn } from '../interaction/go-on.ts'
import { findOwnInteraction } from '../interaction/interactions.ts'
import { frameOf } from '../interaction/show.ts'
import { mailTokenOf, redeemMailedLink, requireMailedLink } from '../mail/mailed-links.ts'
import { requireForm } from '../token/read-form.ts'
import { findByMail } from '../users/find-by-mail.ts'
import { addIfFree, newUser } from '../users/manage-users.ts'
import { isNameFree } from '../users/users.ts'
import { requireOffered } from './user-registration.ts'
import type { ConfirmationContent } from './user-registration.ts'

const page = 'confirmation'
const csrfPurpose = (token: string) => `confirmation ${token}`

/** The page to which the link of a mail leads: the person makes the account. */
export async function showConfirmation(exchange: Exchange): Promise<unknown> {
  const token = mailTokenOf(exchange.request.query as Parameters)
  const { user } = await requireLink(exchange, token)
  const { server, sandbox, request, reply } = exchange
  const html = server.pages.confirmation({
    ...frameOf(request),
    action: `${sandbox.prefix}/authserver/${page}`,
    csrf: csrfToken(exchange, csrfPurpose(token)),
    hidden: { mail_token: token },
    user,
  })
  return sendPage(reply, html)
}

/**
 * The form that makes the account. Where this browser began the sign-in, its user is signed in and goes on:
 * the password was typed here before. Elsewhere the user signs in.
 */
export async function submitConfirmation(exchange: Exchange): Promise<unknown> {
  const form = requireForm(exchange)
  const token = mailTokenOf(form)
  requireCsrfToken(exchange, form, csrfPurpose(token))
  const content = await requireLink(exchange, token)
  await redeemMailedLink(exchange, token)
  const username = content.user.login
  await makeUser(exchange, content)
  const interaction = await findOwnInteraction(exchange, content.interactionId)
  if (interaction !== undefined) {
    const goOn = () => signedIn(exchange, interaction, username, { amr: ['pwd'] })
    return inTurn(exchange, goOn, interaction.id)
  }
  const { server, sandbox, request, reply } = exchange
  const onHref = sandbox.prefix + accountPath
  return sendPage(reply, server.pages.accountMade({ ...frameOf(request), username, onHref }))
}

async function makeUser(
  exchange: Exchange,
  { user: { login, name, email }, passwordHash }: ConfirmationContent,
): Promise<void> {
  const { server, sandbox, debug } = exchange
  const others = await findByMail(server.db, sandbox, email)
  requireThat(exchange, 'user-registration.mail-free', others.length === 0)
  const claims = { name, preferred_username: login, email, email_verified: true }
  const row = newUser(sandbox, { username: login, claims, roles: [] }, passwordHash)
  const made = (await isNameFree(server.db, sandbox, login)) && (await addIfFree(server.db, row))
  requireThat(exchange, 'user-registration.name-still-free', made)
  debug?.step('stored', `user ${login}`)
}

async function requireLink(exchange: Exchange, token: string): Promise<ConfirmationContent> {
  requireOffered(exchange)
  return (await requireMailedLink<ConfirmationContent>(exchange, page, token)).content
}
