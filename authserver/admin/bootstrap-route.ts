import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import { readClient } from '../clients/client.ts'
import { listClients } from '../clients/list-clients.ts'
import { createClient, deleteClients } from '../clients/store-client.ts'
import { replaceConfiguration } from '../configuration/configurations.ts'
import { openExchange } from '../http/open-exchange.ts'
import type { Exchange } from '../exchange.ts'
import { requireMetadata } from '../registration/require-metadata.ts'
import type { AuthServer } from '../server.ts'
import { createUser, NewUser, renewPassword } from '../users/manage-users.ts'
import { findUser } from '../users/users.ts'

const Bootstrap = z.strictObject({
  configuration: z.unknown().optional(),
  users: z.array(
    NewUser.extend({
      replace: z.boolean().default(false).describe('whether the password replaces another one'),
    }),
  ),
  clients: z.array(
    z.strictObject({
      metadata: z.record(z.string(), z.unknown()),
      base: z
        .string()
        .optional()
        .describe('one that is there is made again unless a redirect URI begins with this'),
    }),
  ),
})
type Bootstrap = z.output<typeof Bootstrap>

/**
 * Gives a sandbox its missing users and clients, and a configuration, in one request. With a seed
 * the order is fixed. A client is known by its name among those that did not register themselves.
 */
export function bootstrapRoute(api: FastifyInstance, server: AuthServer): void {
  api.post('/bootstrap', { schema: { body: Bootstrap } }, async (request, reply) => {
    const { configuration, users, clients } = readDocument(Bootstrap, request.body)
    if (configuration !== undefined) {
      const grantTypes = Object.keys(server.hooks().grantTypes ?? {})
      await replaceConfiguration(server.db, request.sandbox, configuration, grantTypes)
    }
    const exchange = await openExchange(server, request, reply)
    for (const user of users) await makeUser(exchange, user)
    for (const client of clients) await makeClient(exchange, client)
    return reply.code(204).send()
  })
}

async function makeUser(
  { server, sandbox }: Exchange,
  { replace, ...user }: Bootstrap['users'][number],
): Promise<void> {
  const found = await findUser(server.db, sandbox, user.username)
  if (found === undefined) {
    await createUser(server.db, sandbox, user, await server.passwords.hashOnce(user.password))
  } else if (replace) await renewPassword(server, sandbox, found, user.password)
}

async function makeClient(
  exchange: Exchange,
  { metadata, base }: Bootstrap['clients'][number],
): Promise<void> {
  const { server, sandbox } = exchange
  const wanted = requireMetadata(exchange, metadata)
  const [row] = await listClients(server.db, sandbox, {
    client_name: wanted.client_name,
    self_registered: false,
    limit: 1,
  })
  if (row !== undefined) {
    const { redirect_uris } = readClient(row).metadata
    if (base === undefined || redirect_uris.some((uri) => uri.startsWith(base))) return
    await deleteClients({ server, sandbox }, [row.client_id])
  }
  await createClient(exchange, wanted, { selfRegistered: false })
}
