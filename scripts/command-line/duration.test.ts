import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatDuration, parseDuration } from './duration.ts'

test('a duration is read in its units, and in several of them', () => {
  assert.equal(parseDuration('90s'), 90)
  assert.equal(parseDuration('1h30m'), 5400)
  assert.equal(parseDuration('7d'), 604_800)
  assert.equal(parseDuration('0.5s'), 0.5)
})

test('what is no duration is not taken for one', () => {
  for (const text of ['', '1', 'h', '1y', '1h 30m', '-1h', '1e3s']) {
    assert.equal(parseDuration(text), undefined, text)
  }
})

test('a duration is shown by its two largest parts', () => {
  assert.equal(formatDuration(812), '812 ms')
  assert.equal(formatDuration(7_505_000), '2 h 5 min')
  assert.equal(formatDuration(60_000), '1 min')
})
