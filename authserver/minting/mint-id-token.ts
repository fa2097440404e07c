import type { MintedToken } from '@oauth-lab/kit/admin/token-document.ts'
import { signatureOf } from '../keys/produce-jwt.ts'
import { privateParameters } from '../keys/sign-jwt.ts'
import { acrOf } from '../tokens/authentication.ts'
import { additionsOf } from '../tokens/issue-access-token.ts'
import { idTokenClaims } from '../tokens/issue-id-token.ts'
import { subjectFor } from '../users/pairwise-subjects.ts'
import { mintJwt, withChanges } from './mint-jwt.ts'
import type { Minting } from './minting.ts'

/** Makes an ID token without a flow, and without an access token: it has no `at_hash` of its own. */
export async function mintIdToken(minting: Minting): Promise<MintedToken> {
  const { exchange, user, scopes, issuedAt, wanted } = minting
  const { client, configuration } = exchange
  const { expiresIn = configuration.idTokenLifetime, audience = client.id } = wanted
  const authentication = { auth_time: issuedAt, amr: ['pwd'], acr: acrOf(['pwd']) }
  const context = { grantType: 'authorization_code', user, scopes, audience: [], authentication }
  const { idToken = {}, idTokenHeader } = await additionsOf(exchange, context)
  const sub = await subjectFor(exchange, client, user!.sub)
  const told = { sub, nonce: null, authentication, claims: idToken }
  const claims = {
    ...idTokenClaims(exchange, told, { issuedAt, expiresIn }),
    aud: audience,
  }
  const changed = withChanges(claims, wanted.claims ?? {})
  const jwt = await mintJwt(exchange, {
    algorithm: signatureOf(exchange, 'ID token', client),
    head: { typ: 'JWT', ...privateParameters(idTokenHeader) },
    claims: changed,
    header: wanted.header ?? {},
    signedBy: wanted.signedBy,
    exp: claims.exp,
  })
  return { ...jwt, claims: changed }
}
