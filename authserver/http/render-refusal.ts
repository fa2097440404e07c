import type { FastifyReply, FastifyRequest } from 'fastify'
import { explainedAddress } from '@oauth-lab/kit/explained-address.ts'
import type { Refusal } from '@oauth-lab/kit/checks.ts'
import { InvalidMetadata } from '../registration/metadata-problem.ts'

/** A refusal of a direct request: JSON (RFC 6749 §5.2), with the challenge that a 401 or 403 needs. */
export function renderRefusal(
  refusal: Refusal,
  request: FastifyRequest,
  reply: FastifyReply,
): unknown {
  challenge(refusal, request, reply)
  return reply
    .header('cache-control', 'no-store')
    .header('pragma', 'no-cache')
    .send(bodyOf(refusal, request))
}

/** A 401 has a challenge (RFC 9110 §15.5.2), and where there is none to make this is a 400. */
export function challenge(refusal: Refusal, request: FastifyRequest, reply: FastifyReply): void {
  const scheme = challengeFor(refusal, request)
  if (scheme !== undefined) reply.header('www-authenticate', scheme)
  else if (refusal.status === 401) reply.code(400)
}

function challengeFor(refusal: Refusal, request: FastifyRequest): string | undefined {
  const realm = `realm="${request.sandbox.base}/authserver"`
  const { error, check, message } = refusal
  if (error === '') return `Bearer ${realm}`
  if (error === 'invalid_token' || error === 'insufficient_scope') {
    const scope = error === 'insufficient_scope' ? ', scope="openid"' : ''
    return `Bearer ${realm}, error="${error}", error_description="${message}"${scope}`
  }
  if (check.startsWith('bearer.')) return `Bearer ${realm}, error="${error}"`
  // Only who used the header is asked by it again (RFC 6749 §5.2); a browser would show its dialog.
  const used = error === 'invalid_client' && request.headers.authorization !== undefined
  return used ? `Basic ${realm}, charset="UTF-8"` : undefined
}

/** Without a token there is no error to tell, only that one is wanted (RFC 6750 §3.1). */
function bodyOf(refusal: Refusal, { sandbox }: FastifyRequest): object {
  const { error, message, check, cause } = refusal
  if (error === '') return { message, check }
  const error_uri = explainedAddress(sandbox, refusal)
  const told = { error, error_description: message, error_uri }
  return cause instanceof InvalidMetadata ? { ...told, problems: cause.problems } : told
}
