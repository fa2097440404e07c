import type { TokenAdditions } from '../hooks/hooks.ts'
import type { Claims } from '../keys/signing-keys.ts'
import { scopeMember } from '../scopes/scope-list.ts'
import { issuerOf } from '../server.ts'
import type { ClientExchange } from '../token/token-exchange.ts'
import type { AccessTokenRequest } from './access-token-request.ts'

/** When a token is issued, seconds since the epoch, and how many seconds it lives. */
export interface Lifetime {
  issuedAt: number
  expiresIn: number
}

/** Claims of every access token, and what is stored of an opaque one. */
export interface AccessTokenClaims extends Claims {
  sub: string
  iat: number
  jti: string
}

/** The claims of an access token (RFC 9068 §2.2); those of hooks replace none of the protocol's. */
export function accessTokenClaims(
  { sandbox, client, confirmation }: ClientExchange,
  { user, subject, act, scopes, audience, authentication }: Omit<AccessTokenRequest, 'grantId'>,
  additions: TokenAdditions,
  { issuedAt, expiresIn }: Lifetime,
): AccessTokenClaims {
  return {
    ...additions.accessToken,
    iss: issuerOf(sandbox),
    sub: subject ?? user?.sub ?? client.id,
    aud: audience.length === 1 ? audience[0]! : audience,
    client_id: client.id,
    ...scopeMember(scopes),
    iat: issuedAt,
    exp: issuedAt + expiresIn,
    jti: sandbox.random.token(16),
    ...rolesOf(user),
    ...(act !== undefined && { act }),
    ...(confirmation && { cnf: confirmation }),
    ...(authentication && {
      auth_time: authentication.auth_time,
      acr: authentication.acr,
      amr: authentication.amr,
    }),
  }
}

/** The member `roles` of a user who has some. */
export function rolesOf(user: AccessTokenRequest['user']): { roles?: string[] } {
  return user !== null && user.roles.length > 0 ? { roles: user.roles } : {}
}
