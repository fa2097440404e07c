import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { PGlite, types } from '@electric-sql/pglite'
import { PGliteDialect } from 'kysely'
import { createRoleApp } from '../http/app.ts'
import { createLog } from '../log.ts'
import { createMetrics } from '../metrics/metrics.ts'
import { openSandboxes } from '../sandboxes.ts'
import { createStore } from '../store/store.ts'
import type { HeldMessage, InterventionDocument } from './intervention.ts'
import { steeringOf } from './steering-of.ts'

describe('two processes of a role that share a database', () => {
  const pglite = new PGlite({ parsers: { [types.INT8]: Number } })

  const openProcess = async () => {
    const store = await createStore<object>(new PGliteDialect({ pglite }))
    const sandboxes = await openSandboxes({ store, origin: 'https://lab.test', tables: [] })
    const app = await createRoleApp({
      role: 'authserver',
      sandboxes,
      store,
      log: createLog('authserver', { write: () => undefined }),
      metrics: createMetrics(),
      signJwt: () => () => Promise.reject(new Error('nobody signs')),
    })
    app.get('/authserver/asked', () => 'whole')
    /** As an administrator's request finds them. */
    const steering = async () => {
      await sandboxes.catchUp!('default')
      return steeringOf(sandboxes.find('default')!)
    }
    // Sent now, and not when it is awaited.
    return { app, steering, ask: async () => app.inject('/authserver/asked') }
  }
  let here: Awaited<ReturnType<typeof openProcess>>
  let there: Awaited<ReturnType<typeof openProcess>>
  before(async () => {
    here = await openProcess()
    there = await openProcess()
  })
  after(async () => {
    await Promise.all([here.app.close(), there.app.close()])
    await pglite.close()
  })

  let count = 0
  const set = async (wanted: InterventionDocument) =>
    (await here.steering()).add(`i-${(count += 1)}`, 'superuser', wanted)
  /** What the other process tells, once it is so much. */
  const untilHeld = async (many: number) => {
    for (;;) {
      const held = (await there.steering()).held()
      if (held.length >= many) return held
      await setImmediate()
    }
  }
  const match = { role: 'authserver' } as const
  const teapot = { answer: { status: 418 } }

  test('an intervention that one of them is told acts in the other, and ends there', async () => {
    const { id } = await set({ match, do: teapot })
    assert.equal((await there.ask()).statusCode, 418)
    assert.deepEqual(
      (await there.steering()).list().map((one) => [one.id, one.used]),
      [[id, 1]],
    )
    assert.equal(await (await there.steering()).remove(id), true)
    assert.equal((await here.ask()).body, 'whole')
    assert.equal(await (await here.steering()).remove(id), false)
  })

  test('of messages at the same moment, times are as many as told, and the nth is one', async () => {
    const askAll = async () => {
      const asked = Array.from({ length: 10 }, (_, at) => (at % 2 === 0 ? here : there).ask())
      const answers = await Promise.all(asked)
      return answers.filter(({ statusCode }) => statusCode === 418).length
    }
    await set({ match, times: 3, do: teapot })
    assert.equal(await askAll(), 3)
    await (await there.steering()).remove()
    await set({ match: { ...match, nth: 4 }, do: teapot })
    assert.equal(await askAll(), 1)
    await (await there.steering()).remove()
  })

  test('what one of them holds the other tells, and lets go', async () => {
    await set({ match, do: { hold: true } })
    const answers = [here.ask(), there.ask()]
    const held = await untilHeld(2)
    assert.deepEqual((await here.steering()).held(), held)
    const [{ exchange }] = held as [(typeof held)[0]]
    assert.equal(await (await there.steering()).release({ exchange }), 1)
    assert.equal((await Promise.race(answers)).body, 'whole')
    assert.equal(await (await here.steering()).release({}), 1)
    const bodies = (await Promise.all(answers)).map(({ body }) => body)
    assert.deepEqual(bodies, ['whole', 'whole'])
    assert.deepEqual((await there.steering()).held(), [])
    await (await here.steering()).remove()
  })

  test('what one of them holds the other lets go changed', async () => {
    await set({ match, do: { hold: true } })
    const answer = here.ask()
    const [{ exchange }] = (await untilHeld(1)) as [HeldMessage]
    const decided = { do: teapot, by: 'superuser' }
    assert.equal(await (await there.steering()).release({ exchange, decided }), 1)
    assert.deepEqual((await there.steering()).held(), [])
    assert.equal((await answer).statusCode, 418)
    await (await here.steering()).remove()
  })

  test('what is held goes on when the other one ends the intervention', async () => {
    const { id } = await set({ match, do: { hold: true } })
    const answer = here.ask()
    await untilHeld(1)
    await (await there.steering()).remove(id)
    assert.equal((await answer).body, 'whole')
  })
})
