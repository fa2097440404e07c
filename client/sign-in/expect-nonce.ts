import type { FastifyRequest } from 'fastify'
import type { JWTPayload } from 'jose'
import { expected } from '@oauth-lab/kit/check-detail.ts'
import { check } from '../checks.ts'
import type { Exchange } from '../issuer/exchange.ts'
import { decode } from '../tokens/decode.ts'

/**
 * The `nonce` that openid-client is to find in the ID token (OpenID Connect Core §3.1.3.7): the one
 * that was sent. Where a policy waives that, it is the one that came. openid-client asks for it once
 * the token response is there.
 * @param answers what came so far, the token response last
 */
export function expectNonce(
  request: FastifyRequest,
  sent: string,
  answers: readonly Exchange[],
): () => string | undefined {
  let told: { nonce: string | undefined } | undefined
  return () => {
    const came = idTokenOf(answers.at(-1)?.body ?? '')
    // What is no ID token is refused as such.
    if (came === undefined) return sent
    told ??= { nonce: compare(request, sent, came['nonce']) }
    return told.nonce
  }
}

function compare(request: FastifyRequest, sent: string, came: unknown): string | undefined {
  if (check(request, 'id-token.nonce', came === sent, expected(sent, came))) return sent
  return typeof came === 'string' ? came : undefined
}

function idTokenOf(body: string): JWTPayload | undefined {
  try {
    const { id_token } = JSON.parse(body) as { id_token?: unknown }
    const decoded = typeof id_token === 'string' ? decode(id_token) : undefined
    return decoded === undefined || decoded.opaque ? undefined : decoded.claims
  } catch {
    return undefined
  }
}
