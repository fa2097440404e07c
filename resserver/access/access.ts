import type { JWTPayload } from 'jose'
import type { FastifyRequest } from 'fastify'
import type { AuthorizationServers } from '../authorization-server/authorization-servers.ts'
import { check } from '../checks.ts'
import { requiredScope } from '../resource.ts'
import { readBearerToken } from './bearer-token.ts'
import { requireVouchedFor } from './introspection.ts'
import type { Introspection } from './introspection.ts'
import { verifyJwt } from './verify-jwt.ts'

/** What a request may do here, and on whose word. */
export interface Access {
  token: string
  /** The verified claims of a JWT; null for an opaque token. */
  claims: JWTPayload | null
  introspection: Introspection
  scopes: string[]
}

/**
 * Lets a request through when its access token verifies, is alive at the authorization server, and
 * has the scope that the resources need.
 * @throws Refusal with RFC 6750 §3.1's codes, or 503 when the authorization server can't be asked
 */
export async function requireAccess(
  request: FastifyRequest,
  authorizationServers: AuthorizationServers,
): Promise<Access> {
  const authorizationServer = authorizationServers.of(request)
  const token = readBearerToken(request)
  const claims = await verifyJwt(request, token, authorizationServer.keys)
  const introspection = await authorizationServer.introspect(token)
  requireVouchedFor(request, introspection)
  const scopes = scopesOf(introspection, claims)
  const scope = scopes.join(' ')
  check(request, 'scope.sufficient', scopes.includes(requiredScope), `It is '${scope}'.`)
  return { token, claims, introspection, scopes }
}

/** Introspection's word counts; the claim is read only where a waived check let a dead token pass. */
function scopesOf(introspection: Introspection, claims: JWTPayload | null): string[] {
  const scope = introspection.active ? introspection.scope : claims?.['scope']
  return typeof scope === 'string' ? scope.split(' ').filter(Boolean) : []
}
