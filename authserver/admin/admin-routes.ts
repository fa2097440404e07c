import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import {
  Configuration,
  ConfigurationChange,
  ConfigurationDocument,
} from '@oauth-lab/kit/admin/configuration-document.ts'
import {
  Changed,
  conditional,
  etagOf,
  preconditionOf,
  withEtag,
} from '@oauth-lab/kit/admin/etag.ts'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import {
  changeConfiguration,
  configurationOf,
  replaceConfiguration,
} from '../configuration/configurations.ts'
import type { ServerConfiguration } from '../configuration/server-configuration.ts'
import { debugLogRoute } from '../debug-log/debug-log-route.ts'
import { digest } from '../digest.ts'
import type { Sandboxes } from '@oauth-lab/kit/sandboxes.ts'
import type { AuthServer } from '../server.ts'
import { attemptRoutes } from './attempt-routes.ts'
import { bootstrapRoute } from './bootstrap-route.ts'
import { browserSessionRoute } from './browser-session-route.ts'
import { clientRoutes } from './client-routes.ts'
import { expiryRoute } from './expiry-route.ts'
import { givenRoutes } from './given-routes.ts'
import { inventoryRoutes } from './inventory-routes.ts'
import { tokenRoute } from './token-route.ts'
import { userRoutes } from './user-routes.ts'

const InitialToken = z.strictObject({
  lifetime: z.number().positive().optional().describe('seconds'),
})

/** The authorization server's own management routes: users, clients, configuration, keys and debug log. */
export function adminRoutes(server: AuthServer, sandboxes: Sandboxes) {
  const { db } = server
  return (api: FastifyInstance): void => {
    // What an administrator asks for tells of every introspection before.
    api.addHook('preHandler', () => server.introspections.flush())
    userRoutes(api, server)
    clientRoutes(api, server)
    attemptRoutes(api, server)
    bootstrapRoute(api, server)
    tokenRoute(api, server)
    inventoryRoutes(api, server)
    givenRoutes(api, server)
    browserSessionRoute(api, server)
    expiryRoute(api, server)
    debugLogRoute(api, sandboxes)

    api.post('/initial-tokens', { schema: { body: InitialToken } }, async (request, reply) => {
      const { lifetime } = readDocument(InitialToken, request.body ?? {})
      const { sandbox } = request
      const token = sandbox.random.for('initial tokens').token(32)
      const expires_at = lifetime === undefined ? null : sandbox.clock.now() + lifetime * 1000
      await db
        .insertInto('initial_tokens')
        .values({ sandbox: sandbox.id, token_hash: digest(token), expires_at })
        .execute()
      return reply.code(201).header('cache-control', 'no-store').send({ token })
    })

    const grantTypesOfHooks = () => Object.keys(server.hooks().grantTypes ?? {})
    const audited = async (request: FastifyRequest, change: () => Promise<ServerConfiguration>) => {
      const before = await configurationOf(db, request.sandbox)
      const after = await change()
      request.audited = { before, after }
      return after
    }
    const response = { 200: Configuration, 412: Changed }
    api.get(
      '/configuration',
      { schema: { response: { 200: withEtag(Configuration) } } },
      async ({ sandbox }, reply) => {
        const configuration = await configurationOf(db, sandbox)
        return reply.header('etag', etagOf(configuration)).send(configuration)
      },
    )
    api.put(
      '/configuration',
      { schema: { ...conditional, body: ConfigurationDocument, response } },
      (request) =>
        audited(request, () =>
          replaceConfiguration(
            db,
            request.sandbox,
            request.body,
            grantTypesOfHooks(),
            preconditionOf(request),
          ),
        ),
    )
    api.patch(
      '/configuration',
      { schema: { ...conditional, body: ConfigurationChange, response } },
      (request) =>
        audited(request, () =>
          changeConfiguration(
            db,
            request.sandbox,
            request.body,
            grantTypesOfHooks(),
            preconditionOf(request),
          ),
        ),
    )
    api.get('/keys', ({ sandbox }) => server.keys.published(sandbox))
    api.post('/keys/rotate', async ({ sandbox }) => {
      await server.keys.rotate(sandbox)
      return server.keys.published(sandbox)
    })
  }
}
