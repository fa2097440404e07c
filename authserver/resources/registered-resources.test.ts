import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { openStore } from '@oauth-lab/kit/store/store.ts'
import { sql } from 'kysely'
import { migrations } from '../store/tables.ts'
import type { ClientRow, Tables } from '../store/tables.ts'
import { keepResources, registrantOf } from './registered-resources.ts'

const sandbox = { id: 'default' } as Sandbox
const api = 'https://api.example/v1'

test('a resource is found for whoever registered it, compared whole and in its sandbox only', async (t) => {
  const { db, close } = await openStore<Tables>({ file: ':memory:', migrations })
  t.after(close)
  await keepResources(db, sandbox, 'c-1', [api, 'urn:example:b', api])
  equal(await registrantOf(db, sandbox, api), 'c-1')
  equal(await registrantOf(db, sandbox, 'urn:example:b'), 'c-1')
  equal(await registrantOf(db, sandbox, `${api}/`), undefined)
  equal(await registrantOf(db, { ...sandbox, id: 'other' }, api), undefined)
  await keepResources(db, sandbox, 'c-1', [])
  equal(await registrantOf(db, sandbox, api), undefined)
})

test('a resource is looked up by an index, and what a client registered too', async (t) => {
  const { db, close } = await openStore<Tables>({ file: ':memory:', migrations })
  t.after(close)
  for (const column of ['resource', 'client_id']) {
    const { rows } = await sql<{ detail: string }>`
      explain query plan select * from resources where sandbox = 'a' and ${sql.ref(column)} = 'b'
    `.execute(db)
    equal(rows.length, 1)
    equal(/^SEARCH resources USING (COVERING )?INDEX/.test(rows[0]!.detail), true, rows[0]!.detail)
  }
})

test('what was registered as one text before is a list, and is found', async (t) => {
  const first = { '0001_authserver': migrations['0001_authserver']! }
  const { db, close } = await openStore<Tables>({ file: ':memory:', migrations: first })
  t.after(close)
  const client = { sandbox: 'default', client_secret: null, registration_token_hash: null }
  const texts = { 'c-1': { resource: api }, 'c-2': { client_name: '"resource":' }, 'c-3': {} }
  for (const [client_id, metadata] of Object.entries(texts)) {
    const row = { ...client, client_id, metadata: JSON.stringify(metadata), issued_at: 0 }
    // A row as it was then.
    await db
      .insertInto('clients')
      .values(row as unknown as ClientRow)
      .execute()
  }
  await migrations['0002_resources']!.up(db)
  equal(await registrantOf(db, sandbox, api), 'c-1')
  const rows = await db.selectFrom('clients').select('metadata').orderBy('client_id').execute()
  deepEqual(
    rows.map(({ metadata }) => JSON.parse(metadata) as object),
    [{ resource: [api] }, { client_name: '"resource":' }, {}],
  )
})
