import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SandboxRow } from './migrations.ts'
import type { KitTables } from './migrations.ts'
import { statement } from './statement.ts'
import { openStore } from './store.ts'

const insert = statement<KitTables, SandboxRow>((db, slot) =>
  db.insertInto('sandboxes').values({
    sandbox: slot('sandbox'),
    settings: slot('settings'),
    version: slot('version'),
  }),
)

let built = 0
const select = statement<KitTables, { sandbox: string }, SandboxRow>((db, slot) => {
  built += 1
  return db.selectFrom('sandboxes').selectAll().where('sandbox', '=', slot('sandbox'))
})

test('a statement is built once for a database and runs with the values of each call', async () => {
  const stores = [await openStore({ file: ':memory:' }), await openStore({ file: ':memory:' })]
  for (const [version, { db }] of stores.entries()) {
    await insert(db, { sandbox: 'one', settings: `'"?`, version })
    await insert(db, { sandbox: 'two', settings: '{}', version: 7 })
    assert.deepEqual(
      (await select(db, { sandbox: 'one' })).map((row) => ({ ...row })),
      [{ sandbox: 'one', settings: `'"?`, version }],
    )
    assert.deepEqual(await select(db, { sandbox: 'three' }), [])
  }
  assert.equal(built, 2)
  await Promise.all(stores.map((store) => store.close()))
})

test('in a transaction it is part of it', async () => {
  const { db, close } = await openStore({ file: ':memory:' })
  const failing = db.transaction().execute(async (work) => {
    await insert(work, { sandbox: 'one', settings: '{}', version: 1 })
    throw new Error('undo')
  })
  await assert.rejects(failing, /undo/)
  assert.deepEqual(await select(db, { sandbox: 'one' }), [])
  await close()
})
