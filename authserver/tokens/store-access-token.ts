import { statement } from '@oauth-lab/kit/store/statement.ts'
import { detailsMember } from '../authorization-details/authorization-detail.ts'
import { until } from '../debug-log/describe.ts'
import type { Confirmation } from '../exchange.ts'
import type { TokenAdditions } from '../hooks/hooks.ts'
import type { Wishes } from '../scopes/asked-claims.ts'
import type { DatabaseTables } from '../store/database.ts'
import type { AccessTokenRow } from '../store/tables.ts'
import type { ClientExchange } from '../token/token-exchange.ts'
import { rolesOf, subjectOf } from './access-token-claims.ts'
import type { AccessTokenClaims } from './access-token-claims.ts'
import type { AccessTokenRequest } from './access-token-request.ts'

/** What is stored of an access token as JSON, for UserInfo and introspection to tell. */
export interface StoredClaims {
  introspection?: Record<string, unknown>
  userInfo?: Record<string, unknown>
  /** Claims that were asked for by name, and allowed. */
  asked?: Wishes
  jti: string
  cnf?: Confirmation
}

type NewRow = Omit<AccessTokenRow, 'revoked_at' | 'introspected_at' | 'introspected_by'>

const insertToken = statement<DatabaseTables, NewRow>((db, slot) =>
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

/** Stores an access token under its key; the token itself is not stored. */
export async function storeAccessToken(
  { server, sandbox, client, confirmation, debug }: ClientExchange,
  request: AccessTokenRequest,
  additions: TokenAdditions,
  { iat, exp, jti }: AccessTokenClaims,
  key: string,
): Promise<void> {
  const { user, act, scopes, audience, grantId, userInfoClaims, authentication, details } = request
  await insertToken(server.db, {
    sandbox: sandbox.id,
    token_hash: key,
    grant_id: grantId,
    client_id: client.id,
    sub: subjectOf(request, client),
    username: user?.username ?? null,
    scope: scopes.join(' '),
    audience: JSON.stringify(audience),
    claims: JSON.stringify({
      introspection: {
        ...additions.introspection,
        ...rolesOf(user),
        ...detailsMember(details),
        ...(act !== undefined && { act }),
        // What a resource server may insist on (RFC 9470 §6.2).
        ...(authentication && { acr: authentication.acr, auth_time: authentication.auth_time }),
      },
      ...(additions.userInfo && { userInfo: additions.userInfo }),
      ...(userInfoClaims && { asked: userInfoClaims }),
      jti,
      ...(confirmation && { cnf: confirmation }),
    } satisfies StoredClaims),
    issued_at: iat * 1000,
    expires_at: exp * 1000,
  })
  debug?.step('stored', `the access token's hash, ${until(exp * 1000)}, for ${audience.join(' ')}`)
}
