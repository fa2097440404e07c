import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeToken } from './decode-token.ts'

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

test('a JWT is shown as its header and payload', () => {
  const token = `${part({ alg: 'ES256' })}.${part({ sub: 'ü' })}.signature`
  assert.equal(decodeToken(token), '{\n  "alg": "ES256"\n}\n{\n  "sub": "ü"\n}')
})

test('a token that is no JWT is called opaque', () => {
  for (const token of ['opaque', 'a.b', 'a.b.c', `${part(1)}.x.y`]) {
    assert.match(decodeToken(token), /opaque/)
  }
})
