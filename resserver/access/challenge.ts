import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Refusal } from '@oauth-lab/kit/checks.ts'
import { explainedAddress } from '@oauth-lab/kit/explained-address.ts'
import { metadataUrlOf, resourceOf } from '../resource.ts'

/**
 * Answers a refusal by JSON and by a challenge (RFC 6750 §3, RFC 9728 §5.1) that names the check. A
 * request without a token is told no error (RFC 6750 §3.1).
 */
export function renderRefusal(
  refusal: Refusal,
  request: FastifyRequest,
  reply: FastifyReply,
): unknown {
  const { error, check, message, status } = refusal
  const error_uri = explainedAddress(request.sandbox, refusal)
  const told = { error, error_description: message, error_uri }
  reply.header('cache-control', 'no-store')
  if (status === 503) {
    return reply.header('retry-after', 1).send({ ...told, check })
  }
  const asksForScope = check === 'bearer.present' || check === 'scope.sufficient'
  const challenge = renderChallenge({
    realm: resourceOf(request),
    ...(error !== '' && told),
    ...(asksForScope && { scope: request.sandbox.authorizationServer.resourceScope }),
    resource_metadata: metadataUrlOf(request),
  })
  reply.header('www-authenticate', challenge)
  if (error === '') return reply.send({ message, check })
  return reply.send({ ...told, check, clause: refusal.definition.clause })
}

/** A Bearer challenge; every value is a quoted string (RFC 9110 §11.2). */
export function renderChallenge(parameters: Record<string, string>): string {
  const pairs = Object.entries(parameters).map(([name, value]) => {
    const printable = value.replaceAll(/[^\x20-\x7e]/g, '?')
    return `${name}="${printable.replaceAll(/["\\]/g, '\\$&')}"`
  })
  return `Bearer ${pairs.join(', ')}`
}
