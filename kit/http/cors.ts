import cors from '@fastify/cors'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Sandbox } from '../sandbox.ts'

/**
 * Lets pages of the allowed origins call the routes of `scope` (the Fetch standard's CORS protocol),
 * without cookies. Preflights are answered; an origin that is not allowed gets no CORS headers.
 * Register it in a scope of its own, before the routes.
 */
export async function registerCors(
  scope: FastifyInstance,
  options: {
    /** The allowed origins of a sandbox. */
    origins: (sandbox: Sandbox) => Promise<string[]>
    methods: string[]
    exposedHeaders: string[]
  },
): Promise<void> {
  const { origins, methods, exposedHeaders } = options
  await scope.register(cors, {
    delegator: async (request: FastifyRequest) => ({
      origin: await origins(request.sandbox),
      methods,
      exposedHeaders,
      allowedHeaders: ['authorization', 'content-type'],
      maxAge: 600,
      strictPreflight: false,
    }),
  })
}
