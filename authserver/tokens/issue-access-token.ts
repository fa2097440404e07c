import { statement } from '@oauth-lab/kit/store/statement.ts'
import { digest } from '../digest.ts'
import type { Exchange } from '../exchange.ts'
import type { HookUser, TokenAdditions } from '../hooks/hooks.ts'
import { issuerOf } from '../server.ts'
import type { DatabaseTables } from '../server.ts'
import type { AccessTokenRow } from '../store/tables.ts'
import type { Authentication } from './authentication.ts'
import { jwtKey } from './token-key.ts'

export interface AccessTokenRequest {
  grantType: string
  clientId: string
  /** Null for a client's own token. */
  user: HookUser | null
  scopes: string[]
  audience: string[]
  grantId: string | null
  authentication: Authentication | null
}

export interface AccessToken {
  token: string
  /** Seconds. */
  expiresIn: number
  additions: TokenAdditions
}

const insertToken = statement<DatabaseTables, Omit<AccessTokenRow, 'revoked_at'>>((db, slot) =>
  db.insertInto('access_tokens').values({
    sandbox: slot('sandbox'),
    token_hash: slot('token_hash'),
    grant_id: slot('grant_id'),
    client_id: slot('client_id'),
    sub: slot('sub'),
    username: slot('username'),
    scope: slot('scope'),
    audience: slot('audience'),
    claims: slot('claims'),
    issued_at: slot('issued_at'),
    expires_at: slot('expires_at'),
    revoked_at: null,
  }),
)

/**
 * Issues an access token and stores its hash, whether it is a JWT (RFC 9068 §2) or opaque, so that
 * both can be introspected and revoked.
 */
export async function issueAccessToken(
  exchange: Exchange,
  wanted: AccessTokenRequest,
): Promise<AccessToken> {
  const { sandbox } = exchange
  const { grantType, clientId, user, scopes, audience, grantId, authentication } = wanted
  const configuration = exchange.configuration
  const additions =
    (await exchange.server
      .hooks()
      .generateToken?.({ grantType, clientId, scopes, audience, user })) ?? {}
  const issuedAt = sandbox.clock.seconds()
  const expiresIn = configuration.accessTokenLifetime
  const sub = user?.sub ?? clientId
  const roles = user !== null && user.roles.length > 0 ? { roles: user.roles } : {}
  const claims = {
    ...additions.accessToken,
    iss: issuerOf(sandbox),
    sub,
    aud: audience.length === 1 ? audience[0]! : audience,
    client_id: clientId,
    ...(scopes.length > 0 && { scope: scopes.join(' ') }),
    iat: issuedAt,
    exp: issuedAt + expiresIn,
    jti: sandbox.random.token(16),
    ...roles,
    ...(authentication && {
      auth_time: authentication.auth_time,
      acr: authentication.acr,
      amr: authentication.amr,
    }),
  }
  const isOpaque = configuration.accessTokenFormat === 'opaque'
  const token = isOpaque
    ? sandbox.random.token(32)
    : await exchange.server.keys.sign(sandbox, configuration.signingAlgorithm, 'at+jwt', claims)
  await insertToken(exchange.server.db, {
    sandbox: sandbox.id,
    token_hash: isOpaque ? digest(token) : jwtKey(token, issuedAt),
    grant_id: grantId,
    client_id: clientId,
    sub,
    username: user?.username ?? null,
    scope: scopes.join(' '),
    audience: JSON.stringify(audience),
    claims: JSON.stringify({
      introspection: { ...additions.introspection, ...roles },
      userInfo: additions.userInfo,
      jti: claims.jti,
    }),
    issued_at: issuedAt * 1000,
    expires_at: claims.exp * 1000,
  })
  return { token, expiresIn, additions }
}
