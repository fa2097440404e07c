import { parameter } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { sendAnswer } from '../authorization/respond.ts'
import type { Answer } from '../authorization/response-modes/response-modes.ts'
import { requireThat } from '../checks.ts'
import type { Exchange } from '../exchange.ts'
import { withoutClaims } from '../scopes/asked-claims.ts'
import { requireForm } from '../token/read-form.ts'
import { acceptCode } from './accept-code.ts'
import { acceptPassword } from './accept-password.ts'
import { requireCsrfToken } from './browser.ts'
import { claimsToAllow, rememberConsent, refuseDenied } from './consents.ts'
import { endInteraction, keepAnswer, requireInteraction } from './interactions.ts'
import type { Interaction } from './interactions.ts'
import { goOn, inTurn, signedIn } from './go-on.ts'
import { giveOrRefuse, outcomeOf } from './outcomes.ts'
import { clientIdOf } from './purpose.ts'
import { findSession } from './sessions.ts'
import type { Session } from './sessions.ts'
import { showCode, showConsent, showLogin } from './show.ts'

/** Shows the next page, or answers when nothing is left to ask. */
export function show(exchange: Exchange): Promise<unknown> {
  return inTurn(exchange, async () => {
    const interaction = await requireInteraction(exchange, { isForm: false })
    const { purpose, progress } = interaction
    const session = await sessionOf(exchange, interaction)
    if (session === undefined) {
      return progress.awaitsCode === undefined
        ? showLogin(exchange, interaction)
        : showCode(exchange, interaction)
    }
    const settled = await outcomeOf(purpose).isSettled(exchange, purpose, session)
    if (settled || purpose.kind === 'account') return finish(exchange, interaction, session)
    return showConsent(exchange, interaction, purpose, session)
  })
}

/** The form with user name and password. */
export const login = form(async (exchange, interaction, sent) => {
  const username = parameter(sent, 'login') ?? ''
  const password = parameter(sent, 'password') ?? ''
  const outcome = await acceptPassword(exchange, username, password)
  if (!outcome.accepted) return showLogin(exchange, interaction, { ...outcome, username })
  if (!outcome.secondFactor)
    return signedIn(exchange, interaction, outcome.username, { amr: ['pwd'] })
  interaction.progress = { awaitsCode: outcome.username }
  return goOn(exchange, interaction)
})

/** The form with the second factor's code. */
export const code = form(async (exchange, interaction, sent) => {
  const { awaitsCode: username, came = { amr: ['pwd'] }, sub, session } = interaction.progress
  // A form that is sent twice: the first one signed in.
  if (sub !== undefined || session !== undefined) return goOn(exchange, interaction)
  requireThat(exchange, 'interaction.password-first', username !== undefined)
  const outcome = await acceptCode(exchange, username, parameter(sent, 'code') ?? '')
  if (!outcome.accepted) return showCode(exchange, interaction, outcome)
  const amr = [...new Set([...came.amr, 'otp', 'mfa'])]
  return signedIn(exchange, interaction, username, { ...came, amr })
})

/** Another user wants to sign in instead. */
export function otherUser(exchange: Exchange): Promise<unknown> {
  return inTurn(exchange, async () =>
    beginAgain(exchange, await requireInteraction(exchange, { isForm: false })),
  )
}

/** The form with what the user allows. */
export const consent = form(async (exchange, interaction, sent) => {
  const { purpose } = interaction
  const session = await sessionOf(exchange, interaction)
  // The person logged out, or another one signed in, in another tab meanwhile.
  if (session === undefined || purpose.kind === 'account') {
    return beginAgain(exchange, interaction)
  }
  const { wanted } = purpose
  const ticked = valuesOf(sent, 'scope')
  const allowed = wanted.scopes.filter((scope) => scope === 'openid' || ticked.includes(scope))
  const { details: askedDetails = [] } = wanted
  const details = askedDetails.filter((_, at) => valuesOf(sent, 'detail').includes(String(at)))
  const isNone =
    wanted.scopes.length > 0
      ? allowed.length === 0
      : askedDetails.length > 0 && details.length === 0
  if (sent['answer'] !== 'allow' || isNone) return refuse(exchange, interaction)
  wanted.details = details
  if (wanted.claims !== undefined) {
    // What a scope that is not allowed would have brought is not allowed either.
    const claims = claimsToAllow(exchange, { ...wanted, scopes: allowed })
    const refused = claims.filter((name) => !valuesOf(sent, 'claim').includes(name))
    wanted.claims = withoutClaims(wanted.claims, refused)
  }
  await rememberConsent(exchange, session.sub, wanted, allowed)
  return finish(exchange, interaction, session, allowed)
})

function valuesOf(sent: Parameters, name: string): string[] {
  return [sent[name] ?? []].flat()
}

type Step = (exchange: Exchange, interaction: Interaction, sent: Parameters) => Promise<unknown>

/** Opens a form's interaction and answers a `cancel`; one that was sent before gets its answer again. */
export function form(step: Step) {
  return (exchange: Exchange): Promise<unknown> => {
    const sent = requireForm(exchange, ['scope', 'claim', 'detail'])
    return inTurn(exchange, async () => {
      const interaction = await requireInteraction(exchange, { isForm: true })
      const { id, answer: given, purpose } = interaction
      requireCsrfToken(exchange, sent, id)
      if (given !== undefined) return sendAnswer(exchange, given, clientIdOf(purpose))
      if (sent['cancel'] !== undefined) return refuse(exchange, interaction)
      return step(exchange, interaction, sent)
    })
  }
}

/** Goes back to where nobody has signed in. */
function beginAgain(exchange: Exchange, interaction: Interaction): Promise<unknown> {
  interaction.progress = {}
  return goOn(exchange, interaction)
}

function finish(
  exchange: Exchange,
  interaction: Interaction,
  session: Session,
  scopes?: string[],
): Promise<unknown> {
  const { purpose } = interaction
  return answer(exchange, interaction, () =>
    outcomeOf(purpose).finish(exchange, purpose, session, scopes),
  )
}

function refuse(exchange: Exchange, interaction: Interaction): Promise<unknown> {
  return answer(exchange, interaction, async () => {
    refuseDenied(exchange)
  })
}

/** Ends the interaction; a check that fails now is told to whoever asked. */
async function answer(
  exchange: Exchange,
  { id, purpose }: Interaction,
  give: () => Promise<Answer>,
): Promise<unknown> {
  await endInteraction(exchange, id)
  const given = await giveOrRefuse(exchange, purpose, give)
  await keepAnswer(exchange, id, given)
  return sendAnswer(exchange, given, clientIdOf(purpose))
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
