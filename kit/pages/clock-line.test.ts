import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clockLine, clockMark } from './clock-line.ts'

const now = Date.UTC(2026, 2, 14, 9, 26, 53)

test('a clock that was moved or frozen says so, in both directions', () => {
  assert.equal(clockMark({ mode: 'running', offset: 7200_000 }), 'moved +2 h')
  assert.equal(clockMark({ mode: 'running', offset: -300_000 }), 'moved -5 min')
  assert.equal(clockMark({ mode: 'frozen', at: now }), 'frozen')
})

test('a clock that keeps real time to the second says nothing', () => {
  assert.equal(clockMark({ mode: 'running', offset: 0 }), undefined)
  assert.equal(clockMark({ mode: 'running', offset: 400 }), undefined)
})

test('the foot tells the time, and the mark beside it', () => {
  const usual = clockLine({ setting: { mode: 'running', offset: 0 }, now }).source
  assert.equal(usual, 'Lab clock <code>2026-03-14 09:26:53 UTC</code>')
  const frozen = clockLine({ setting: { mode: 'frozen', at: now }, now }).source
  assert.equal(frozen, `${usual} <span class="set">frozen</span>`)
})
