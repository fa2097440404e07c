import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Kysely } from 'kysely'
import { openStore } from './store.ts'
import { defineTables, migrationsOf, number, optionalText, sweepTables, text } from './tables.ts'
import type { Rows } from './tables.ts'

const since = '0001_first'
const before = defineTables({
  letters: { since, key: ['id'], columns: { body: text, ends_at: number }, ends: 'ends_at' },
})
const after = defineTables({
  letters: {
    ...before.letters,
    columns: {
      ...before.letters.columns,
      stamp: { ...text, since: '0002_stamp', before: 'none' },
      sender: { ...optionalText, since: '0002_stamp' },
    },
  },
  stamps: { since: '0002_stamp', key: ['name'], columns: { worth: number } },
})
const letter = { sandbox: 'default', id: 'a', body: 'x', ends_at: 1 }

test('a table and a column that come later reach a store that is there, and its rows stay', async (context) => {
  const file = join(mkdtempSync(join(tmpdir(), 'lab-tables-')), 'a.db')
  const old = await openStore<Rows<typeof before>>({ file, migrations: migrationsOf(before) })
  await old.db.insertInto('letters').values(letter).execute()
  await old.close()

  const store = await openStore<Rows<typeof after>>({ file, migrations: migrationsOf(after) })
  context.after(() => store.close())
  await store.db.insertInto('stamps').values({ sandbox: 'default', name: 's', worth: 1 }).execute()
  assert.deepEqual(
    (await store.db.selectFrom('letters').selectAll().execute()).map((row) => ({ ...row })),
    [{ ...letter, stamp: 'none', sender: null }],
  )
})

test('a table that is dropped fills others first, and a new store has it not', async (context) => {
  const later = defineTables({
    letters: { ...before.letters, until: '0002_cards' },
    cards: { since: '0002_cards', key: ['id'], columns: { body: text } },
  })
  type All = Rows<typeof later>
  const migrations = migrationsOf(later, {
    async '0002_cards'(given) {
      const db = given as unknown as Kysely<All>
      const letters = await db.selectFrom('letters').select(['sandbox', 'id', 'body']).execute()
      if (letters.length > 0) await db.insertInto('cards').values(letters).execute()
    },
  })
  const file = join(mkdtempSync(join(tmpdir(), 'lab-tables-')), 'a.db')
  const old = await openStore<Rows<typeof before>>({ file, migrations: migrationsOf(before) })
  await old.db.insertInto('letters').values(letter).execute()
  await old.close()
  for (const [at, cards] of [
    [file, 1],
    [':memory:', 0],
  ] as const) {
    const store = await openStore<All>({ file: at, migrations })
    context.after(() => store.close())
    assert.equal((await store.db.selectFrom('cards').selectAll().execute()).length, cards)
    const names = (await store.db.introspection.getTables()).map(({ name }) => name)
    assert.equal(names.includes('letters'), false)
  }
})

test('a row is forgotten once its time is over, in its sandbox alone', async (context) => {
  const store = await openStore<Rows<typeof before>>({
    file: ':memory:',
    migrations: migrationsOf(before),
  })
  context.after(() => store.close())
  const rows = [letter, { ...letter, id: 'b', ends_at: 9 }, { ...letter, sandbox: 'other' }]
  await store.db.insertInto('letters').values(rows).execute()
  await sweepTables(store.db as unknown as Kysely<never>, before, 'default', 5)
  const left = await store.db.selectFrom('letters').select(['sandbox', 'id']).execute()
  assert.deepEqual(left.map(({ sandbox, id }) => `${sandbox} ${id}`).sort(), [
    'default b',
    'other a',
  ])
})
