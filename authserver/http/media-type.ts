import type { FastifyRequest } from 'fastify'

/** The media type of a request's body without its parameters, in lower case (RFC 9110 §8.3.1). */
export function mediaTypeOf(request: FastifyRequest): string | undefined {
  return request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase()
}
