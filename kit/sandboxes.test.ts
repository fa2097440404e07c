import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { PGlite, types } from '@electric-sql/pglite'
import { PGliteDialect } from 'kysely'
import type { Sandbox } from './sandbox.ts'
import { openSandboxes, raiseVersion } from './sandboxes.ts'
import type { Sandboxes } from './sandboxes.ts'
import { createStore, openStore } from './store/store.ts'
import type { Store } from './store/store.ts'

const origin = 'https://lab.test'

describe('two processes that share a database', () => {
  const pglite = new PGlite({ parsers: { [types.INT8]: Number } })
  const stores: Store<object>[] = []
  let here: Sandboxes
  let there: Sandboxes

  const openProcess = async () => {
    const store = await createStore<object>(new PGliteDialect({ pglite }))
    stores.push(store)
    return openSandboxes({ store, origin, tables: [] })
  }
  /** What a request of the other process finds. */
  const findThere = async (id: string) => {
    await there.catchUp!(id)
    return there.find(id)
  }

  before(async () => {
    here = await openProcess()
    there = await openProcess()
  })
  after(() => pglite.close())

  test('a sandbox that the other one made is found when it is asked for', async () => {
    await here.put('made', { waived: ['a.b'] })
    assert.equal(there.find('made'), undefined)
    assert.ok((await findThere('made'))!.waives('a.b'))
    assert.equal(await findThere('none'), undefined)
    assert.ok((await there.all()).some(({ id }) => id === 'made'))
    assert.deepEqual([await there.has('made'), await there.has('none')], [true, false])
    assert.equal(await there.count(), (await there.all()).length)
  })

  test('settings that the other one changed hold from the next request on', async () => {
    await here.put('moved', {})
    const sandbox = (await findThere('moved'))!
    await here.put('moved', { clock: { mode: 'frozen', at: 1000 } })
    assert.equal(await findThere('moved'), sandbox)
    assert.equal(sandbox.clock.now(), 1000)
  })

  test('a change builds on what the other one wrote, also at the same moment', async () => {
    await here.put('both', {})
    await findThere('both')
    const add = (id: string) => (settings: { waived: string[] }) => ({
      waived: [...settings.waived, id],
    })
    const ids = Array.from({ length: 10 }, (_, at) => `check.${at}`)
    await Promise.all(ids.map((id, at) => (at % 2 === 0 ? here : there).put('both', add(id))))
    assert.deepEqual((await findThere('both'))!.settings().waived.toSorted(), ids)
  })

  test('copies of what is stored fall with a change by the other one, and only then', async () => {
    await here.put('copied', {})
    const sandbox = (await findThere('copied'))!
    sandbox.copies.set('clients', 'old')
    await findThere('copied')
    assert.equal(sandbox.copies.get('clients'), 'old')
    const change = (work: () => Promise<unknown>) =>
      stores[0]!.db.transaction().execute(async (transaction) => {
        await raiseVersion(transaction, here.find('copied')!)
        await work()
      })
    await change(async () => undefined)
    await findThere('copied')
    assert.equal(sandbox.copies.get('clients'), undefined)
    sandbox.copies.set('clients', 'new')
    await assert.rejects(change(() => Promise.reject(new Error('undone'))))
    await findThere('copied')
    assert.equal(sandbox.copies.get('clients'), 'new')
  })

  test('a reset reaches the other one: clock, policy, memory and seed begin again', async () => {
    await here.put('reset', { seed: 'x', waived: ['a.b'] })
    const old = (await findThere('reset'))!
    old.cache.set('registration', 'old')
    await here.reset('reset')
    const fresh = (await findThere('reset'))!
    assert.notEqual(fresh, old)
    assert.deepEqual([fresh.cache.size, fresh.waives('a.b')], [0, false])
    assert.equal(fresh.settings().seed, 'x')
  })

  test('a restoration reaches the other one: settings and rows, a sequence of its own', async () => {
    await here.put('restored', { seed: 'x', expiresAt: 9e15 })
    const old = (await findThere('restored'))!
    old.cache.set('registration', 'old')
    const settings = { ...old.settings(), waived: ['a.b'], seed: 'y', epoch: 1, expiresAt: 1 }
    const one = await here.restore('restored', {
      settings,
      random: { epoch: 1, taken: { 0: 5 } },
      async fill(work) {
        const row = { sandbox: 'restored', subject: 's', failures: 1, last_at: 2 }
        await (work as unknown as Store<object>['db']).insertInto('attempts').values(row).execute()
      },
    })
    const fresh = (await findThere('restored'))!
    assert.deepEqual([fresh.cache.size, fresh.waives('a.b')], [0, true])
    assert.equal(fresh.settings().expiresAt, 9e15, 'the lifetime stays')
    assert.deepEqual(one.random.state(), { epoch: 1, taken: { 0: 5 } })
    assert.deepEqual(fresh.random.state(), { epoch: 2, taken: {} })
    const rows = await stores[1]!.db.selectFrom('attempts').select('subject').execute()
    assert.deepEqual(rows, [{ subject: 's' }])
  })

  test('a restoration that fails leaves everything as it was', async () => {
    const sandbox = await here.put('kept', { waived: ['a.b'] })
    const settings = { ...sandbox.settings(), waived: [] }
    const fill = () => Promise.reject(new Error('undone'))
    await assert.rejects(here.restore('kept', { settings, random: null, fill }))
    assert.equal(here.find('kept'), sandbox)
    assert.ok(sandbox.waives('a.b'))
  })

  test('a sandbox that the other one removed is gone, and one of its id is another', async () => {
    await here.put('removed', {})
    const old = await findThere('removed')
    await here.remove('removed')
    assert.equal(await findThere('removed'), undefined)
    await here.put('removed', {})
    const again = await findThere('removed')
    assert.ok(again !== undefined && again !== old)
  })

  test('the same seed gives each of them a sequence of its own', async () => {
    const one = await here.put('seeded', { seed: 'x' })
    const other = (await findThere('seeded'))!
    assert.notEqual(one.random.id('c-'), other.random.id('c-'))
  })
})

test('an exclusive store is never looked at: nobody else writes to it', async () => {
  const store = await openStore({ file: ':memory:' })
  const sandboxes = await openSandboxes({ store, origin, tables: [] })
  assert.equal(sandboxes.catchUp, undefined)
  const sandbox: Sandbox = await sandboxes.put('own', {})
  sandbox.copies.set('clients', 'old')
  await store.db.transaction().execute((work) => raiseVersion(work, sandbox))
  assert.equal(sandbox.copies.size, 0)
  await store.close()
})

describe('sandboxes that are not in use', () => {
  test('keep nothing in memory of what a sweep reads, those in use do', async () => {
    const store = await openStore<object>({ file: ':memory:' })
    const sandboxes = await openSandboxes({ store, origin, tables: [] })
    await sandboxes.put('idle', {})
    await sandboxes.put('busy', {})
    const busy = sandboxes.use('busy')!
    await sandboxes.each(async ({ cache, copies }) => {
      cache.set('keys', 1)
      copies.set('configuration', 1)
      await store.settled(store.mark())
    })
    const idle = sandboxes.find('idle')!
    assert.deepEqual([idle.cache.size, idle.copies.size], [0, 0])
    assert.deepEqual([busy.cache.size, busy.copies.size], [1, 1])
    await store.close()
  })

  test('are counted and known without reading them', async () => {
    const store = await openStore<object>({ file: ':memory:' })
    const sandboxes = await openSandboxes({ store, origin, tables: [] })
    await sandboxes.put('over', { expiresAt: Date.now() - 1 })
    assert.equal(sandboxes.find('over'), undefined)
    assert.deepEqual(await Promise.all(['over', 'none'].map(sandboxes.has)), [true, false])
    assert.equal(await sandboxes.count(), 2)
    await store.close()
  })
})
