import { createHash } from 'node:crypto'
import type { Client } from '../clients/client.ts'
import type { SigningAlgorithm } from '../configuration/server-configuration.ts'
import type { Exchange } from '../exchange.ts'
import { issuerOf } from '../server.ts'
import type { Authentication } from './authentication.ts'

export interface IdTokenRequest {
  client: Client
  sub: string
  nonce: string | null
  authentication: Authentication
  accessToken: string
  /** Claims that hooks add; protocol claims win. */
  claims: Record<string, unknown>
}

/** Issues an ID token (OpenID Connect Core §2, §3.1.3.6). */
export async function issueIdToken(exchange: Exchange, wanted: IdTokenRequest): Promise<string> {
  const configuration = exchange.configuration
  const { sandbox } = exchange
  const { client, authentication, nonce } = wanted
  const algorithm = client.metadata.id_token_signed_response_alg ?? configuration.signingAlgorithm
  const now = sandbox.clock.seconds()
  return exchange.server.keys.sign(sandbox, algorithm, 'JWT', {
    ...wanted.claims,
    iss: issuerOf(sandbox),
    sub: wanted.sub,
    aud: client.id,
    iat: now,
    exp: now + configuration.idTokenLifetime,
    ...authentication,
    at_hash: accessTokenHash(wanted.accessToken, algorithm),
    ...(nonce !== null && { nonce }),
  })
}

/** The left half of the token's digest by the signature's hash (OpenID Connect Core §3.1.3.6). */
export function accessTokenHash(token: string, alg: SigningAlgorithm): string {
  const hash = alg.startsWith('Ed') ? 'sha512' : `sha${alg.slice(2)}`
  const bytes = createHash(hash).update(token).digest()
  return bytes.subarray(0, bytes.length / 2).toString('base64url')
}
