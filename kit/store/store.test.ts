import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openSandboxes } from '../sandboxes.ts'
import { createThrottle, freeAttempts } from '../throttle.ts'
import { inBothDatabases } from '../testing/databases.ts'
import type { Store } from './store.ts'

/** The same schema and statements over both databases that the lab runs on. */
const databases = inBothDatabases<object>()

for (const [name, open] of Object.entries(databases)) {
  describe(`kit's store over ${name}`, () => {
    let store: Store<object>
    before(async () => {
      store = await open()
    })
    after(() => store.close())

    test('counts wrong passwords in one statement, on the clock of the sandbox', async () => {
      const sandboxes = await openSandboxes({ store, origin: 'https://lab.test', tables: [] })
      const clock = { mode: 'frozen' as const, at: 1_700_000_000_000 }
      const sandbox = await sandboxes.put('test', { clock })
      const throttle = createThrottle(store.db)
      const counts = await Promise.all(
        Array.from({ length: freeAttempts }, () => throttle.failed(sandbox, 'user', '::1')),
      )
      assert.deepEqual(
        counts.sort((a, b) => a - b),
        [1, 2, 3, 4, 5],
      )
      assert.equal(await throttle.wait(sandbox, 'user', '::1'), 300_000)
      assert.equal(await throttle.wait(sandbox, 'user', '::2'), 0)
      assert.equal(await throttle.wait(sandbox, 'other', '::1'), 0)
      await sandboxes.put('test', { clock: { mode: 'frozen', at: clock.at + 300_001 } })
      assert.equal(await throttle.wait(sandbox, 'user', '::1'), 0)
      assert.equal(await throttle.failed(sandbox, 'user', '::1'), 1)
      await throttle.succeeded(sandbox, 'user', '::1')
      assert.equal(await throttle.failed(sandbox, 'user', '::1'), 1)
    })

    test('forgets wrong passwords that count no more, and the oldest of very many', async () => {
      const sandboxes = await openSandboxes({ store, origin: 'https://lab.test', tables: [] })
      const at = 1_700_000_000_000
      const sandbox = await sandboxes.put('swept', { clock: { mode: 'frozen', at } })
      const throttle = createThrottle(store.db)
      const row = (subject: string, last_at: number) => ({
        sandbox: 'swept',
        subject,
        failures: 5,
        last_at,
      })
      const many = Array.from({ length: 10_000 }, (_, at_) => row(`name ${at_}`, at - 1000))
      for (let from = 0; from < many.length; from += 1000) {
        await store.db
          .insertInto('attempts')
          .values(many.slice(from, from + 1000))
          .execute()
      }
      const special = [row('over', at - 300_000), row('older', at - 2000), row('ahead', at + 1)]
      await store.db
        .insertInto('attempts')
        .values([...special, row('new', at)])
        .execute()
      await throttle.sweep(sandbox)
      const left = await store.db
        .selectFrom('attempts')
        .select('subject')
        .where('sandbox', '=', 'swept')
        .execute()
      assert.ok(left.length <= 10_000 && left.length > 9990)
      const names = left.map(({ subject }) => subject)
      assert.ok(names.includes('new'))
      for (const gone of ['over', 'older', 'ahead']) assert.ok(!names.includes(gone), gone)
    })

    test('a clock that was set back makes nobody wait', async () => {
      const sandboxes = await openSandboxes({ store, origin: 'https://lab.test', tables: [] })
      const later = 1_800_000_000_000
      const sandbox = await sandboxes.put('back', { clock: { mode: 'frozen', at: later } })
      const throttle = createThrottle(store.db)
      for (let left = freeAttempts; left > 0; left -= 1) {
        await throttle.failed(sandbox, 'user', '::1')
      }
      assert.equal(await throttle.wait(sandbox, 'user', '::1'), 300_000)
      await sandboxes.put('back', { clock: { mode: 'frozen', at: later - 1000 } })
      assert.equal(await throttle.wait(sandbox, 'user', '::1'), 0)
    })

    test('keeps settings of a sandbox with a version, and knows them when opened again', async () => {
      const options = { store, origin: 'https://lab.test', tables: [] }
      const sandboxes = await openSandboxes(options)
      await sandboxes.put('one', { waived: ['a.b'] })
      await sandboxes.put('one', { seed: 'x' })
      const one = store.db.selectFrom('sandboxes').selectAll().where('sandbox', '=', 'one')
      assert.equal((await one.executeTakeFirst())?.version, 2)
      const again = await openSandboxes(options)
      const found = again.find('one')!
      assert.equal(found.base, 'https://lab.test/~one')
      assert.ok(found.waives('a.b'))
      assert.equal(found.settings().seed, 'x')
      assert.equal(found.settings().epoch, 1)
      await again.remove('one')
      assert.equal(again.find('one'), undefined)
      assert.equal(await one.executeTakeFirst(), undefined)
    })

    test('takes a text with U+0000, to store it and to look for it', async () => {
      const row = { sandbox: 'null\0', settings: '{}', version: 1 }
      await store.db.insertInto('sandboxes').values(row).execute()
      const wanted = store.db.selectFrom('sandboxes').select('version')
      const found = (name: string) => wanted.where('sandbox', '=', name).executeTakeFirst()
      assert.equal((await found(row.sandbox))?.version, 1)
      assert.equal(await found('null'), undefined)
    })

    test('a unit of work that fails is undone', async () => {
      const failing = store.db.transaction().execute(async (work) => {
        await work
          .insertInto('sandboxes')
          .values({ sandbox: 'x', settings: '{}', version: 1 })
          .execute()
        throw new Error('no')
      })
      await assert.rejects(failing, /no/)
      const left = store.db.selectFrom('sandboxes').selectAll().where('sandbox', '=', 'x')
      assert.equal(await left.executeTakeFirst(), undefined)
    })
  })
}
