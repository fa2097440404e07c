import assert from 'node:assert/strict'
import { test } from 'node:test'
import { documentOf } from './make-again.ts'

const claims = {
  iss: 'https://as',
  sub: 'u',
  aud: 'https://api',
  client_id: 'c',
  exp: 9,
  scope: 'a',
}
const token = { text: '', header: { typ: 'at+jwt' }, claims, signature: new Uint8Array() }

test('a token is asked for again with what it holds and one change', () => {
  assert.deepEqual(documentOf(token, 'alg none', 0), {
    client: 'c',
    claims: { sub: 'u', scope: 'a' },
    store: false,
    audience: 'https://api',
    signedBy: 'none',
  })
  assert.equal(documentOf(token, 'another aud', 0)?.audience, 'https://another.example')
  const passed = documentOf(token, 'a passed exp', 7_200_000)
  assert.equal(Object(passed).issuedAt, '1970-01-01T00:00:00.000Z')
})

test('what is no access token, or names no client, is not made again', () => {
  assert.equal(documentOf({ ...token, header: { typ: 'JWT' } }, 'alg none', 0), undefined)
  assert.equal(documentOf({ ...token, claims: { sub: 'u' } }, 'alg none', 0), undefined)
})
