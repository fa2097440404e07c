import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { tooOld } from './require-engine.ts'

test('an engine and a Compose that are too old are both told at once', () => {
  deepEqual(tooOld({ engine: '24.0.7', compose: '2.20.3' }), [
    {
      path: 'Docker engine',
      message: 'version 24.0.7 is too old; the lab needs 25.0 or newer',
    },
    {
      path: 'Docker Compose',
      message: 'version 2.20.3 is too old; the lab needs 2.24 or newer',
    },
  ])
})

for (const [engine, compose] of [
  ['25.0.0', '2.24.0'],
  ['28.5.2+dfsg4', '2.40.3-3'],
  ['29.0.0-rc.1', 'v5.0.0'],
  ['dev', 'dev'],
] as const) {
  test(`engine ${engine} with Compose ${compose} is not refused`, () => {
    deepEqual(tooOld({ engine, compose }), [])
  })
}

test('one that is too old is told alone', () => {
  deepEqual(
    [
      ...tooOld({ engine: '24.0.7', compose: '2.40.3' }),
      ...tooOld({ engine: '27.1.0', compose: 'v2.23.3' }),
    ].map(({ path }) => path),
    ['Docker engine', 'Docker Compose'],
  )
})
