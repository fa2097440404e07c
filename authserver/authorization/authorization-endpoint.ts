import { dateBesideClock, shown } from '@oauth-lab/kit/check-detail.ts'
import { Refusal } from '@oauth-lab/kit/checks.ts'
import { refuseAsOrdered } from '@oauth-lab/kit/interventions/ordered-refusal.ts'
import { requireThat } from '../checks.ts'
import type { Client } from '../clients/client.ts'
import type { Exchange } from '../exchange.ts'
import { aloneOf, answerAlone } from '../interaction/answer-alone.ts'
import { hasConsent } from '../interaction/consents.ts'
import { beginInteraction, showInteraction } from '../interaction/interactions.ts'
import { findSession } from '../interaction/sessions.ts'
import type { Session } from '../interaction/sessions.ts'
import { acrOf } from '../tokens/authentication.ts'
import { otherSubject } from '../users/pairwise-subjects.ts'
import { findSubject } from '../users/users.ts'
import { withProfileOf } from '../profiles/apply-profile.ts'
import type { AuthorizationRequest } from './authorization-request.ts'
import { requireAuthorizationRequest } from './require-authorization-request.ts'
import { finishAuthorization } from './finish-authorization.ts'
import { askedScopes } from './granted-scopes.ts'
import { plainParameters } from './parameters/plain.ts'
import { readRequest } from './parameters/read-request.ts'
import { requireRedirectTarget } from './redirect-target.ts'
import { refuse } from './refuse.ts'
import { sendAnswer } from './respond.ts'
import { metAcr, requireAcr } from './rules/acr.ts'
import { requireWay } from './rules/required-way.ts'

/** The authorization endpoint, GET and POST (RFC 6749 §3.1, OpenID Connect Core §3.1.2). */
export async function authorization(opened: Exchange): Promise<unknown> {
  let exchange = opened
  const sent = await readRequest(exchange, plainParameters(exchange))
  if (sent.begun !== undefined) return showInteraction(exchange, sent.begun)
  let target = await requireRedirectTarget(exchange, sent.visible)
  exchange = withProfileOf(exchange, target.client)
  let isTaken = false
  try {
    refuseAsOrdered(exchange.request)
    const { parameters, signed } = await sent.require(target.client)
    isTaken = true
    requireWay(exchange, target.client, { pushed: sent.pushed !== undefined, signed })
    if (parameters !== sent.visible) target = await requireRedirectTarget(exchange, parameters)
    const wanted = await requireAuthorizationRequest(exchange, parameters, target)
    wanted.scopes = await askedScopes(exchange, wanted)
    const session = await findSession(exchange)
    const stale =
      describeStale(exchange, target.client, wanted, session) ??
      (await describeWeak(exchange, wanted, session))
    const signedIn = session !== undefined && stale === undefined
    if (signedIn) requireAcr(exchange, wanted.acr, session.authentication)
    const silent = wanted.prompt.includes('none')
    if (silent) requireThat(exchange, 'session.present', signedIn, stale)
    const alone = silent ? undefined : aloneOf(exchange)
    if (alone !== undefined) {
      const answer = await answerAlone(exchange, wanted, alone, signedIn ? session : undefined)
      return sendAnswer(exchange, answer, wanted.clientId)
    }
    const consented = signedIn && (await hasConsent(exchange, session.sub, wanted))
    if (silent) requireThat(exchange, 'consent.present', consented, asksFor(wanted))
    if (signedIn && consented) {
      const answer = await finishAuthorization(exchange, wanted, session, wanted.scopes)
      return sendAnswer(exchange, answer, wanted.clientId, silent)
    }
    const purpose = { kind: 'authorization', wanted } as const
    return await beginInteraction(exchange, purpose, signedIn ? session : undefined, sent.pushed)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    // Nobody vouches for the address in a request object that was not taken: the one beside it counts.
    const { redirect_uri } = sent.outside
    if (!isTaken && redirect_uri !== undefined) {
      target = await requireRedirectTarget(exchange, { ...sent.visible, redirect_uri })
    }
    return refuse(exchange, sent.visible, target, error)
  }
}

/** Why the session will not do; undefined when it will. */
function describeStale(
  { sandbox }: Exchange,
  client: Client,
  { prompt, hintedSub, maxAge }: AuthorizationRequest,
  session: Session | undefined,
): string | undefined {
  if (session === undefined) return 'Nobody is signed in in this browser.'
  if (prompt.some((one) => ['login', 'select_account', 'create'].includes(one))) {
    return `The prompt is ${shown(prompt.join(' '))}.`
  }
  if (hintedSub !== undefined && hintedSub !== session.sub) {
    return otherSubject(client, hintedSub, session.sub)
  }
  const { auth_time: since } = session.authentication
  // 0 asks for a new sign-in, whatever the clock says (OpenID Connect Core §3.1.2.1).
  const isRecent = maxAge === undefined || (maxAge > 0 && sandbox.clock.seconds() - since <= maxAge)
  if (isRecent) return undefined
  const told = dateBesideClock('The user signed in', since, sandbox.clock)
  return `The max_age is ${maxAge} s. ${told}`
}

/** Why the user is to sign in again with a second factor (RFC 9470 §5); undefined where it would bring nothing. */
async function describeWeak(
  { server, sandbox }: Exchange,
  { acr }: AuthorizationRequest,
  session: Session | undefined,
): Promise<string | undefined> {
  if (acr === undefined || session === undefined) return undefined
  if (metAcr(acr, session.authentication) !== undefined) return undefined
  const user = await findSubject(server.db, sandbox, session.sub)
  const reachable = acrOf(user?.totp_secret === null ? ['pwd'] : ['pwd', 'otp'])
  if (metAcr(acr, { ...session.authentication, acr: reachable }) === undefined) return undefined
  return `The acr_values ask for ${shown(acr.values.join(' '))}, and the sign-in has ${session.authentication.acr}.`
}

function asksFor({ scopes }: AuthorizationRequest): string {
  return `It asks for ${shown(scopes.join(' '))}.`
}
