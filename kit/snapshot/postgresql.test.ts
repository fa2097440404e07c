import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PGlite } from '@electric-sql/pglite'
import { PGliteDialect } from 'kysely'
import { createStore } from '../store/store.ts'
import {
  defineTables,
  json,
  migrationsOf,
  number,
  optionalNumber,
  optionalText,
  text,
} from '../store/tables.ts'
import { examineSnapshot } from '../testing/examine-snapshot.ts'

const since = '0001_first'
const tables = defineTables({
  settings: { since, key: [], columns: { document: json } },
  letters: {
    since,
    key: ['sender', 'id'],
    columns: { body: text, stamp: optionalText, sent_at: number, read_at: optionalNumber },
  },
})

test('a snapshot of PostgreSQL has every row, numbers as numbers', async () => {
  const migrations = migrationsOf(tables)
  const store = await createStore<object>(new PGliteDialect({ pglite: new PGlite() }), migrations)
  assert.deepEqual(await examineSnapshot(tables, migrations, store), [])
})

test('a table of which no definition tells is found missing', async () => {
  const { settings } = tables
  assert.deepEqual(await examineSnapshot({ settings }, migrationsOf(tables)), [
    'letters: its rows are not saved',
  ])
})
