import cors from '@fastify/cors'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { configurationOf } from '../configuration/configurations.ts'
import type { Database } from '../server.ts'

/** The endpoints that scripts call; pages and the authorization endpoint are never among them. */
const forScripts =
  /^\/authserver\/oauth2\/(token|userinfo|introspection|revocation|register(\/[^/]+)?)$/
const forAll = /^\/authserver\/oauth2\/(jwks|\.well-known\/.+)$|^\/\.well-known\//

/** CORS by allow-list: metadata and keys for anybody, the rest for the lab's own origin and those configured. */
export async function registerCors(app: FastifyInstance, db: Database): Promise<void> {
  await app.register(cors, {
    delegator: async (request: FastifyRequest) => ({
      origin: await originFor(db, request),
      methods: ['GET', 'POST', 'PUT', 'DELETE'],
      allowedHeaders: ['authorization', 'content-type'],
      exposedHeaders: ['www-authenticate'],
      maxAge: 600,
    }),
  })
}

async function originFor(db: Database, request: FastifyRequest): Promise<string | false> {
  const { origin } = request.headers
  const path = request.url.split('?', 1)[0]!
  if (forAll.test(path)) return '*'
  if (origin === undefined || !forScripts.test(path)) return false
  const { corsOrigins } = await configurationOf(db, request.sandbox)
  return origin === request.sandbox.origin || corsOrigins.includes(origin) ? origin : false
}
