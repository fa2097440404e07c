import { Refusal } from '@oauth-lab/kit/checks.ts'
import { parameter } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { finishAuthorization } from '../authorization/finish-authorization.ts'
import { respondRefusal } from '../authorization/respond.ts'
import { requireThat } from '../checks.ts'
import type { Exchange } from '../exchange.ts'
import { requireForm } from '../token/read-form.ts'
import { findUser } from '../users/users.ts'
import { acceptCode } from './accept-code.ts'
import { acceptPassword } from './accept-password.ts'
import { requireCsrfToken } from './browser.ts'
import { hasConsent, rememberConsent } from './consents.ts'
import {
  endInteraction,
  interactionPath,
  requireInteraction,
  saveProgress,
} from './interactions.ts'
import type { Interaction } from './interactions.ts'
import { beginSession, findSession } from './sessions.ts'
import type { Session } from './sessions.ts'
import { showCode, showConsent, showLogin } from './show.ts'

/** Shows the next page, or answers the client when nothing is left to ask. */
export async function show(exchange: Exchange): Promise<unknown> {
  const interaction = await requireInteraction(exchange)
  const { wanted, progress } = interaction
  const session = await sessionOf(exchange, interaction)
  if (session === undefined) {
    return progress.awaitsCode === undefined
      ? showLogin(exchange, interaction)
      : showCode(exchange, interaction)
  }
  if (await hasConsent(exchange, session.sub, wanted)) {
    return finish(exchange, interaction, session, wanted.scopes)
  }
  return showConsent(exchange, interaction, session)
}

/** The form with user name and password. */
export const login = form(async (exchange, interaction, sent) => {
  const username = parameter(sent, 'login') ?? ''
  const password = parameter(sent, 'password') ?? ''
  const outcome = await acceptPassword(exchange, username, password)
  if (!outcome.accepted) return showLogin(exchange, interaction, { ...outcome, username })
  if (!outcome.secondFactor) return signedIn(exchange, interaction, outcome.username, ['pwd'])
  interaction.progress = { awaitsCode: outcome.username }
  return goOn(exchange, interaction)
})

/** The form with the second factor's code. */
export const code = form(async (exchange, interaction, sent) => {
  const username = interaction.progress.awaitsCode
  requireThat(exchange, 'interaction.password-first', username !== undefined)
  const outcome = await acceptCode(exchange, username, parameter(sent, 'code') ?? '')
  if (!outcome.accepted) return showCode(exchange, interaction, outcome)
  return signedIn(exchange, interaction, username, ['pwd', 'otp', 'mfa'])
})

/** Another user wants to sign in instead. */
export async function otherUser(exchange: Exchange): Promise<unknown> {
  const interaction = await requireInteraction(exchange)
  interaction.progress = {}
  return goOn(exchange, interaction)
}

/** The form with what the user allows. */
export const consent = form(async (exchange, interaction, sent) => {
  const { wanted } = interaction
  const session = await sessionOf(exchange, interaction)
  requireThat(exchange, 'interaction.signed-in', session !== undefined)
  const ticked = [sent['scope'] ?? []].flat()
  const allowed = wanted.scopes.filter((scope) => scope === 'openid' || ticked.includes(scope))
  const denied = sent['answer'] !== 'allow' || (wanted.scopes.length > 0 && allowed.length === 0)
  if (denied) return refuse(exchange, interaction)
  await rememberConsent(exchange, session.sub, wanted.clientId, allowed)
  return finish(exchange, interaction, session, allowed)
})

type Step = (exchange: Exchange, interaction: Interaction, sent: Parameters) => Promise<unknown>

/** Opens a form's interaction and answers a `cancel`; otherwise goes on with `step`. */
function form(step: Step) {
  return async (exchange: Exchange): Promise<unknown> => {
    const sent = requireForm(exchange, ['scope'])
    const interaction = await requireInteraction(exchange)
    requireCsrfToken(exchange, sent, interaction.id)
    if (sent['cancel'] === undefined) return step(exchange, interaction, sent)
    return refuse(exchange, interaction)
  }
}

async function signedIn(
  exchange: Exchange,
  interaction: Interaction,
  username: string,
  amr: string[],
): Promise<unknown> {
  const user = (await findUser(exchange.server.db, exchange.sandbox, username))!
  const session = await beginSession(exchange, user, amr)
  const kept = session.authentication.sid !== undefined
  interaction.progress = kept ? { sub: user.sub } : { session }
  return goOn(exchange, interaction)
}

/** Keeps what the user has done, and shows the next page. */
async function goOn(exchange: Exchange, interaction: Interaction): Promise<unknown> {
  await saveProgress(exchange, interaction)
  return exchange.reply.redirect(interactionPath(exchange, interaction.id), 303)
}

function finish(
  exchange: Exchange,
  interaction: Interaction,
  session: Session,
  scopes: string[],
): Promise<unknown> {
  return answer(exchange, interaction, () => {
    const { wanted } = interaction
    const { hintedSub } = wanted
    requireThat(exchange, 'session.hinted', hintedSub === undefined || hintedSub === session.sub)
    return finishAuthorization(exchange, wanted, session, scopes)
  })
}

function refuse(exchange: Exchange, interaction: Interaction): Promise<unknown> {
  return answer(exchange, interaction, async () => requireThat(exchange, 'consent.given', false))
}

/** Ends the interaction; a check that fails now is told to the client. */
async function answer(
  exchange: Exchange,
  { id, wanted }: Interaction,
  give: () => Promise<unknown>,
): Promise<unknown> {
  await endInteraction(exchange, id)
  try {
    return await give()
  } catch (error) {
    if (error instanceof Refusal) return respondRefusal(exchange, wanted, error)
    throw error
  }
}

/** Who answers: the browser's session, while it is of the user who signed in for this. */
async function sessionOf(
  exchange: Exchange,
  { progress }: Interaction,
): Promise<Session | undefined> {
  if (progress.session !== undefined) return progress.session
  const session = await findSession(exchange)
  return session !== undefined && session.sub === progress.sub ? session : undefined
}
