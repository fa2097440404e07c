import type { MintedToken } from '@oauth-lab/kit/admin/token-document.ts'
import { digest } from '../digest.ts'
import type { TokenAdditions } from '../hooks/hooks.ts'
import { signatureOf } from '../keys/produce-jwt.ts'
import { privateParameters } from '../keys/sign-jwt.ts'
import { defaultAudience } from '../server.ts'
import { accessTokenClaims, subjectTold } from '../tokens/access-token-claims.ts'
import type { AccessTokenClaims } from '../tokens/access-token-claims.ts'
import { accessTokenTyp } from '../tokens/access-token-typ.ts'
import { acrOf } from '../tokens/authentication.ts'
import { newGrant } from '../tokens/grants.ts'
import { additionsOf } from '../tokens/issue-access-token.ts'
import { storeAccessToken } from '../tokens/store-access-token.ts'
import { tokenKey } from '../tokens/token-key.ts'
import { mintJwt, withChanges } from './mint-jwt.ts'
import type { Minting } from './minting.ts'

/**
 * Makes an access token without a flow. A stored one is introspected and revoked like any other; what
 * is stored follows from client, user, scope, audience and times, whatever `claims` says in the token.
 */
export async function mintAccessToken(minting: Minting): Promise<MintedToken> {
  const { exchange, user, scopes, issuedAt, wanted } = minting
  const { sandbox, configuration } = exchange
  const { expiresIn = configuration.accessTokenLifetime, audience } = wanted
  const request = {
    grantType: user === null ? 'client_credentials' : 'authorization_code',
    user,
    scopes,
    audience: audience === undefined ? [defaultAudience(sandbox)] : [audience].flat(),
    authentication: user && { auth_time: issuedAt, amr: ['pwd'], acr: acrOf(['pwd']) },
  }
  const additions = await additionsOf(exchange, request)
  const sub = await subjectTold(exchange, request)
  const claims = accessTokenClaims(exchange, request, additions, { sub, issuedAt, expiresIn })
  const minted =
    configuration.accessTokenFormat === 'opaque'
      ? { token: sandbox.random.token(32) }
      : await mintAsJwt(minting, request.audience, claims, additions)
  if (wanted.store) {
    const { token } = minted
    const key = 'claims' in minted ? tokenKey(token) : digest(token)
    const clientId = exchange.client.id
    const grantId =
      user && (await newGrant(exchange, { ...request, clientId, user, resources: [] }))
    await storeAccessToken(exchange, { ...request, grantId }, additions, claims, key)
  }
  return minted
}

async function mintAsJwt(
  { exchange, wanted }: Minting,
  audience: readonly string[],
  claims: AccessTokenClaims,
  { accessTokenHeader }: TokenAdditions,
) {
  const { claims: changes = {}, header = {}, signedBy } = wanted
  const { client } = exchange
  const changed = withChanges(claims, changes)
  const typ = accessTokenTyp(exchange, client, audience)
  const head = { typ, ...privateParameters(accessTokenHeader) }
  const algorithm = signatureOf(exchange, 'access token', client)
  const { exp } = claims
  const jwt = await mintJwt(exchange, { algorithm, head, claims: changed, header, signedBy, exp })
  return { ...jwt, claims: changed }
}
