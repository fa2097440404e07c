import { equal } from 'node:assert/strict'
import { test } from 'node:test'
import { renderChallenge } from './challenge.ts'

test('a challenge names its parameters as quoted strings', () => {
  equal(
    renderChallenge('Bearer', { realm: 'https://lab.example/resserver', error: 'invalid_token' }),
    'Bearer realm="https://lab.example/resserver", error="invalid_token"',
  )
})

test('quotes and backslashes are escaped, and a line break cannot end the header', () => {
  equal(
    renderChallenge('Bearer', { error_description: 'a "b" \\ c\r\nset-cookie: d' }),
    'Bearer error_description="a \\"b\\" \\\\ c??set-cookie: d"',
  )
})
