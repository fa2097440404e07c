import type { FastifyReply, FastifyRequest } from 'fastify'

/** A request that ended outside of the protocol: unknown path, unreadable body, our own bug. */
export interface Failure {
  status: number
  error: string
  description: string
}

/** A failure as JSON, for peers that are programs. */
export function failureAsJson(
  { error, description }: Failure,
  _request: FastifyRequest,
  reply: FastifyReply,
) {
  return reply.header('cache-control', 'no-store').send({ error, error_description: description })
}
