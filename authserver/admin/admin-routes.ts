import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { AdminError } from '@oauth-lab/kit/admin/admin-error.ts'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import { configurationOf, replaceConfiguration } from '../configuration/configurations.ts'
import { digest } from '../digest.ts'
import { ClientFilter, listClients } from '../clients/list-clients.ts'
import { createClient, deleteClients } from '../clients/store-client.ts'
import { requireObject } from '../registration/read-document.ts'
import { requireMetadata } from '../registration/require-metadata.ts'
import { openExchange } from '../http/open-exchange.ts'
import type { AuthServer } from '../server.ts'
import { attemptRoutes } from './attempt-routes.ts'
import { bootstrapRoute } from './bootstrap-route.ts'
import { browserSessionRoute } from './browser-session-route.ts'
import { tokenRoute } from './token-route.ts'
import { userRoutes } from './user-routes.ts'
import type { ClientRow } from '../store/tables.ts'

const InitialToken = z.strictObject({
  lifetime: z.number().positive().optional().describe('seconds'),
})

/** The authorization server's own management routes: users, clients, configuration and keys. */
export function adminRoutes(server: AuthServer) {
  const { db } = server
  return (api: FastifyInstance): void => {
    userRoutes(api, server)
    attemptRoutes(api, server)
    bootstrapRoute(api, server)
    tokenRoute(api, server)
    browserSessionRoute(api, server)

    api.get('/clients', async ({ sandbox, query }) => {
      const rows = await listClients(db, sandbox, readDocument(ClientFilter, query))
      return rows.map(showClient)
    })
    api.post('/clients', async (request, reply) => {
      const exchange = await openExchange(server, request, reply)
      const metadata = requireMetadata(exchange, requireObject(exchange, request.body))
      const { row } = await createClient(exchange, metadata, { selfRegistered: false })
      return reply.code(201).send(showClient(row))
    })
    api.delete('/clients/:clientId', async ({ sandbox, params }, reply) => {
      const { clientId } = params as { clientId: string }
      if ((await deleteClients({ server, sandbox }, [clientId])) === 0) {
        throw new AdminError(404, 'not_found', `There is no client ${clientId}.`)
      }
      return reply.code(204).send()
    })
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

    api.get('/configuration', ({ sandbox }) => configurationOf(db, sandbox))
    api.put('/configuration', (request) =>
      replaceConfiguration(
        db,
        request.sandbox,
        request.body,
        Object.keys(server.hooks().grantTypes ?? {}),
      ),
    )
    api.get('/keys', ({ sandbox }) => server.keys.published(sandbox))
    api.post('/keys/rotate', async ({ sandbox }) => {
      await server.keys.rotate(sandbox)
      return server.keys.published(sandbox)
    })
  }
}

function showClient(row: ClientRow) {
  return {
    ...(JSON.parse(row.metadata) as object),
    client_id: row.client_id,
    ...(row.client_secret !== null && { client_secret: row.client_secret }),
  }
}
