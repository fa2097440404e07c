import { equal, throws } from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import { readExampleHooks } from './example-hooks.ts'

test('the example hooks are on unless LAB_EXAMPLE_HOOKS is off', () => {
  for (const [setting, wanted] of [
    [undefined, true],
    ['', true],
    ['on', true],
    ['off', false],
  ] as const) {
    equal(readExampleHooks({ LAB_EXAMPLE_HOOKS: setting }), wanted)
  }
})

test('another word is refused by the name of the setting', () => {
  throws(
    () => readExampleHooks({ LAB_EXAMPLE_HOOKS: 'no' }),
    (error) => {
      return error instanceof ConfigurationError && error.problems[0]?.path === 'LAB_EXAMPLE_HOOKS'
    },
  )
})
