import cors from '@fastify/cors'
import type { FastifyCorsOptions } from '@fastify/cors'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { configurationOf } from '../configuration/configurations.ts'
import { endpointOf } from '../endpoint.ts'
import type { Endpoint } from '../endpoint.ts'
import type { Database } from '../store/database.ts'

/**
 * CORS as each endpoint's row has it, without cookies. Preflights are answered on routes of their own;
 * an origin that is not allowed gets no CORS headers.
 */
export async function registerCors(app: FastifyInstance, db: Database): Promise<void> {
  await app.register(cors, {
    delegator: (
      request: FastifyRequest,
      done: (error: Error | null, options?: FastifyCorsOptions) => void,
    ) => {
      const { origin } = request.headers
      const { cors: row = 'none' } = endpointOf(request) ?? {}
      if (row === 'all') return done(null, optionsFor(request, '*'))
      // Most requests come from no page: they wait for nothing.
      if (origin === undefined || row === 'none') return done(null, { origin: false })
      const allow = (allowed: string | false) => done(null, optionsFor(request, allowed))
      allowedOrigin(db, request, origin, row).then(allow, done)
    },
  })
}

function optionsFor(request: FastifyRequest, origin: string | false): FastifyCorsOptions {
  return {
    origin,
    methods: [...(endpointOf(request)?.methods ?? [])],
    // Null: whatever headers the preflight names, since its origin is one that is trusted.
    allowedHeaders: null as unknown as string[],
    exposedHeaders: ['www-authenticate', 'dpop-nonce', 'x-request-id'],
    strictPreflight: false,
    maxAge: 600,
  }
}

async function allowedOrigin(
  db: Database,
  { sandbox }: FastifyRequest,
  origin: string,
  row: Endpoint['cors'],
): Promise<string | false> {
  const configuration = await configurationOf(db, sandbox)
  if (typeof row === 'function' && configuration && row(configuration) === 'all') return '*'
  const { corsOrigins = [] } = configuration ?? {}
  return origin === sandbox.origin || corsOrigins.includes(origin) ? origin : false
}
