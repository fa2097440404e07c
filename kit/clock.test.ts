import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changeClock, createClock, describeClock } from './clock.ts'
import type { ClockSetting } from './clock.ts'

const running: ClockSetting = { mode: 'running', offset: 5000 }
const frozen: ClockSetting = { mode: 'frozen', at: 1_000_000 }

test('an offset is counted from real time, whatever it was before', () => {
  assert.deepEqual(changeClock(running, { offset: 0 }), { mode: 'running', offset: 0 })
  assert.deepEqual(changeClock(running, { offset: -1.5 }), { mode: 'running', offset: -1500 })
  const setting = changeClock(frozen, { offset: 60, run: true })
  assert.deepEqual(setting, { mode: 'running', offset: 60_000 })
})

test('forward moves a clock from where it is, exactly to the millisecond', () => {
  assert.deepEqual(changeClock(running, { forward: 0.0334 }), { mode: 'running', offset: 5033 })
  assert.deepEqual(changeClock(running, { forward: -5 }), { mode: 'running', offset: 0 })
})

test('a frozen clock that is moved stays frozen', () => {
  assert.deepEqual(changeClock(frozen, { forward: 60 }), { mode: 'frozen', at: 1_060_000 })
  assert.equal(changeClock(frozen, { offset: 60 }).mode, 'frozen')
})

test('what a clock is said to be sets it there again', () => {
  for (const setting of [running, frozen]) {
    const { mode: _mode, now: _now, ...told } = describeClock(setting, 0)
    assert.deepEqual(changeClock(setting, told), setting)
  }
  assert.deepEqual(describeClock(running, 0), {
    mode: 'running',
    now: '1970-01-01T00:00:00.000Z',
    offset: 5,
  })
})

test('a clock that is set and frozen in one change stands at exactly that time', () => {
  const at = '2030-01-01T00:00:00.123Z'
  const setting = changeClock(running, { at, freeze: true })
  assert.deepEqual(setting, { mode: 'frozen', at: Date.parse(at) })
  assert.equal(createClock(() => setting).seconds(), 1_893_456_000)
})

test('a clock that runs again goes on from where it stood', () => {
  const setting = changeClock(frozen, { run: true })
  assert.equal(setting.mode, 'running')
  const late = createClock(() => setting).now() - 1_000_000
  assert.ok(late >= 0 && late < 1000)
})

test('a clock does not leave the years 1970 to 9999', () => {
  for (const seconds of [-1e12, 1e300, Number.NaN]) {
    for (const name of ['offset', 'forward']) {
      const change = { [name]: seconds }
      assert.throws(
        () => changeClock(running, change),
        new RegExp(`${name}: leads out of the years`),
      )
    }
  }
})
