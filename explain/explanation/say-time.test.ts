import { equal } from 'node:assert/strict'
import { test } from 'node:test'
import { sayDuration } from './say-time.ts'

test('a duration is told by its two largest units', () => {
  for (const [seconds, words] of [
    [0, '0 s'],
    [59, '59 s'],
    [60, '1 min'],
    [581, '9 min 41 s'],
    [3600, '1 h'],
    [3661, '1 h 1 min'],
    [10_800, '3 h'],
    [86_400, '1 d'],
    [90_061, '1 d 1 h'],
    [90, '1 min 30 s'],
  ] as const) {
    equal(sayDuration(seconds), words)
  }
})
