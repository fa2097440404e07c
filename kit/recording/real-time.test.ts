import { equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { createRealTime } from './real-time.ts'

function openClock() {
  const at = { wall: 1_800_000_000_000, monotonic: 0 }
  const now = createRealTime({ wall: () => Math.floor(at.wall), monotonic: () => at.monotonic })
  return {
    now,
    pass(milliseconds: number) {
      at.wall += milliseconds
      at.monotonic += milliseconds
    },
    set: (milliseconds: number) => (at.wall += milliseconds),
  }
}

test('two readings at the same moment follow each other', () => {
  const { now } = openClock()
  const times = Array.from({ length: 1000 }, now)
  ok(times.every((time, at) => at === 0 || time > times[at - 1]!))
})

test('what happens after the machine’s clock was set back is later all the same', () => {
  const { now, pass, set } = openClock()
  const before = now()
  set(-3600_000)
  const times = [now(), now()]
  pass(5)
  times.push(now())
  ok(times.every((time, at) => time > (at === 0 ? before : times[at - 1]!)))
  pass(2 * 3600_000)
  equal(now(), before + 3600_000 + 5)
})

test('after the machine has slept it tells the machine’s time', () => {
  const { now, pass, set } = openClock()
  const before = now()
  pass(1)
  set(8 * 3600_000)
  equal(now(), before + 8 * 3600_000 + 1)
})

test('it is finer than the machine’s clock, which a slow drift does not move', () => {
  const { now, pass } = openClock()
  const before = now()
  pass(0.25)
  equal(now(), before + 0.25)
})

test('that of this machine is its time', () => {
  const now = createRealTime()
  ok(Math.abs(now() - Date.now()) < 1000)
})
