import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import { debugLogRoute } from '../debug-log/debug-log-route.ts'
import { digest } from '../digest.ts'
import type { HookModules } from '@oauth-lab/kit/hooks/hook-modules.ts'
import { hookRoutes } from '@oauth-lab/kit/hooks/hook-routes.ts'
import type { Hooks } from '../hooks/hooks.ts'
import type { Sandboxes } from '@oauth-lab/kit/sandboxes.ts'
import { transferRoutes } from '@oauth-lab/kit/transfer/transfer-routes.ts'
import { createOwnPart } from '../transfer/own-part.ts'
import type { AuthServer } from '../server.ts'
import { attemptRoutes } from './attempt-routes.ts'
import { backchannelRoutes } from './backchannel-routes.ts'
import { bootstrapRoute } from './bootstrap-route.ts'
import { browserSessionRoute } from './browser-session-route.ts'
import { clientRoutes } from './client-routes.ts'
import { configurationRoutes } from './configuration-routes.ts'
import { expiryRoute } from './expiry-route.ts'
import { givenRoutes } from './given-routes.ts'
import { inventoryRoutes } from './inventory-routes.ts'
import { keyRoutes } from './key-routes.ts'
import { mailRoutes } from './mail-routes.ts'
import { providerRoutes } from './provider-routes.ts'
import { signInRoute } from './sign-in-route.ts'
import { tokenRoute } from './token-route.ts'
import { userRoutes } from './user-routes.ts'

const InitialToken = z.strictObject({
  lifetime: z.number().positive().optional().describe('seconds'),
})
const MadeToken = z.strictObject({ token: z.string() })

/** The authorization server's own management routes: users, clients, configuration, keys and debug log. */
export function adminRoutes(server: AuthServer, sandboxes: Sandboxes, hooks: HookModules<Hooks>) {
  const { db } = server
  return (api: FastifyInstance): void => {
    // What an administrator asks for tells of every introspection before.
    api.addHook('preHandler', () => server.introspections.flush())
    userRoutes(api, server)
    hookRoutes(api, hooks)
    clientRoutes(api, server)
    attemptRoutes(api, server)
    signInRoute(api)
    bootstrapRoute(api, server)
    tokenRoute(api, server)
    inventoryRoutes(api, server)
    givenRoutes(api, server)
    backchannelRoutes(api, server)
    mailRoutes(api, server)
    browserSessionRoute(api, server)
    expiryRoute(api, server)
    transferRoutes(api, createOwnPart(server))
    debugLogRoute(api, sandboxes)
    configurationRoutes(api, server)
    keyRoutes(api, server)
    providerRoutes(api, server)

    const made = { body: InitialToken, response: { 201: MadeToken } }
    api.post('/initial-tokens', { schema: made }, async (request, reply) => {
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
  }
}
