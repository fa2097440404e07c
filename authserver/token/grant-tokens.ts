import { requireThat } from '../checks.ts'
import type { Client } from '../clients/client.ts'
import type { Exchange } from '../exchange.ts'
import type { GrantRow } from '../store/tables.ts'
import type { Authentication } from '../tokens/authentication.ts'
import { issueAccessToken } from '../tokens/issue-access-token.ts'
import { issueIdToken } from '../tokens/issue-id-token.ts'
import { issueRefreshToken, mayRefresh } from '../tokens/issue-refresh-token.ts'
import { findSubject, readUser } from '../users/users.ts'
import { audienceOf } from './audience.ts'
import { tokenResponse } from './token-response.ts'
import type { TokenResponse } from './token-response.ts'

/** Issues the tokens of a user's grant: access, refresh where the policy gives one, ID for openid. */
export async function issueGrantTokens(
  exchange: Exchange,
  wanted: {
    grantType: string
    client: Client
    grant: GrantRow
    /** At most the grant's. */
    scopes: string[]
    nonce: string | null
    /** Scopes of the refresh token: those of the grant, also when this access token has fewer. */
    refreshScopes: string[]
  },
): Promise<TokenResponse> {
  const { sandbox } = exchange
  const { client, grant, scopes, grantType, nonce, refreshScopes } = wanted
  const row = await findSubject(exchange.server.db, sandbox, grant.sub)
  requireThat(exchange, 'grant.live', row !== undefined)
  const user = readUser(row)
  const configuration = exchange.configuration
  const authentication = JSON.parse(grant.authentication) as Authentication
  const issued = await issueAccessToken(exchange, {
    grantType,
    clientId: client.id,
    user,
    scopes,
    audience: audienceOf(exchange, grant.resource),
    grantId: grant.grant_id,
    authentication,
  })
  const response = tokenResponse(issued, scopes)
  if (mayRefresh(configuration, client, refreshScopes)) {
    response.refresh_token = await issueRefreshToken(
      exchange,
      grant.grant_id,
      client.id,
      refreshScopes,
    )
  }
  if (scopes.includes('openid')) {
    response.id_token = await issueIdToken(exchange, {
      client,
      sub: user.sub,
      nonce,
      authentication,
      accessToken: issued.token,
      claims: issued.additions.idToken ?? {},
    })
  }
  return response
}
