import { equal, throws } from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import { readOnOrOff } from './on-or-off.ts'

test('a setting says on or off; absent or empty it is what it is unless told', () => {
  for (const [setting, unlessTold, wanted] of [
    [undefined, true, true],
    [undefined, false, false],
    ['', true, true],
    ['', false, false],
    ['on', false, true],
    ['off', true, false],
  ] as const) {
    equal(readOnOrOff({ LAB_BLANK: setting }, 'LAB_BLANK', unlessTold), wanted)
  }
})

test('another word is refused by the name of the setting', () => {
  throws(
    () => readOnOrOff({ LAB_BLANK: 'no' }, 'LAB_BLANK', false),
    (error) => error instanceof ConfigurationError && error.problems[0]?.path === 'LAB_BLANK',
  )
})
