import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { openStore } from '@oauth-lab/kit/store/store.ts'
import type { Exchange } from '../exchange.ts'
import type { Database } from '../store/database.ts'
import { migrations } from '../store/tables.ts'
import type { Tables } from '../store/tables.ts'
import { findClient } from './client.ts'
import type { ClientMetadata } from './client-metadata.ts'
import { listClients } from './list-clients.ts'
import { noteUse } from './note-use.ts'
import { createClient, deleteClients, replaceMetadata } from './store-client.ts'
import { countSelfRegistered, deleteOldestUnused, deleteUnused } from './unused-clients.ts'

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
    clock: { now: () => seconds * 1000, seconds: () => seconds },
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

test('the oldest that was never used makes place, and nobody else does', async (t) => {
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
  equal(await deleteOldestUnused(db, sandbox, 1), 1)
  deepEqual(await ids(), [first.client_id, third.client_id, administrators.client_id])
  await use(third.client_id)
  equal(await deleteOldestUnused(db, sandbox, 9), 0)
  equal((await ids()).includes(second.client_id), false)
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
