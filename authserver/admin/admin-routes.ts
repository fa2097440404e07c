import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import { debugLogRoute } from '../debug-log/debug-log-route.ts'
import { digest } from '../digest.ts'
import type { Sandboxes } from '@oauth-lab/kit/sandboxes.ts'
import type { AuthServer } from '../server.ts'
import { attemptRoutes } from './attempt-routes.ts'
import { bootstrapRoute } from './bootstrap-route.ts'
import { browserSessionRoute } from './browser-session-route.ts'
import { clientRoutes } from './client-routes.ts'
import { configurationRoutes } from './configuration-routes.ts'
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
    configurationRoutes(api, server)

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

    api.get('/keys', ({ sandbox }) => server.keys.published(sandbox))
    api.post('/keys/rotate', async ({ sandbox }) => {
      await server.keys.rotate(sandbox)
      return server.keys.published(sandbox)
    })
  }
}
