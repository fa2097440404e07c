import type { FastifyReply, FastifyRequest } from 'fastify'

/** The header by which client and resource find a request again in their logs. */
const name = 'x-fapi-interaction-id'

/** A UUID (RFC 9562 §4). */
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Repeats the id that a client gave its request (Financial-grade API Security Profile 1.0 Part 1 §6.2.1); what is no UUID is ignored. */
export function repeatInteractionId({ headers }: FastifyRequest, reply: FastifyReply): void {
  const sent = headers[name]
  if (typeof sent === 'string' && uuid.test(sent)) reply.header(name, sent)
}
