import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { besideClock, dateBesideClock, expected } from './check-detail.ts'
import { createClock } from './clock.ts'

describe('what was expected and what came', () => {
  const rows: [string | string[], unknown, string][] = [
    ['at+jwt', 'JWT', 'Expected at+jwt, found JWT.'],
    ['at+jwt', undefined, 'Expected at+jwt, found none.'],
    ['openid', 'openid email', "Expected openid, found 'openid email'."],
    ['a', ['b', 'c'], 'Expected a, found ["b","c"].'],
    ['a', '', "Expected a, found ''."],
    [['a', 'b'], 'c', 'Expected a or b, found c.'],
    [[], 'c', 'Expected none, found c.'],
  ]
  for (const [wanted, found, detail] of rows) {
    test(detail, () => assert.equal(expected(wanted, found), detail))
  }

  test('a long value is cut', () => {
    assert.ok(expected('a', 'b'.repeat(10_000)).length < 300)
  })
})

describe('a moment beside the clock', () => {
  const noon = Date.parse('2026-03-14T12:00:00Z')
  const frozen = createClock(() => ({ mode: 'frozen', at: noon }))

  test('of the same day is told by its time, and a clock that is frozen says so', () => {
    const told = besideClock('It expired', noon - 3601_000, frozen)
    assert.match(told, /^It expired 10:59:59; the lab's clock says 12:00:00 UTC, frozen\.$/)
  })

  test('of another day carries its date', () => {
    assert.match(
      besideClock('It expired', noon - 86_400_000, frozen),
      /^It expired 2026-03-13 12:00:00; the lab's clock says 2026-03-14 12:00:00 UTC/,
    )
  })

  test('a clock that was moved says by how much and which way', () => {
    const ahead = createClock(() => ({ mode: 'running', offset: 7_200_000 }))
    assert.match(besideClock('It expired', ahead.now(), ahead), / UTC, moved by 2 h\.$/)
    const behind = createClock(() => ({ mode: 'running', offset: -90_000 }))
    assert.match(
      besideClock('It expired', behind.now(), behind),
      / UTC, moved back by 1 min 30 s\.$/,
    )
  })

  test('a clock that runs in real time was not moved', () => {
    const real = createClock(() => ({ mode: 'running', offset: 0 }))
    assert.match(besideClock('It expired', real.now(), real), / UTC\.$/)
  })

  test('what is no date is shown as it came', () => {
    for (const odd of ['soon', 1e300, Number.NaN, undefined]) {
      assert.match(dateBesideClock('It expired', odd, frozen), /^It expired .+ says 12:00:00 UTC/)
    }
  })
})
