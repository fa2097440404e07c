import { parameter } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { sendPage } from '@oauth-lab/kit/pages/send-page.ts'
import { freeAttempts } from '@oauth-lab/kit/throttle.ts'
import { accountPath, passwordPath } from './paths.ts'
import { observe } from '../checks.ts'
import type { Exchange } from '../exchange.ts'
import { acceptPassword } from '../interaction/accept-password.ts'
import type { PasswordOutcome } from '../interaction/accept-password.ts'
import { csrfToken, requireCsrfToken } from '../interaction/browser.ts'
import { beginInteraction } from '../interaction/interactions.ts'
import { beginSession } from '../interaction/sessions.ts'
import type { Session } from '../interaction/sessions.ts'
import { frameOf } from '../interaction/show.ts'
import { requireForm } from '../token/read-form.ts'
import { setPassword } from '../users/manage-users.ts'
import { findUser } from '../users/users.ts'
import { newPasswordProblem, passwordLength } from './accept-new-password.ts'
import { sessionOf } from './account-endpoint.ts'

const csrfPurpose = (sub: string) => `change of password ${sub}`
const signIn = { kind: 'account', page: 'account/password' } as const

/** Why a form is not taken. */
interface Refused {
  /** Of the present password. */
  attempt?: Extract<PasswordOutcome, { accepted: false }>
  /** Of the new one, in words. */
  problem?: string
}

/** The page on which a user who is signed in changes the password; signs in first where nobody is. */
export async function showChange(exchange: Exchange): Promise<unknown> {
  const session = await sessionOf(exchange)
  if (session === undefined) return beginInteraction(exchange, signIn)
  const { answer } = exchange.request.query as Parameters
  if (answer !== 'changed') return showForm(exchange, session)
  const { server, sandbox, request, reply } = exchange
  const onHref = sandbox.prefix + accountPath
  const { username } = session
  const page = server.pages.passwordChanged({
    ...frameOf(request),
    username,
    onHref,
    isSignedIn: true,
  })
  return sendPage(reply, page)
}

/**
 * The form with the present password and another one. It ends the user's other sessions and all refresh tokens,
 * and goes on here in the same session, under a new cookie.
 */
export async function submitChange(exchange: Exchange): Promise<unknown> {
  const form = requireForm(exchange)
  const session = await sessionOf(exchange)
  if (session === undefined) return beginInteraction(exchange, signIn)
  requireCsrfToken(exchange, form, csrfPurpose(session.sub))
  const { server, sandbox } = exchange
  const { username, authentication } = session
  const present = parameter(form, 'password') ?? ''
  const wanted = parameter(form, 'new_password') ?? ''
  const problem =
    newPasswordProblem(exchange, username, wanted) ?? sameAs(exchange, present, wanted)
  if (problem !== undefined) return showForm(exchange, session, { problem })
  const attempt = await acceptPassword(exchange, username, present)
  if (!attempt.accepted) return showForm(exchange, session, { attempt })
  const user = (await findUser(server.db, sandbox, username))!
  await setPassword(server, sandbox, user, wanted, authentication.sid)
  await beginSession(exchange, session, { amr: authentication.amr })
  return exchange.reply.redirect(`${sandbox.prefix}${passwordPath}?answer=changed`, 303)
}

function sameAs(exchange: Exchange, present: string, wanted: string): string | undefined {
  if (observe(exchange, 'new-password.other', wanted !== present)) return undefined
  return 'It is the present one.'
}

function showForm(
  exchange: Exchange,
  { sub, username }: Session,
  { attempt, problem }: Refused = {},
): unknown {
  const { server, sandbox, request, reply } = exchange
  const page = server.pages.changePassword({
    ...frameOf(request),
    action: sandbox.prefix + passwordPath,
    csrf: csrfToken(exchange, csrfPurpose(sub)),
    username,
    problem,
    refused: attempt && {
      waitSeconds: attempt.wait,
      attempt: { n: Math.min(attempt.failures + 1, freeAttempts), of: freeAttempts },
    },
    least: passwordLength.least,
    accountHref: sandbox.prefix + accountPath,
  })
  const failed = attempt !== undefined || problem !== undefined
  const status = attempt !== undefined && attempt.wait > 0 ? 429 : failed ? 400 : 200
  return sendPage(reply, page, { status })
}
