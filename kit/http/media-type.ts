import type { FastifyRequest } from 'fastify'

/** The media type of a request's body: small letters, without parameters (RFC 9110 §8.3.1). */
export function mediaTypeOf({ headers }: FastifyRequest): string | undefined {
  return headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase()
}

/** Whether the body is a form as browsers send one. */
export function isForm(request: FastifyRequest): boolean {
  return mediaTypeOf(request) === 'application/x-www-form-urlencoded'
}
