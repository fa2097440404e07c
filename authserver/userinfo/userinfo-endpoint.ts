import { expected } from '@oauth-lab/kit/check-detail.ts'
import { repeatInteractionId } from '@oauth-lab/kit/http/interaction-id.ts'
import { requireHolder } from '@oauth-lab/kit/proof/require-holder.ts'
import { requireThat } from '../checks.ts'
import { findClient } from '../clients/client.ts'
import type { Exchange } from '../exchange.ts'
import { requireAccessToken } from '../http/bearer-token.ts'
import { encryptionOf, encryptTo } from '../keys/encrypt-jwt.ts'
import { produceJwt } from '../keys/produce-jwt.ts'
import { claimsWished } from '../scopes/asked-claims.ts'
import { proven } from '../proof/confirmation.ts'
import { readScopes } from '../scopes/scope-list.ts'
import { claimsFor } from '../scopes/scopes.ts'
import { issuerOf } from '../server.ts'
import type { AccessTokenRow } from '../store/tables.ts'
import { explainDeadToken } from '../tokens/explain-dead-token.ts'
import { findAccessToken, findRefreshToken, isLive } from '../tokens/find-token.ts'
import type { StoredClaims } from '../tokens/store-access-token.ts'
import { subjectFor } from '../users/pairwise-subjects.ts'
import { findSubject, readUser } from '../users/users.ts'

/**
 * UserInfo (OpenID Connect Core §5.3), GET and POST: for any live access token of this server to which a user
 * granted `openid`, whatever its audience. A client that registered an algorithm for it is answered with a JWT: signed, encrypted, or both.
 */
export async function userInfo(exchange: Exchange): Promise<object | string> {
  const { server, sandbox, reply, request } = exchange
  repeatInteractionId(request, reply)
  const sent = requireAccessToken(exchange)
  const row = await requireLiveToken(exchange, sent.token)
  const { userInfo, asked, cnf = {} } = JSON.parse(row.claims) as StoredClaims
  await requireHolder(proven(exchange), sent, cnf)
  const ofUser = row.username !== null
  requireThat(exchange, 'userinfo.of-user', ofUser, `Its subject is the client ${row.client_id}.`)
  const scopes = readScopes(row.scope)
  const isOpenId = scopes.includes('openid')
  requireThat(exchange, 'userinfo.openid-scope', isOpenId, () => expected('openid', row.scope))
  const found = await findSubject(server.db, sandbox, row.sub)
  requireThat(exchange, 'userinfo.user', found !== undefined)
  const user = readUser(found)
  const { scopeClaims } = exchange.configuration
  const client = await findClient(server.db, sandbox, row.client_id)
  reply.header('cache-control', 'no-store')
  const claims = {
    ...claimsWished(asked, user.claims),
    ...userInfo,
    ...claimsFor(scopes, user.claims, scopeClaims),
    sub: client === undefined ? user.sub : await subjectFor(exchange, client, user.sub),
  }
  if (client === undefined) return claims
  const use = 'UserInfo answer'
  const encryption = encryptionOf(use, client.metadata)
  const isSigned = client.metadata.userinfo_signed_response_alg !== undefined
  if (!isSigned && encryption === undefined) return claims
  reply.type('application/jwt')
  if (!isSigned) return encryptTo(exchange, client, JSON.stringify(claims), encryption!)
  // Signed it says also whose it is, and for whom (OpenID Connect Core §5.3.2).
  const signed = { ...claims, iss: issuerOf(sandbox), aud: client.id, iat: sandbox.clock.seconds() }
  return produceJwt(exchange, { use, typ: 'JWT', client, claims: signed })
}

async function requireLiveToken(exchange: Exchange, token: string): Promise<AccessTokenRow> {
  const row = await findAccessToken(exchange, token)
  const live = row !== undefined && isLive(exchange, row) ? row : undefined
  const known = row ?? (await findRefreshToken(exchange, token))
  requireThat(exchange, 'bearer.live', live, () => explainDeadToken(exchange, token, known))
  return live
}
