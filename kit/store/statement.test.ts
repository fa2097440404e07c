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

test('a statement beside a unit of work waits for its end and is not undone with it', async () => {
  const { db, close } = await openStore({ file: ':memory:' })
  const begun = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  const failing = db.transaction().execute(async (work) => {
    await insert(work, { sandbox: 'inside', settings: '{}', version: 1 })
    begun.resolve()
    await goOn.promise
    throw new Error('undo')
  })
  await begun.promise
  let written = false
  const write = async () => {
    await insert(db, { sandbox: 'beside', settings: '{}', version: 1 })
    written = true
  }
  const beside = write()
  await new Promise(setImmediate)
  assert.equal(written, false)
  goOn.resolve()
  await assert.rejects(failing, /undo/)
  await beside
  assert.equal((await select(db, { sandbox: 'beside' })).length, 1)
  assert.deepEqual(await select(db, { sandbox: 'inside' }), [])
  await close()
})

test('a statement of a unit of work that has ended is refused', async () => {
  const { db, close } = await openStore({ file: ':memory:' })
  const work = await db.transaction().execute(async (one) => one)
  await assert.rejects(insert(work, { sandbox: 'late', settings: '{}', version: 1 }))
  assert.deepEqual(await select(db, { sandbox: 'late' }), [])
  await close()
})
