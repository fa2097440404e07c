import cors from '@fastify/cors'
import type { FastifyInstance, FastifyRequest } from 'fastify'

/**
 * Lets pages of the allowed origins call the routes of `scope` (the Fetch standard's CORS protocol),
 * without cookies. A preflight is allowed the headers that it names; an origin that is not allowed gets
 * no CORS headers.
 * Register it in a scope of its own, before the routes.
 */
export async function registerCors(
  scope: FastifyInstance,
  options: {
    /** The origins that are allowed what a request asks for, or every one. */
    origins: (request: FastifyRequest) => Promise<string[] | '*'>
    methods: string[]
    exposedHeaders: string[]
  },
): Promise<void> {
  const { origins, methods, exposedHeaders } = options
  await scope.register(cors, {
    delegator: async (request: FastifyRequest) => ({
      origin: await origins(request),
      methods,
      exposedHeaders: [...exposedHeaders, 'x-request-id'],
      maxAge: 600,
      strictPreflight: false,
    }),
  })
}
