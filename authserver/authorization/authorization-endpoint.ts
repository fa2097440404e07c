import { Refusal } from '@oauth-lab/kit/checks.ts'
import { requireThat } from '../checks.ts'
import type { Exchange } from '../exchange.ts'
import { hasConsent } from '../interaction/consents.ts'
import { beginInteraction } from '../interaction/interactions.ts'
import { findSession } from '../interaction/sessions.ts'
import type { Session } from '../interaction/sessions.ts'
import { readScopes } from '../scopes/scope-list.ts'
import { requireAuthorizationRequest } from './authorization-request.ts'
import type { AuthorizationRequest } from './authorization-request.ts'
import { finishAuthorization } from './finish-authorization.ts'
import { plainParameters } from './parameters/plain.ts'
import { requireRedirectTarget } from './redirect-target.ts'
import { refuse } from './refuse.ts'
import { sendAnswer } from './respond.ts'

/** The authorization endpoint, GET and POST (RFC 6749 §3.1, OpenID Connect Core §3.1.2). */
export async function authorization(exchange: Exchange): Promise<unknown> {
  const parameters = plainParameters(exchange)
  const target = await requireRedirectTarget(exchange, parameters)
  try {
    const wanted = await requireAuthorizationRequest(exchange, parameters, target)
    wanted.scopes = await scopesAfterHook(exchange, wanted)
    const session = await findSession(exchange)
    const signedIn = session !== undefined && isFresh(exchange, wanted, session)
    const silent = wanted.prompt.includes('none')
    if (silent) requireThat(exchange, 'session.present', signedIn)
    const consented = signedIn && (await hasConsent(exchange, session.sub, wanted))
    if (silent) requireThat(exchange, 'consent.present', consented)
    if (signedIn && consented) {
      const answer = await finishAuthorization(exchange, wanted, session, wanted.scopes)
      return sendAnswer(exchange, answer, wanted.clientId)
    }
    const purpose = { kind: 'authorization', wanted } as const
    return await beginInteraction(exchange, purpose, signedIn ? session : undefined)
  } catch (error) {
    if (error instanceof Refusal) return refuse(exchange, parameters, target, error)
    throw error
  }
}

/** Whether the session will do: not a new sign-in asked for, recent enough, and the one hinted at. */
function isFresh(exchange: Exchange, wanted: AuthorizationRequest, session: Session): boolean {
  if (wanted.prompt.includes('login') || wanted.prompt.includes('select_account')) return false
  if (wanted.hintedSub !== undefined && wanted.hintedSub !== session.sub) return false
  const age = exchange.sandbox.clock.seconds() - session.authentication.auth_time
  // 0 asks for a new sign-in, whatever the clock says (OpenID Connect Core §3.1.2.1).
  return wanted.maxAge === undefined || (wanted.maxAge > 0 && age <= wanted.maxAge)
}

async function scopesAfterHook(
  { server }: Exchange,
  wanted: AuthorizationRequest,
): Promise<string[]> {
  const { clientId, scopes, parameters } = wanted
  const change = await server.hooks().beforeAuthenticate?.({ clientId, scopes, parameters })
  return change?.scopes === undefined ? scopes : readScopes(change.scopes.join(' '))
}
