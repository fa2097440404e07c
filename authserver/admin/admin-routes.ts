import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { AdminError, readDocument } from '@oauth-lab/kit/admin/admin-api.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { configurationOf, replaceConfiguration } from '../configuration/configurations.ts'
import { digest } from '../digest.ts'
import { ClientFilter, listClients } from '../clients/list-clients.ts'
import { createClient, deleteClients } from '../clients/store-client.ts'
import { requireObject } from '../registration/read-document.ts'
import { requireMetadata } from '../registration/require-metadata.ts'
import { openExchange } from '../exchange.ts'
import type { AuthServer } from '../server.ts'
import type { ClientRow, UserRow } from '../store/tables.ts'
import { createTotpSecret, totpUri } from '../users/totp.ts'
import { endSessionsOf, findUser, readUser } from '../users/users.ts'
import { revokeGrantsOf } from '../tokens/grants.ts'

const Claims = z.record(z.string(), z.unknown())
const NewUser = z.strictObject({
  username: z.string().min(1).max(200),
  password: z.string().min(1).max(1000),
  claims: Claims.default({}),
  roles: z.array(z.string()).default([]),
})
const UserChange = z.strictObject({
  password: z.string().min(1).max(1000).optional(),
  claims: Claims.optional(),
  roles: z.array(z.string()).optional(),
})
const InitialToken = z.strictObject({
  lifetime: z.number().positive().optional().describe('seconds'),
})

/** The authorization server's own management routes: users, clients, configuration and keys. */
export function adminRoutes(server: AuthServer) {
  const { db } = server
  const requireUser = async (sandbox: Sandbox, username: string): Promise<UserRow> => {
    const user = await findUser(db, sandbox, username)
    if (user === undefined) throw new AdminError(404, 'not_found', `There is no user ${username}.`)
    return user
  }
  const changeUser = async (sandbox: Sandbox, username: string, change: Partial<UserRow>) => {
    await db
      .updateTable('users')
      .set(change)
      .where('sandbox', '=', sandbox.id)
      .where('username', '=', username)
      .execute()
  }

  return (api: FastifyInstance): void => {
    api.get('/users', async ({ sandbox }) => {
      const rows = await db
        .selectFrom('users')
        .selectAll()
        .where('sandbox', '=', sandbox.id)
        .orderBy('username')
        .execute()
      return rows.map(showUser)
    })
    api.post('/users', { schema: { body: NewUser } }, async (request, reply) => {
      const { sandbox } = request
      const { username, password, claims, roles } = readDocument(NewUser, request.body)
      if (await findUser(db, sandbox, username)) {
        throw new AdminError(409, 'exists', `There is a user ${username} already.`)
      }
      const row: UserRow = {
        sandbox: sandbox.id,
        username,
        sub: sandbox.random.for(`user ${username}`).id('u-'),
        password_hash: await server.passwords.hash(password),
        claims: JSON.stringify(claims),
        roles: JSON.stringify(roles),
        totp_secret: null,
        totp_step: 0,
      }
      await db.insertInto('users').values(row).execute()
      return reply.code(201).send(showUser(row))
    })
    api.patch('/users/:username', { schema: { body: UserChange } }, async (request) => {
      const { username } = request.params as { username: string }
      const { password_hash: kept } = await requireUser(request.sandbox, username)
      const { password, claims, roles } = readDocument(UserChange, request.body)
      // The password that the user has already ends no session.
      const renewed = password !== undefined && !(await server.passwords.verify(password, kept))
      const change = {
        ...(renewed && { password_hash: await server.passwords.hash(password) }),
        ...(claims !== undefined && { claims: JSON.stringify(claims) }),
        ...(roles !== undefined && { roles: JSON.stringify(roles) }),
      }
      if (Object.keys(change).length > 0) await changeUser(request.sandbox, username, change)
      if (renewed) await endSessionsOf(db, request.sandbox, username)
      return showUser(await requireUser(request.sandbox, username))
    })
    api.delete('/users/:username', async (request, reply) => {
      const { sandbox } = request
      const { username } = request.params as { username: string }
      const { sub } = await requireUser(sandbox, username)
      await endSessionsOf(db, sandbox, username)
      await revokeGrantsOf(db, sandbox, sub)
      await db
        .deleteFrom('users')
        .where('sandbox', '=', sandbox.id)
        .where('username', '=', username)
        .execute()
      return reply.code(204).send()
    })
    api.post('/users/:username/totp', async (request, reply) => {
      const { username } = request.params as { username: string }
      await requireUser(request.sandbox, username)
      const secret = createTotpSecret(request.sandbox)
      await changeUser(request.sandbox, username, { totp_secret: secret, totp_step: 0 })
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .send({ secret, uri: totpUri(secret, username) })
    })
    api.delete('/users/:username/totp', async (request, reply) => {
      const { username } = request.params as { username: string }
      await requireUser(request.sandbox, username)
      await changeUser(request.sandbox, username, { totp_secret: null })
      return reply.code(204).send()
    })

    api.get('/clients', async ({ sandbox, query }) => {
      const rows = await listClients(db, sandbox, readDocument(ClientFilter, query))
      return rows.map(showClient)
    })
    api.post('/clients', async (request, reply) => {
      const exchange = await openExchange(server, request, reply)
      const metadata = requireMetadata(exchange, requireObject(exchange, request.body))
      const { row } = await createClient(exchange, metadata, false)
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

function showUser(row: UserRow) {
  return { ...readUser(row), totp: row.totp_secret !== null }
}

function showClient(row: ClientRow) {
  return {
    ...(JSON.parse(row.metadata) as object),
    client_id: row.client_id,
    ...(row.client_secret !== null && { client_secret: row.client_secret }),
  }
}
