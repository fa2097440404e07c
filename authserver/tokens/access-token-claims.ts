import { detailsMember } from '../authorization-details/authorization-detail.ts'
import type { Client } from '../clients/client.ts'
import type { TokenAdditions } from '../hooks/hooks.ts'
import type { Claims } from '../keys/signing-keys.ts'
import { scopeMember } from '../scopes/scope-list.ts'
import { issuerOf } from '../server.ts'
import type { ClientExchange } from '../token/token-exchange.ts'
import { subjectFor } from '../users/pairwise-subjects.ts'
import type { AccessTokenRequest } from './access-token-request.ts'

/** Whom a token names, when it is issued, seconds since the epoch, and how many seconds it lives. */
export interface Issue {
  sub: string
  issuedAt: number
  expiresIn: number
}

/** Claims of every access token, and what is stored of an opaque one. */
export interface AccessTokenClaims extends Claims {
  sub: string
  iat: number
  jti: string
}

/** Whom an access token is about, by the server's own identifier. */
export function subjectOf(
  { user, subject }: Pick<AccessTokenRequest, 'user' | 'subject'>,
  client: Client,
): string {
  return user?.sub ?? subject ?? client.id
}

/** The same as the token says it: a user by how its client knows the user (OpenID Connect Core §8). */
export function subjectTold(
  exchange: ClientExchange,
  request: Pick<AccessTokenRequest, 'user' | 'subject'>,
): Promise<string> | string {
  const sub = subjectOf(request, exchange.client)
  return request.user === null ? sub : subjectFor(exchange, exchange.client, sub)
}

/** The claims of an access token (RFC 9068 §2.2); those of hooks replace none of the protocol's. */
export function accessTokenClaims(
  { sandbox, client, confirmation }: ClientExchange,
  { user, act, scopes, audience, authentication, details }: Omit<AccessTokenRequest, 'grantId'>,
  additions: TokenAdditions,
  { sub, issuedAt, expiresIn }: Issue,
): AccessTokenClaims {
  return {
    ...additions.accessToken,
    iss: issuerOf(sandbox),
    sub,
    aud: audience.length === 1 ? audience[0]! : audience,
    client_id: client.id,
    ...scopeMember(scopes),
    ...detailsMember(details),
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
