import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPageClock } from './lab-clock.ts'

const now = '2026-03-14T09:26:53.000Z'
const then = Date.parse(now)

test('a clock that the lab moved goes on from what it told', () => {
  const clock = createPageClock({ mode: 'running', now, offset: 7200 })
  const passed = clock.now() - then
  assert.ok(passed >= 0 && passed < 60_000, String(passed))
  assert.deepEqual(clock.setting, { mode: 'running', offset: 7200_000 })
  assert.equal(clock.isLab, true)
})

test('a frozen clock stands, whatever this browser says', () => {
  const clock = createPageClock({ mode: 'frozen', now, at: now }, 0)
  assert.equal(clock.now(), then)
  assert.equal(clock.seconds(), then / 1000)
  assert.deepEqual(clock.setting, { mode: 'frozen', at: then })
})

test('where the lab tells none, the clock is that of this browser, and usual', () => {
  const clock = createPageClock()
  assert.equal(clock.isLab, false)
  assert.ok(Math.abs(clock.now() - Date.now()) < 60_000)
  assert.deepEqual(clock.setting, { mode: 'running', offset: 0 })
})
