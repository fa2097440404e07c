import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Kysely } from 'kysely'
import { openSandboxes } from '@oauth-lab/kit/sandboxes.ts'
import { readPart } from '@oauth-lab/kit/snapshot/read-part.ts'
import { savePart } from '@oauth-lab/kit/snapshot/save-part.ts'
import { kitMigrations } from '@oauth-lab/kit/store/migrations.ts'
import { openStore } from '@oauth-lab/kit/store/store.ts'
import { examineSnapshot } from '@oauth-lab/kit/testing/examine-snapshot.ts'
import { migrations, tables } from './tables.ts'

test('a snapshot has the rows of every table, and a restoration brings them back', async () => {
  assert.deepEqual(await examineSnapshot(tables, migrations), [])
})

test('the snapshot of the first lab is read: its clients have what is honoured, and their names', async (t) => {
  const store = await openStore<object>({ file: ':memory:', migrations })
  t.after(() => store.close())
  const sandboxes = await openSandboxes({ store, origin: 'https://lab.test', tables: [] })
  const sandbox = await sandboxes.put('here', {})
  const definition = {
    db: store.db as unknown as Kysely<never>,
    tables,
    migrations: { ...kitMigrations, ...migrations },
    catalogue: {},
  }
  const { settings, random } = await savePart(definition, sandbox)
  const names = Object.entries(tables).flatMap(([name, { since }]) =>
    since === '0001_authserver' ? name : [],
  )
  const client = {
    client_id: 'c-1',
    client_secret: null,
    registration_token_hash: null,
    metadata: JSON.stringify({ client_name: 'first', grant_types: [], colour: 'red' }),
    issued_at: 1,
  }
  const part = {
    settings,
    random,
    migrations: ['0000_kit', '0001_authserver'],
    tables: {
      ...Object.fromEntries(['attempts', ...names].map((name) => [name, []])),
      clients: [client],
    },
  }
  const { rows } = await readPart(definition, sandbox, { from: sandbox, part })
  assert.deepEqual(rows['clients'], [
    {
      ...client,
      metadata: JSON.stringify({ client_name: 'first', grant_types: [], response_types: [] }),
      client_name: 'first',
      self_registered: 0,
      used_at: null,
    },
  ])
  assert.deepEqual(rows['user_consents'], [])
})
