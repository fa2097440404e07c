import type { JWTPayload } from 'jose'
import type { FastifyRequest } from 'fastify'
import { expected } from '@oauth-lab/kit/check-detail.ts'
import type {
  AuthorizationServer,
  AuthorizationServers,
} from '../authorization-server/authorization-servers.ts'
import { check, letPass, requireThat } from '../checks.ts'
import { readBearerToken } from './bearer-token.ts'
import { requireVouchedFor } from './introspection.ts'
import type { Introspection } from './introspection.ts'
import { verifyJwt } from './verify-jwt.ts'

/** What a request may do here, and on whose word. */
export interface Access {
  token: string
  /** The verified claims of a JWT; null for an opaque token. */
  claims: JWTPayload | null
  /** Null where the authorization server can't be asked about a JWT: then its claims count. */
  introspection: Introspection | null
  scopes: string[]
}

/**
 * Lets a request through when its access token verifies, is alive, and has the scope that the
 * resources need.
 * @throws Refusal with RFC 6750 §3.1's codes, or 503 when the authorization server can't be asked
 */
export async function requireAccess(
  request: FastifyRequest,
  authorizationServers: AuthorizationServers,
): Promise<Access> {
  const authorizationServer = authorizationServers.of(request)
  const token = readBearerToken(request)
  const claims = await verifyJwt(request, token, authorizationServer.keys)
  const introspection = await introspect(request, authorizationServer, token, claims)
  const scopes = scopesOf(introspection, claims)
  const { resourceScope } = request.sandbox.authorizationServer
  const detail = () => expected(resourceScope, scopes.join(' ') || undefined)
  check(request, 'scope.sufficient', scopes.includes(resourceScope), detail)
  return { token, claims, introspection, scopes }
}

/** Asks about the token: always, or about opaque ones only where a setting or the server leaves no more. */
async function introspect(
  request: FastifyRequest,
  authorizationServer: AuthorizationServer,
  token: string,
  claims: JWTPayload | null,
): Promise<Introspection | null> {
  const { introspection: mode } = request.sandbox.authorizationServer
  const introspection =
    mode === 'opaque' && claims !== null ? null : await authorizationServer.introspect(token)
  requireThat(request, 'token.introspectable', introspection !== null || claims !== null)
  if (introspection === null) {
    const why = mode === 'opaque' ? 'LAB_INTROSPECTION is opaque' : 'the server offers no answer'
    letPass(request, 'introspection.asked', `Its claims count: ${why}.`)
    return null
  }
  requireVouchedFor(request, introspection, claims)
  return introspection
}

/**
 * Introspection's word counts; the claim of a JWT where it says nothing (RFC 7662 §2.2 makes `scope`
 * optional), or a waived check let a dead token pass.
 */
function scopesOf(introspection: Introspection | null, claims: JWTPayload | null): string[] {
  const told = introspection?.active ? introspection.scope : undefined
  const scope = told ?? claims?.['scope']
  return typeof scope === 'string' ? scope.split(' ').filter(Boolean) : []
}
