import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readChallenges } from './challenge.ts'

test('one challenge: scheme and parameters, quoted or not', () => {
  assert.deepEqual(readChallenges('Bearer error="a \\"b\\", c", max_age=5'), [
    { scheme: 'Bearer', parameters: { error: 'a "b", c', max_age: '5' } },
  ])
})

test('several challenges of one header', () => {
  assert.deepEqual(readChallenges('DPoP algs="ES256 RS256", Bearer realm="x"'), [
    { scheme: 'DPoP', parameters: { algs: 'ES256 RS256' } },
    { scheme: 'Bearer', parameters: { realm: 'x' } },
  ])
})

test('a scheme alone', () => {
  assert.deepEqual(readChallenges('Bearer'), [{ scheme: 'Bearer', parameters: {} }])
})
