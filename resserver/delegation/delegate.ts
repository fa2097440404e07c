import { expected, shown } from '@oauth-lab/kit/check-detail.ts'
import type { Access } from '../access/access.ts'
import type { AuthorizationServer } from '../authorization-server/authorization-servers.ts'
import type { UserInfo } from '../authorization-server/userinfo.ts'
import { requireThat } from '../checks.ts'
import type { Exchange } from '../exchange.ts'
import { mapByClaims } from './map-by-claims.ts'
import { runMapping, subjectOf } from './mapping.ts'
import type { Known, LocalUser, MappingHook } from './mapping.ts'

/** A local user, and whom it is made of. */
export interface Delegated {
  user: LocalUser
  known: Known
  subject: string
}

/**
 * The local user that a token stands for.
 * @param hook takes the place of the mapping of the configuration
 * @throws Refusal (403 access_denied) when the token is a client's own, or nothing names its user
 */
export async function delegate(
  exchange: Exchange,
  access: Pick<Access, 'claims' | 'introspection'>,
  askUserInfo: (subject: string) => Promise<UserInfo | null>,
  hook: MappingHook | undefined,
): Promise<Delegated> {
  const { claims, introspection } = access
  const subject = subjectOf(access)
  const client = clientOf(access)
  const isUser = subject !== undefined && subject !== client
  const whose = () => `Its sub is ${shown(subject)}, its client_id is ${shown(client)}.`
  requireThat(exchange, 'delegation.user', isUser, whose)
  const known = { claims, introspection, userInfo: await askUserInfo(subject) }
  const user =
    hook === undefined
      ? mapByClaims(exchange, exchange.configuration.mapping, known)
      : await runMapping(exchange, hook, known)
  return { user, known, subject }
}

/**
 * Asks UserInfo for the user of a token whose scope has `openid`; null where it tells nothing. A token that is bound
 * to a key opens UserInfo for its client alone (RFC 9449 §7.1).
 */
export async function readUserInfo(
  exchange: Exchange,
  { token, scopes, boundTo }: Access,
  subject: string,
  authorizationServer: AuthorizationServer,
): Promise<UserInfo | null> {
  if (!scopes.includes('openid') || Object.keys(boundTo).length > 0) return null
  const userInfo = await authorizationServer.userInfo(token)
  // An external server need not have the endpoint, nor take a token there that is for this resource.
  if (userInfo === undefined && authorizationServer.external) return null
  requireThat(exchange, 'userinfo.accepts-token', userInfo, 'It answered 401 or 403.')
  const { sub } = userInfo
  requireThat(exchange, 'userinfo.subject', sub === subject, () => expected(subject, sub))
  return userInfo
}

/** The client that got the token. */
export function clientOf({
  introspection,
  claims,
}: Pick<Access, 'claims' | 'introspection'>): string | undefined {
  return introspection?.client_id ?? (claims?.['client_id'] as string | undefined)
}
