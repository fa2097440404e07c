import { hash } from 'node:crypto'
import type { SigningAlgorithm } from '../configuration/server-configuration.ts'
import type { TokenExchange } from '../token/token-exchange.ts'
import { describeClaims } from '../debug-log/describe.ts'
import { produceJwt, signatureOf } from '../keys/produce-jwt.ts'
import { issuerOf } from '../server.ts'
import type { Authentication } from './authentication.ts'

export interface IdTokenRequest {
  sub: string
  nonce: string | null
  authentication: Authentication
  accessToken: string
  /** Claims that hooks add; protocol claims win. */
  claims: Record<string, unknown>
}

/** Issues an ID token (OpenID Connect Core §2, §3.1.3.6). */
export function issueIdToken(exchange: TokenExchange, wanted: IdTokenRequest): Promise<string> {
  const { sandbox, client, configuration } = exchange
  const { authentication, nonce } = wanted
  const use = 'ID token'
  const now = sandbox.clock.seconds()
  const claims = {
    ...wanted.claims,
    iss: issuerOf(sandbox),
    sub: wanted.sub,
    aud: client.id,
    iat: now,
    exp: now + configuration.idTokenLifetime,
    ...authentication,
    at_hash: accessTokenHash(wanted.accessToken, signatureOf(exchange, use, client)),
    ...(nonce !== null && { nonce }),
  }
  exchange.debug?.step('claims', describeClaims(use, claims, wanted.claims))
  return produceJwt(exchange, { use, typ: 'JWT', client, claims })
}

/** The left half of the token's digest by the signature's hash (OpenID Connect Core §3.1.3.6). */
function accessTokenHash(token: string, alg: SigningAlgorithm): string {
  const bytes = hash(alg.startsWith('Ed') ? 'sha512' : `sha${alg.slice(2)}`, token, 'buffer')
  return bytes.subarray(0, bytes.length / 2).toString('base64url')
}
