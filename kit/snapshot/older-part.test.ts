import { deepEqual, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import type { Kysely } from 'kysely'
import { ConfigurationError } from '../problems.ts'
import { openSandboxes } from '../sandboxes.ts'
import { kitMigrations } from '../store/migrations.ts'
import { openStore } from '../store/store.ts'
import { defineTables, migrationsOf, number, optionalText, text } from '../store/tables.ts'
import type { PartDefinition } from './part-definition.ts'
import { readPart } from './read-part.ts'
import { savePart } from './save-part.ts'

const first = '0001_first'
const stamps = '0002_stamps'
const tables = defineTables({
  letters: {
    since: first,
    key: ['id'],
    columns: {
      body: text,
      weight: { ...number, since: stamps, before: 20 },
      sender: { ...optionalText, since: stamps },
    },
  },
  stamps: { since: stamps, key: ['name'], columns: { worth: number } },
  envelopes: { since: first, until: stamps, key: ['id'], columns: {} },
})
const migrations = migrationsOf(tables, {
  async [stamps](given: Kysely<never>) {
    const db = given as unknown as Kysely<{ letters: { body: string } }>
    await db.updateTable('letters').set({ body: 'stamped' }).execute()
  },
})

async function openPart() {
  const store = await openStore<object>({ file: ':memory:', migrations })
  const sandboxes = await openSandboxes({ store, origin: 'https://lab.test', tables: [] })
  const definition: PartDefinition = {
    db: store.db as unknown as Kysely<never>,
    tables,
    migrations: { ...kitMigrations, ...migrations },
    catalogue: {},
  }
  const sandbox = await sandboxes.put('here', {})
  return { definition, sandbox, part: await savePart(definition, sandbox) }
}

const older = {
  migrations: ['0000_kit', first],
  tables: { attempts: [], letters: [{ id: 'a', body: 'x' }], envelopes: [{ id: 'e' }] },
}

test('the part of an older lab becomes what its data would have become', async () => {
  const { definition, sandbox, part } = await openPart()
  const sent = { from: sandbox, part: { ...part, ...older } }
  const { rows } = await readPart(definition, sandbox, sent)
  deepEqual(rows, {
    attempts: [],
    letters: [{ id: 'a', body: 'stamped', weight: 20, sender: null }],
    stamps: [],
  })
})

test('what the tables did not have then is refused, and what no lab ever had', async () => {
  const { definition, sandbox, part } = await openPart()
  const problemsOf = async (change: object) => {
    const sent = { from: sandbox, part: { ...part, ...older, ...change } }
    let problems: string[] = []
    await rejects(readPart(definition, sandbox, sent), (error: ConfigurationError) => {
      problems = error.problems.map(({ path, message }) => `${path}: ${message}`)
      return error instanceof ConfigurationError
    })
    return problems
  }
  const letters = [{ id: 'a', body: 'x', weight: 1 }]
  deepEqual(await problemsOf({ tables: { ...older.tables, letters, stamps: [] } }), [
    'tables.stamps: there is no such table',
    'tables.letters.0.weight: there is no such column',
  ])
  deepEqual(await problemsOf({ migrations: ['0000_kit', stamps] }), [
    'migrations: no lab ever had these without others',
  ])
  deepEqual(await problemsOf({ migrations: ['0000_kit', first, '0003_later'] }), [
    'migrations: a newer lab made it: this one does not know "0003_later"',
  ])
})
