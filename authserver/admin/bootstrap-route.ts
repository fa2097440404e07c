import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { Done } from '@oauth-lab/kit/admin/etag.ts'
import { transferParts, userSecrets } from '@oauth-lab/kit/admin/transfer-document.ts'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import { UserDocument } from '@oauth-lab/kit/admin/user-document.ts'
import { readClient } from '../clients/client.ts'
import { listClients } from '../clients/list-clients.ts'
import { createClient, deleteClients } from '../clients/store-client.ts'
import { configurationOf, storeConfiguration } from '../configuration/configurations.ts'
import { exchangeOf } from '../http/open-exchange.ts'
import type { Exchange } from '../exchange.ts'
import { offeredBy, requireMetadata } from '../registration/require-metadata.ts'
import type { Offered } from '../registration/read-metadata.ts'
import type { AuthServer } from '../server.ts'
import { createUser, renewPassword } from '../users/manage-users.ts'
import { findUser } from '../users/users.ts'
import { importTransfer } from '../transfer/import-transfer.ts'
import { readTransfer } from '../transfer/read-transfer.ts'

const Bootstrap = z.strictObject({
  configuration: z
    .unknown()
    .optional()
    .describe('the document of --config, with clients, users and keys besides'),
  users: z.array(
    UserDocument.extend({
      replace: z.boolean().default(false).describe('whether the password replaces another one'),
      passwordHash: userSecrets.passwordHash
        .optional()
        .describe('of a new user, in the place of that of the password'),
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
  const schema = { body: Bootstrap, response: { 204: Done } }
  api.post('/bootstrap', { schema }, async (request, reply) => {
    const { configuration, users, clients } = readDocument(Bootstrap, request.body)
    const people = users.map(({ username }) => username)
    const { sandbox } = request
    const start =
      configuration === undefined
        ? undefined
        : readTransfer(configuration, {
            hooks: server.hooks(sandbox),
            sandbox,
            before: await configurationOf(server.db, sandbox),
            mode: 'replace',
            only: transferParts,
            people,
          })
    if (start?.configuration) await storeConfiguration(server.db, sandbox, start.configuration)
    for (const user of users) await makeUser({ server, sandbox }, user)
    const known = await configurationOf(server.db, sandbox)
    // Somebody took it away, and with it what clients could do.
    if (known !== undefined) {
      const exchange = exchangeOf(server, request, reply, known)
      for (const client of clients) await makeClient(exchange, client)
    }
    const passwords = { ...server.passwords, hash: server.passwords.hashOnce }
    const starting = { mode: 'merge' as const, dryRun: false, passwords }
    if (start) await importTransfer({ server, sandbox }, start, starting)
    return reply.code(204).send()
  })
}

async function makeUser(
  { server, sandbox }: Pick<Exchange, 'server' | 'sandbox'>,
  { replace, passwordHash, ...user }: Bootstrap['users'][number],
): Promise<void> {
  const found = await findUser(server.db, sandbox, user.username)
  if (found === undefined) {
    const hash = passwordHash ?? (await server.passwords.hashOnce(user.password))
    await createUser(server.db, sandbox, user, hash)
  } else if (replace) await renewPassword(server, sandbox, found, user.password)
}

async function makeClient(
  exchange: Exchange,
  { metadata, base }: Bootstrap['clients'][number],
): Promise<void> {
  const { server, sandbox } = exchange
  const offered = offeredBy(server.hooks(sandbox), exchange.configuration, sandbox)
  const { grant_types = [] } = metadata as { grant_types?: string[] }
  // The configuration has nothing for such a client to do.
  if (!grant_types.some((type) => offered.grantTypes.includes(type))) return
  const wanted = await requireMetadata(exchange, {
    ...metadata,
    scope: scopeWithin(offered, metadata),
  })
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

/** Of the scopes that the lab's own clients ask for, those that the configuration has. */
function scopeWithin({ scopes }: Offered, { scope }: Record<string, unknown>): string | undefined {
  const asked = typeof scope === 'string' ? scope.split(' ') : []
  const kept = asked.filter((one) => scopes?.includes(one) ?? true)
  return kept.length > 0 ? kept.join(' ') : undefined
}
