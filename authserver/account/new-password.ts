import { parameter } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { sendPage } from '@oauth-lab/kit/pages/send-page.ts'
import { accountPath } from './paths.ts'
import type { Exchange } from '../exchange.ts'
import { csrfToken, requireCsrfToken } from '../interaction/browser.ts'
import { findOwnInteraction, interactionPath } from '../interaction/interactions.ts'
import { frameOf } from '../interaction/show.ts'
import { mailTokenOf, redeemMailedLink, requireMailedLink } from '../mail/mailed-links.ts'
import type { UserRow } from '../store/tables.ts'
import { requireForm } from '../token/read-form.ts'
import { setPassword } from '../users/manage-users.ts'
import { newPasswordProblem, passwordLength } from './accept-new-password.ts'
import { requireOffered } from './forgotten-password.ts'
import type { NewPasswordContent } from './forgotten-password.ts'

const page = 'new-password'
const csrfPurpose = (token: string) => `new password ${token}`

/** The page to which the link of a mail leads: the user chooses another password. */
export async function showNewPassword(exchange: Exchange): Promise<unknown> {
  const token = mailTokenOf(exchange.request.query as Parameters)
  const { user } = await requireLink(exchange, token)
  return showForm(exchange, user, token)
}

/**
 * The form with another password. It uses up the link, ends the user's sessions and refresh tokens, and signs
 * nobody in: a second factor is still asked for.
 */
export async function submitNewPassword(exchange: Exchange): Promise<unknown> {
  const form = requireForm(exchange)
  const token = mailTokenOf(form)
  requireCsrfToken(exchange, form, csrfPurpose(token))
  const { user, content } = await requireLink(exchange, token)
  const { server, sandbox, request } = exchange
  const password = parameter(form, 'password') ?? ''
  const problem = newPasswordProblem(exchange, user.username, password)
  if (problem !== undefined) return showForm(exchange, user, token, problem)
  await redeemMailedLink(exchange, token)
  await setPassword(server, sandbox, user, password)
  await server.throttle.succeeded(sandbox, user.username, request.ip)
  const interaction = await findOwnInteraction(exchange, content.interactionId)
  return sendPage(
    exchange.reply,
    server.pages.passwordChanged({
      ...frameOf(request),
      username: user.username,
      onHref: interaction
        ? interactionPath(exchange, interaction.id)
        : sandbox.prefix + accountPath,
    }),
  )
}

async function requireLink(
  exchange: Exchange,
  token: string,
): Promise<{ user: UserRow; content: NewPasswordContent }> {
  requireOffered(exchange)
  const { user, content } = await requireMailedLink<NewPasswordContent>(exchange, page, token)
  return { user: user!, content }
}

function showForm(
  exchange: Exchange,
  { username }: UserRow,
  token: string,
  problem?: string,
): unknown {
  const { server, sandbox, request, reply } = exchange
  const html = server.pages.newPassword({
    ...frameOf(request),
    action: `${sandbox.prefix}/authserver/${page}`,
    csrf: csrfToken(exchange, csrfPurpose(token)),
    hidden: { mail_token: token },
    username,
    problem,
    least: passwordLength.least,
  })
  return sendPage(reply, html, { status: problem === undefined ? 200 : 400 })
}
