import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseChange } from './clock.ts'

test('a change of the clock is a shift, a time, freeze or run', () => {
  assert.deepEqual(parseChange('+1h'), { forward: 3600 })
  assert.deepEqual(parseChange('-1m30s'), { forward: -90 })
  assert.deepEqual(parseChange('freeze'), { freeze: true })
  assert.deepEqual(parseChange('run'), { run: true })
  assert.deepEqual(parseChange('2030-01-01'), { at: '2030-01-01T00:00:00.000Z' })
  assert.deepEqual(parseChange('2030-01-01T02:00:00+02:00'), { at: '2030-01-01T00:00:00.000Z' })
})

test('a time without zone, and anything else, is refused', () => {
  for (const text of ['1h', '+1', 'tomorrow', '2030-01-01T00:00:00', '2030-13-01', '']) {
    assert.throws(() => parseChange(text), /is no change of a clock/, text)
  }
})
