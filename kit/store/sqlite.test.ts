import { deepEqual, equal, rejects } from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import type { KitTables } from './migrations.ts'
import { openStore } from './store.ts'
import type { Store } from './store.ts'

function scratchFile(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'lab-store-'))
  t.after(() => rmSync(folder, { recursive: true }))
  return join(folder, 'role.db')
}

function write({ db }: Store<KitTables>, sandbox: string) {
  return db.insertInto('sandboxes').values({ sandbox, settings: '{}', version: 1 }).execute()
}

async function names({ db }: Store<KitTables>): Promise<string[]> {
  const rows = await db.selectFrom('sandboxes').select('sandbox').orderBy('sandbox').execute()
  return rows.map(({ sandbox }) => sandbox)
}

test('what was written is settled only when its commit is done', async (t) => {
  let release = () => {}
  let held: Promise<void> | undefined
  const holdCommit = () => held ?? Promise.resolve()
  const store = await openStore<KitTables>({ file: scratchFile(t), holdCommit })
  held = new Promise((resolve) => {
    release = resolve
  })
  await write(store, 'a')
  let settled = false
  const settle = async () => {
    await store.settled(store.mark())
    settled = true
  }
  const settling = settle()
  await new Promise(setImmediate)
  await new Promise(setImmediate)
  equal(settled, false)
  release()
  await settling
  await store.close()
})

test('writes of several requests share one commit', async (t) => {
  let commits = 0
  const holdCommit = () => {
    commits += 1
    return Promise.resolve()
  }
  const store = await openStore<KitTables>({ file: scratchFile(t), holdCommit })
  commits = 0
  const requests = ['a', 'b', 'c'].map(async (name) => {
    const mark = store.mark()
    await write(store, name)
    await store.settled(mark)
  })
  await Promise.all(requests)
  equal(commits, 1)
  await store.close()
})

test('a failed commit is told to everybody who took part, also to who asks later', async (t) => {
  let failing = false
  const holdCommit = () =>
    failing ? Promise.reject(new Error('the disk is full')) : Promise.resolve()
  const store = await openStore<KitTables>({ file: scratchFile(t), holdCommit })
  failing = true
  const mark = store.mark()
  await write(store, 'a')
  await write(store, 'b')
  await rejects(store.settled(mark))
  await rejects(store.settled(mark))
  failing = false
  deepEqual(await names(store), [])
  const next = store.mark()
  await write(store, 'c')
  await store.settled(next)
  deepEqual(await names(store), ['c'])
  await store.close()
})

test('a unit of work that fails takes nothing else of its group with it', async (t) => {
  const store = await openStore<KitTables>({ file: scratchFile(t) })
  const mark = store.mark()
  await write(store, 'kept')
  await rejects(
    store.db.transaction().execute(async (work) => {
      await work
        .insertInto('sandboxes')
        .values({ sandbox: 'lost', settings: '{}', version: 1 })
        .execute()
      throw new Error('changed its mind')
    }),
  )
  await store.settled(mark)
  deepEqual(await names(store), ['kept'])
  await store.close()
})

test('a file that another store holds is refused with what to do', async (t) => {
  const file = scratchFile(t)
  const store = await openStore<KitTables>({ file })
  await rejects(openStore<KitTables>({ file }), /another lab is running on this folder/)
  await store.close()
})
