import type { FastifyRequest } from 'fastify'
import { requireThat } from '../checks.ts'
import type { Client } from '../clients/client.ts'
import { configurationOf } from '../configuration/configurations.ts'
import type { AuthServer } from '../server.ts'
import type { GrantRow } from '../store/schema.ts'
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
  server: AuthServer,
  request: FastifyRequest,
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
  const { sandbox } = request
  const { client, grant, scopes, grantType, nonce, refreshScopes } = wanted
  const row = await findSubject(server.db, sandbox, grant.sub)
  requireThat(request, 'grant.live', row !== undefined)
  const user = readUser(row)
  const configuration = await configurationOf(server.db, sandbox)
  const authentication = JSON.parse(grant.authentication) as Authentication
  const issued = await issueAccessToken(server, sandbox, {
    grantType,
    clientId: client.id,
    user,
    scopes,
    audience: audienceOf(request, grant.resource),
    grantId: grant.grant_id,
    authentication,
  })
  const response = tokenResponse(issued, scopes)
  if (mayRefresh(configuration, client, refreshScopes)) {
    response.refresh_token = await issueRefreshToken(
      server,
      sandbox,
      grant.grant_id,
      client.id,
      refreshScopes,
    )
  }
  if (scopes.includes('openid')) {
    response.id_token = await issueIdToken(server, sandbox, {
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
