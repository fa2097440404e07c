import { hash } from 'node:crypto'
import type { SigningAlgorithm } from '../configuration/server-configuration.ts'
import type { ClientExchange } from '../token/token-exchange.ts'
import { describeClaims } from '../debug-log/describe.ts'
import { produceJwt, signatureOf } from '../keys/produce-jwt.ts'
import { issuerOf } from '../server.ts'
import { subjectFor } from '../users/pairwise-subjects.ts'
import type { Authentication } from './authentication.ts'

export interface IdTokenRequest {
  /** The user's own; the token says by which the client knows the user. */
  sub: string
  nonce: string | null
  authentication: Authentication
  /** The one beside which it is issued. */
  accessToken?: string
  /** The code beside which it is issued, and the `state` of the request. */
  code?: string
  state?: string | undefined
  /** The backchannel request by which it is pushed, and the refresh token beside it (CIBA Core §10.3.1). */
  pushed?: { authReqId: string; refreshToken: string | undefined } | undefined
  /** Claims that hooks add; protocol claims win. */
  claims: Record<string, unknown>
  /** Header parameters that hooks add. */
  header?: Readonly<Record<string, unknown>> | undefined
}

/** Issues an ID token (OpenID Connect Core §2, §3.1.3.6). */
export async function issueIdToken(
  exchange: ClientExchange,
  wanted: IdTokenRequest,
): Promise<string> {
  const { sandbox, client, configuration } = exchange
  const use = 'ID token'
  const times = { issuedAt: sandbox.clock.seconds(), expiresIn: configuration.idTokenLifetime }
  const sub = await subjectFor(exchange, client, wanted.sub)
  const claims = idTokenClaims(exchange, { ...wanted, sub }, times)
  exchange.debug?.step('claims', describeClaims(use, claims, wanted.claims))
  return produceJwt(exchange, { use, typ: 'JWT', client, claims, header: wanted.header })
}

/** What an ID token says; times in seconds. */
export function idTokenClaims(
  exchange: ClientExchange,
  { sub, nonce, authentication, accessToken, code, state, pushed, claims }: IdTokenRequest,
  { issuedAt, expiresIn }: { issuedAt: number; expiresIn: number },
) {
  const { sandbox, client } = exchange
  const algorithm = signatureOf(exchange, 'ID token', client)
  return {
    ...claims,
    iss: issuerOf(sandbox),
    sub,
    aud: client.id,
    iat: issuedAt,
    exp: issuedAt + expiresIn,
    ...authentication,
    ...(accessToken !== undefined && { at_hash: halfHash(accessToken, algorithm) }),
    ...(code !== undefined && { c_hash: halfHash(code, algorithm) }),
    ...(code !== undefined && state !== undefined && { s_hash: halfHash(state, algorithm) }),
    ...(nonce !== null && { nonce }),
    ...(pushed !== undefined && { 'urn:openid:params:jwt:claim:auth_req_id': pushed.authReqId }),
    ...(pushed?.refreshToken !== undefined && {
      'urn:openid:params:jwt:claim:rt_hash': halfHash(pushed.refreshToken, algorithm),
    }),
  }
}

/** The left half of a digest by the signature's hash (OpenID Connect Core §3.1.3.6, §3.3.2.11). */
function halfHash(text: string, alg: SigningAlgorithm): string {
  const bytes = hash(alg.startsWith('Ed') ? 'sha512' : `sha${alg.slice(2)}`, text, 'buffer')
  return bytes.subarray(0, bytes.length / 2).toString('base64url')
}
