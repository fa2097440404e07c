import type { FastifyRequest } from 'fastify'
import { expected, shown } from '@oauth-lab/kit/check-detail.ts'
import type { Access } from '../access/access.ts'
import type { AuthorizationServers } from '../authorization-server/authorization-servers.ts'
import type { UserInfo } from '../authorization-server/userinfo.ts'
import { requireThat } from '../checks.ts'
import { runAs } from './current-user.ts'
import { runMapping, subjectOf } from './mapping.ts'
import type { MappingHook } from './mapping.ts'

/**
 * Runs an operation as the local user that the token stands for.
 * @throws Refusal (403 access_denied) when the token is a client's own
 */
export async function delegate<T>(
  request: FastifyRequest,
  access: Access,
  parts: { authorizationServers: AuthorizationServers; mapUser: MappingHook },
  operation: () => T,
): Promise<T> {
  const { claims, introspection } = access
  const subject = subjectOf(claims, introspection)
  const client = introspection?.client_id ?? claims?.['client_id']
  const isUser = subject !== undefined && subject !== client
  const whose = () => `Its sub is ${shown(subject)}, its client_id is ${shown(client)}.`
  requireThat(request, 'delegation.user', isUser, whose)
  const userInfo = access.scopes.includes('openid')
    ? await readUserInfo(request, access.token, subject, parts.authorizationServers)
    : null
  const user = await runMapping(parts.mapUser, claims, introspection, userInfo)
  return runAs(user, operation)
}

async function readUserInfo(
  request: FastifyRequest,
  token: string,
  subject: string,
  authorizationServers: AuthorizationServers,
): Promise<UserInfo | null> {
  const userInfo = await authorizationServers.of(request).userInfo(token)
  // An external server need not have the endpoint, nor take a token there that is for this resource.
  if (userInfo === undefined && request.sandbox.authorizationServer.external) return null
  requireThat(request, 'userinfo.accepts-token', userInfo, 'It answered 401 or 403.')
  const { sub } = userInfo
  requireThat(request, 'userinfo.subject', sub === subject, () => expected(subject, sub))
  return userInfo
}
