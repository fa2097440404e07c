import type { z } from 'zod'
import type { MintedToken, TokenDocument } from '@oauth-lab/kit/admin/token-document.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import type { Problem } from '@oauth-lab/kit/problems.ts'
import { findClient } from '../clients/client.ts'
import type { Client } from '../clients/client.ts'
import { digest } from '../digest.ts'
import type { Exchange } from '../exchange.ts'
import type { HookUser } from '../hooks/hooks.ts'
import { mintJwt, withChanges } from '../keys/mint-jwt.ts'
import { signatureOf } from '../keys/produce-jwt.ts'
import { readScopes } from '../scopes/scope-list.ts'
import { defaultAudience } from '../server.ts'
import type { ClientExchange } from '../token/token-exchange.ts'
import { findUser, readUser } from '../users/users.ts'
import { accessTokenClaims } from './access-token-claims.ts'
import type { AccessTokenClaims } from './access-token-claims.ts'
import { accessTokenTyp } from './access-token-typ.ts'
import { acrOf } from './authentication.ts'
import { newGrant } from './grants.ts'
import { additionsOf } from './issue-access-token.ts'
import { storeAccessToken } from './store-access-token.ts'
import { tokenKey } from './token-key.ts'

type Wanted = z.output<typeof TokenDocument>

/**
 * Makes an access token without a flow. A stored one is introspected and revoked like any other; what
 * is stored follows from client, user, scope, audience and times, whatever `claims` says in the token.
 * @throws ConfigurationError when client or user is unknown, or an opaque token is to have claims
 */
export async function mintToken(exchange: Exchange, wanted: Wanted): Promise<MintedToken> {
  const { client, user } = await requireParties(exchange, wanted)
  const { sandbox, configuration } = exchange
  const issuing: ClientExchange = { ...exchange, client }
  const { issuedAt: at, expiresIn = configuration.accessTokenLifetime, audience } = wanted
  const issuedAt = at === undefined ? sandbox.clock.seconds() : Math.floor(Date.parse(at) / 1000)
  const request = {
    grantType: user === null ? 'client_credentials' : 'authorization_code',
    user,
    scopes: readScopes(wanted.scope ?? ''),
    audience: audience === undefined ? [defaultAudience(sandbox)] : [audience].flat(),
    authentication: user && { auth_time: issuedAt, amr: ['pwd'], acr: acrOf(['pwd']) },
  }
  const additions = await additionsOf(issuing, request)
  const claims = accessTokenClaims(issuing, request, additions, { issuedAt, expiresIn })
  const minted =
    configuration.accessTokenFormat === 'opaque'
      ? { token: sandbox.random.token(32) }
      : await mintAsJwt(issuing, request.audience, claims, wanted)
  if (wanted.store) {
    const { token } = minted
    const key = 'claims' in minted ? tokenKey(token) : digest(token)
    const grantId = user && (await newGrant(issuing, { ...request, user, resources: [] }))
    await storeAccessToken(issuing, { ...request, grantId }, additions, claims, key)
  }
  return minted
}

async function mintAsJwt(
  exchange: ClientExchange,
  audience: readonly string[],
  claims: AccessTokenClaims,
  { claims: changes = {}, header = {}, signedBy }: Wanted,
) {
  const changed = withChanges(claims, changes)
  const { client } = exchange
  const head = { typ: accessTokenTyp(exchange, client, audience) }
  const algorithm = signatureOf(exchange, 'access token', client)
  const { exp } = claims
  const wanted = { algorithm, head, claims: changed, header, signedBy, exp }
  const jwt = await mintJwt(exchange, wanted)
  return { ...jwt, claims: changed }
}

async function requireParties(
  exchange: Exchange,
  { client: id, user: username, ...wanted }: Wanted,
): Promise<{ client: Client; user: HookUser | null }> {
  const { server, sandbox, configuration } = exchange
  const problems: Problem[] = []
  const client = await findClient(server.db, sandbox, id)
  if (client === undefined) problems.push({ path: 'client', message: 'there is no such client' })
  const row = username === undefined ? null : await findUser(server.db, sandbox, username)
  if (row === undefined) problems.push({ path: 'user', message: 'there is no such user' })
  if (configuration.accessTokenFormat === 'opaque') {
    const message = 'an opaque token has none; the configuration says accessTokenFormat: opaque'
    const { claims, header, signedBy } = wanted
    const asked = { claims, header, signedBy: signedBy === 'current' ? undefined : signedBy }
    for (const [path, value] of Object.entries(asked)) {
      if (value !== undefined) problems.push({ path, message })
    }
  }
  if (problems.length > 0) throw new ConfigurationError('The token cannot be made.', problems)
  return { client: client!, user: row ? readUser(row) : null }
}
