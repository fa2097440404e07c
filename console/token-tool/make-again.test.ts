import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changesFor, documentOf, needsUser } from './make-again.ts'

const claims = {
  iss: 'https://as',
  sub: 'u',
  aud: 'https://api',
  client_id: 'c',
  exp: 9,
  scope: 'a',
}
const token = { text: '', header: { typ: 'at+jwt' }, claims, signature: new Uint8Array() }
const idToken = {
  ...token,
  header: { typ: 'JWT' },
  claims: { iss: 'https://as', sub: 'u', aud: 'c', exp: 9, nonce: 'n' },
}
const at = { now: 0 }

test('a token is asked for again with what it holds and one change', () => {
  assert.deepEqual(documentOf(token, 'alg none', at), {
    type: 'access_token',
    client: 'c',
    claims: { sub: 'u', scope: 'a' },
    store: false,
    audience: 'https://api',
    signedBy: 'none',
  })
  assert.equal(documentOf(token, 'another aud', at)?.audience, 'https://another.example')
  const passed = documentOf(token, 'a passed exp', { now: 7_200_000 })
  assert.equal(Object(passed).issuedAt, '1970-01-01T00:00:00.000Z')
  assert.equal(documentOf(token, { claims: { a: 1 } }, at)?.claims['a'], 1)
  assert.equal(needsUser(token), false)
})

test('an ID token is made again for its client and user', () => {
  const document = documentOf(idToken, 'another nonce', { now: 0, user: 'dana' })
  const { type, client, user } = document!
  assert.deepEqual([type, client, user], ['id_token', 'c', 'dana'])
  assert.equal(document!.claims['nonce'], 'of-another-sign-in')
  assert.equal(document!.claims['amr'], null) // the server would add it
  assert.equal(needsUser(idToken), true)
  assert.ok(changesFor(idToken).includes('another nonce'))
  assert.ok(!changesFor(token).includes('another nonce'))
})

test('what is neither, or names no client, is not made again', () => {
  const logout = { ...idToken, claims: { ...idToken.claims, events: {} } }
  const proof = { ...token, header: { typ: 'dpop+jwt' } }
  const without = { ...token, claims: { sub: 'u' } }
  for (const one of [logout, proof, without]) {
    assert.equal(documentOf(one, 'alg none', at), undefined)
    assert.deepEqual(changesFor(one), [])
  }
})
