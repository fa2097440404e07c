import type { AuthorizationRequest } from '../authorization/authorization-request.ts'
import { digest } from '../digest.ts'
import type { Exchange } from '../exchange.ts'
import type { Session } from '../interaction/sessions.ts'
import { browserStateOf, tellBrowserState } from './browser-state.ts'

/**
 * The `session_state` of an authorization response (OpenID Connect Session Management §2): by it the client asks
 * whether the session changed. None for a redirect URI that is no web page, and where the server keeps no sessions.
 */
export function sessionStateFor(
  exchange: Exchange,
  { clientId, redirectUri }: Pick<AuthorizationRequest, 'clientId' | 'redirectUri'>,
  { hash }: Session,
): { session_state?: string } {
  const { origin } = new URL(redirectUri)
  const isOffered = exchange.configuration.sessionManagement
  if (!isOffered || hash === undefined || origin === 'null') return {}
  const state = browserStateOf(hash)
  tellBrowserState(exchange, state)
  const salt = exchange.sandbox.random.token(16)
  // What /assets/check-session.js computes.
  return { session_state: `${digest([clientId, origin, state, salt].join(' '))}.${salt}` }
}
