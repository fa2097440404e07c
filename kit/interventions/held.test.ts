import assert from 'node:assert/strict'
import { beforeEach, describe, mock, test } from 'node:test'
import { createHeld, longestHold } from './held.ts'

const about = {
  exchange: 'e1',
  intervention: 'i-1',
  role: 'authserver',
  at: 'request',
  method: 'POST',
  path: '/token',
} as const

describe('a message that waits', () => {
  beforeEach(() => {
    mock.timers.reset()
    mock.timers.enable({ apis: ['setTimeout', 'Date'] })
  })

  test('is held for five minutes at most, and then goes on', async () => {
    let changes = 0
    const held = createHeld(() => (changes += 1))
    const gone = held.hold(about)
    mock.timers.tick(longestHold - 1)
    assert.equal(held.list().length, 1)
    mock.timers.tick(1)
    await gone
    assert.deepEqual([held.list(), changes], [[], 2])
  })

  test('is released by its exchange or its intervention, and no other one with it', async () => {
    const held = createHeld(() => undefined)
    const first = held.hold(about)
    const second = held.hold({ ...about, exchange: 'e2', intervention: 'i-2' })
    assert.equal(held.release({ exchange: 'e1', intervention: 'i-2' }), 0)
    assert.equal(held.release({ exchange: 'e1' }), 1)
    await first
    assert.equal(held.release({ intervention: 'i-2' }), 1)
    await second
  })

  test('is told what to do with it when it goes', async () => {
    const held = createHeld(() => undefined)
    const gone = held.hold(about)
    const decided = { do: { drop: 'before' }, by: 'superuser' } as const
    assert.equal(held.release({ exchange: 'e1', decided }), 1)
    assert.deepEqual(await gone, decided)
  })

  test('is delayed and not held: a release leaves it, the end of all lets it go', async () => {
    const held = createHeld(() => undefined)
    const delayed = held.delay(1000)
    assert.deepEqual([held.list(), held.release({})], [[], 0])
    held.letGo()
    await delayed
    const other = held.delay(1000)
    mock.timers.tick(1000)
    await other
  })
})
