import { expected } from '@oauth-lab/kit/check-detail.ts'
import { requireThat } from '../checks.ts'
import type { Exchange } from '../exchange.ts'
import { requireBearerToken } from '../http/bearer-token.ts'
import { claimsWished } from '../scopes/asked-claims.ts'
import { readScopes } from '../scopes/scope-list.ts'
import { claimsFor } from '../scopes/scopes.ts'
import type { AccessTokenRow } from '../store/tables.ts'
import { explainDeadToken } from '../tokens/explain-dead-token.ts'
import { findAccessToken, findRefreshToken, isLive } from '../tokens/find-token.ts'
import type { StoredClaims } from '../tokens/store-access-token.ts'
import { findSubject, readUser } from '../users/users.ts'

/**
 * UserInfo (OpenID Connect Core §5.3), GET and POST: for any live access token of this server to which a user
 * granted `openid`, whatever its audience.
 */
export async function userInfo(exchange: Exchange): Promise<object> {
  const { server, sandbox, reply } = exchange
  const row = await requireLiveToken(exchange, requireBearerToken(exchange))
  const ofUser = row.username !== null
  requireThat(exchange, 'userinfo.of-user', ofUser, `Its subject is the client ${row.client_id}.`)
  const scopes = readScopes(row.scope)
  const isOpenId = scopes.includes('openid')
  requireThat(exchange, 'userinfo.openid-scope', isOpenId, () => expected('openid', row.scope))
  const found = await findSubject(server.db, sandbox, row.sub)
  requireThat(exchange, 'userinfo.user', found !== undefined)
  const user = readUser(found)
  const { userInfo, asked } = JSON.parse(row.claims) as StoredClaims
  const { scopeClaims } = exchange.configuration
  reply.header('cache-control', 'no-store')
  return {
    ...claimsWished(asked, user.claims),
    ...userInfo,
    ...claimsFor(scopes, user.claims, scopeClaims),
    sub: user.sub,
  }
}

async function requireLiveToken(exchange: Exchange, token: string): Promise<AccessTokenRow> {
  const row = await findAccessToken(exchange, token)
  const live = row !== undefined && isLive(exchange, row) ? row : undefined
  const known = row ?? (await findRefreshToken(exchange, token))
  requireThat(exchange, 'bearer.live', live, () => explainDeadToken(exchange, token, known))
  return live
}
