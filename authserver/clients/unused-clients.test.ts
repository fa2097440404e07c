import { deepEqual, equal, match } from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { openStore } from '@oauth-lab/kit/store/store.ts'
import { CompiledQuery } from 'kysely'
import type { ServerConfiguration } from '../configuration/server-configuration.ts'
import type { Exchange } from '../exchange.ts'
import type { Database } from '../store/database.ts'
import { migrations } from '../store/tables.ts'
import type { Tables } from '../store/tables.ts'
import { findClient } from './client.ts'
import type { ClientMetadata } from './client-metadata.ts'
import { listClients } from './list-clients.ts'
import { noteUse } from './note-use.ts'
import { createClient, deleteClients, replaceMetadata } from './store-client.ts'
import {
  countSelfRegistered,
  deleteSome,
  deleteUnused,
  longestUnused,
  neverUsed,
} from './unused-clients.ts'

const day = 24 * 3600
const metadata: ClientMetadata = {
  client_name: 'app',
  redirect_uris: [],
  token_endpoint_auth_method: 'client_secret_basic',
  grant_types: [],
  response_types: [],
  application_type: 'web',
}

/** A store and a sandbox whose clock the test moves. */
async function open(t: TestContext) {
  const { db, close } = await openStore<Tables>({ file: ':memory:', migrations })
  t.after(close)
  let seconds = 1_700_000_000
  let made = 100
  const random = {
    token: () => `t-${++made}`,
    id: (prefix: string) => `${prefix}${++made}`,
  }
  const sandbox = {
    id: 'default',
    copies: new Map(),
    clock: { now: () => seconds * 1000, seconds: () => seconds, isFrozen: () => true },
    random: { for: () => random },
  } as unknown as Sandbox
  const place = { server: { db }, sandbox }
  return {
    db: db as Database,
    sandbox,
    create: async (selfRegistered = true, change: Partial<ClientMetadata> = {}) =>
      (await createClient(place, { ...metadata, ...change }, { selfRegistered })).row,
    use: async (id: string) => {
      const client = await findClient(db, sandbox, id)
      await noteUse(place as unknown as Exchange, client!)
    },
    place,
    forward: (by: number) => {
      seconds += by
    },
    ids: async () => (await listClients(db, sandbox, {})).map(({ client_id }) => client_id),
  }
}

test('who registered itself and is not used ends; who is used, or was made by an administrator, stays', async (t) => {
  const { db, sandbox, create, use, forward, ids } = await open(t)
  const [administrators, unused, used] = [await create(false), await create(), await create()]
  forward(20 * day)
  await use(used.client_id)
  forward(20 * day)
  const late = await create()
  await deleteUnused(db, sandbox, 30 * day)
  deepEqual(await ids(), [administrators.client_id, used.client_id, late.client_id])
  forward(20 * day)
  await deleteUnused(db, sandbox, 30 * day)
  deepEqual(await ids(), [administrators.client_id, late.client_id])
  equal(await findClient(db, sandbox, unused.client_id), undefined)
})

test('a use is noted at most once an hour, whichever way the clock moves', async (t) => {
  const { db, sandbox, create, use, forward } = await open(t)
  const { client_id } = await create()
  const usedAt = async () =>
    (await listClients(db, sandbox, { client_id }))[0]!.used_at! / 1000 - 1_700_000_000
  const seen = []
  for (const by of [0, 1800, 1800, -7200]) {
    forward(by)
    await use(client_id)
    seen.push(await usedAt())
  }
  deepEqual(seen, [0, 0, 3600, -3600])
})

/** Three hours: nothing that a client got lives longer. */
const configuration = { accessTokenLifetime: 3600, refreshTokenLifetime: 3 * 3600 }
const lifetimes = configuration as ServerConfiguration

test('the oldest that was never used makes place before all others', async (t) => {
  const { db, sandbox, create, use, forward, ids } = await open(t)
  const first = await create()
  await use(first.client_id)
  forward(1)
  const second = await create()
  forward(1)
  const third = await create()
  forward(1)
  const administrators = await create(false)
  equal(await countSelfRegistered(db, sandbox), 3)
  equal(await deleteSome(db, sandbox, lifetimes, 1), 1)
  deepEqual(await ids(), [first.client_id, third.client_id, administrators.client_id])
  await use(third.client_id)
  equal(await deleteSome(db, sandbox, lifetimes, 9), 0)
  equal((await ids()).includes(second.client_id), false)
})

test('else who was not used for longest makes place, once nothing that it got can live', async (t) => {
  const { db, sandbox, create, use, forward, ids } = await open(t)
  const administrators = await create(false)
  const [first, second] = [await create(), await create()]
  await use(second.client_id)
  forward(3600)
  await use(first.client_id)
  // A use within the hour is not noted again, so its tokens live up to an hour longer.
  forward(3 * 3600)
  equal(await deleteSome(db, sandbox, lifetimes, 9), 0)
  forward(1)
  equal(await deleteSome(db, sandbox, lifetimes, 9), 1)
  deepEqual(await ids(), [administrators.client_id, first.client_id])
  forward(30 * day)
  equal(await deleteSome(db, sandbox, lifetimes, 9), 1)
  deepEqual(await ids(), [administrators.client_id])
})

test('who makes place is found by an index, without sorting', async (t) => {
  const { db, sandbox } = await open(t)
  for (const query of [neverUsed(db, sandbox), longestUnused(db, sandbox, 0)]) {
    const { sql: text, parameters } = query.limit(100).compile()
    const rows = await db.executeQuery<{ detail: string }>(
      CompiledQuery.raw(`explain query plan ${text}`, [...parameters]),
    )
    const details = rows.rows.map(({ detail }) => detail)
    equal(details.length, 1, details.join())
    match(details[0]!, /^SEARCH clients USING INDEX .*self_registered=\? AND used_at/)
  }
})

test('clients are listed by name and by who made them', async (t) => {
  const { db, sandbox, create, place } = await open(t)
  const impostor = await create(true, { client_name: 'spa' })
  const spa = await create(false, { client_name: 'spa' })
  const list = async (filter: Parameters<typeof listClients>[2]) =>
    (await listClients(db, sandbox, filter)).map(({ client_id }) => client_id)
  deepEqual(await list({ client_name: 'spa', self_registered: false }), [spa.client_id])
  deepEqual(await list({ client_name: 'spa' }), [impostor.client_id, spa.client_id])
  deepEqual(await list({ client_id: spa.client_id, limit: 1 }), [spa.client_id])
  await replaceMetadata(place, spa, { ...metadata, client_name: 'renamed' })
  deepEqual(await list({ client_name: 'renamed' }), [spa.client_id])
  equal(await deleteClients(place, [spa.client_id]), 1)
  equal(await deleteClients(place, [spa.client_id]), 0)
  deepEqual(await list({ client_name: 'renamed' }), [])
})
