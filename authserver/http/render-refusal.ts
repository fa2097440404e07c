import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Refusal } from '@oauth-lab/kit/checks.ts'

/** A refusal of a direct request: JSON (RFC 6749 §5.2), with the challenge that a 401 or 403 needs. */
export function renderRefusal(
  refusal: Refusal,
  request: FastifyRequest,
  reply: FastifyReply,
): unknown {
  const challenge = challengeFor(refusal, request)
  if (challenge !== undefined) reply.header('www-authenticate', challenge)
  return reply
    .header('cache-control', 'no-store')
    .header('pragma', 'no-cache')
    .send(bodyOf(refusal))
}

function challengeFor(refusal: Refusal, request: FastifyRequest): string | undefined {
  const realm = `realm="${request.sandbox.base}/authserver"`
  if (refusal.check === 'bearer.present') return `Bearer ${realm}`
  if (['bearer.one-method', 'bearer.not-in-query'].includes(refusal.check))
    return `Bearer ${realm}, error="${refusal.error}"`
  if (refusal.error === 'invalid_token' || refusal.error === 'insufficient_scope') {
    const scope = refusal.error === 'insufficient_scope' ? ', scope="openid"' : ''
    return `Bearer ${realm}, error="${refusal.error}", error_description="${refusal.message}"${scope}`
  }
  if (refusal.status === 401) return `Basic ${realm}, charset="UTF-8"`
  return undefined
}

/** Without a token there is no error to tell, only that one is wanted (RFC 6750 §3.1). */
function bodyOf({ error, message, check }: Refusal): object {
  return error === '' ? { message, check } : { error, error_description: message }
}
