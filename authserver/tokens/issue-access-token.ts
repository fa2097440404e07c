import { statement } from '@oauth-lab/kit/store/statement.ts'
import { digest } from '../digest.ts'
import type { Confirmation } from '../exchange.ts'
import type { TokenExchange } from '../token/token-exchange.ts'
import type { HookUser, TokenAdditions } from '../hooks/hooks.ts'
import { produceJwt } from '../keys/produce-jwt.ts'
import { scopeMember } from '../scopes/scope-list.ts'
import { issuerOf } from '../server.ts'
import type { DatabaseTables } from '../store/database.ts'
import type { AccessTokenRow } from '../store/tables.ts'
import { accessTokenTyp } from './access-token-typ.ts'
import type { Authentication } from './authentication.ts'
import { jwtKey } from './token-key.ts'

export interface AccessTokenRequest {
  grantType: string
  /** Null for a client's own token. */
  user: HookUser | null
  scopes: readonly string[]
  audience: readonly string[]
  grantId: string | null
  authentication: Authentication | null
}

export interface AccessToken {
  token: string
  /** Seconds. */
  expiresIn: number
  additions: TokenAdditions
}

/** What is stored of an access token as JSON, for UserInfo and introspection to tell. */
export interface StoredClaims {
  introspection?: Record<string, unknown>
  userInfo?: Record<string, unknown>
  jti: string
  cnf?: Confirmation
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
  exchange: TokenExchange,
  wanted: AccessTokenRequest,
): Promise<AccessToken> {
  const { server, sandbox, client, configuration, confirmation } = exchange
  const { user, scopes, audience, grantId, authentication } = wanted
  const additions = await additionsOf(exchange, wanted)
  const issuedAt = sandbox.clock.seconds()
  const expiresIn = configuration.accessTokenLifetime
  const sub = user?.sub ?? client.id
  const roles = user !== null && user.roles.length > 0 ? { roles: user.roles } : {}
  const claims = {
    ...additions.accessToken,
    iss: issuerOf(sandbox),
    sub,
    aud: audience.length === 1 ? audience[0]! : audience,
    client_id: client.id,
    ...scopeMember(scopes),
    iat: issuedAt,
    exp: issuedAt + expiresIn,
    jti: sandbox.random.token(16),
    ...roles,
    ...(confirmation && { cnf: confirmation }),
    ...(authentication && {
      auth_time: authentication.auth_time,
      acr: authentication.acr,
      amr: authentication.amr,
    }),
  }
  const isOpaque = configuration.accessTokenFormat === 'opaque'
  const token = isOpaque
    ? sandbox.random.token(32)
    : await produceJwt(exchange, {
        use: 'access token',
        typ: accessTokenTyp(exchange, client, audience),
        client,
        claims,
      })
  await insertToken(server.db, {
    sandbox: sandbox.id,
    token_hash: isOpaque ? digest(token) : jwtKey(token, issuedAt),
    grant_id: grantId,
    client_id: client.id,
    sub,
    username: user?.username ?? null,
    scope: scopes.join(' '),
    audience: JSON.stringify(audience),
    claims: JSON.stringify({
      introspection: { ...additions.introspection, ...roles },
      ...(additions.userInfo && { userInfo: additions.userInfo }),
      jti: claims.jti,
      ...(confirmation && { cnf: confirmation }),
    } satisfies StoredClaims),
    issued_at: issuedAt * 1000,
    expires_at: claims.exp * 1000,
  })
  return { token, expiresIn, additions }
}

/** What the hooks add to the token and to what is said of it. */
async function additionsOf(
  { server, client }: TokenExchange,
  { grantType, scopes, audience, user }: AccessTokenRequest,
): Promise<TokenAdditions> {
  const { generateToken } = server.hooks()
  if (generateToken === undefined) return {}
  const context = { grantType, clientId: client.id, user }
  return (await generateToken({ ...context, scopes: [...scopes], audience: [...audience] })) ?? {}
}
