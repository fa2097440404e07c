import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLocalJWKSet, jwtVerify } from 'jose'
import type { JSONWebKeySet } from 'jose'
import { makeKey, publicSetOf, readKey, signAssertion } from './client-assertion.ts'

test('a key is made and signs an assertion, which its public set verifies', async () => {
  const key = await makeKey()
  const now = Date.parse('2030-01-01T00:00:00Z')
  const assertion = await signAssertion(key, { client: 'c-1', issuer: 'https://as.example', now })
  const set = JSON.parse(publicSetOf(key)) as JSONWebKeySet
  const { payload, protectedHeader } = await jwtVerify(assertion, createLocalJWKSet(set), {
    issuer: 'c-1',
    subject: 'c-1',
    audience: 'https://as.example',
    currentDate: new Date(now),
  })
  assert.equal(payload.exp! - payload.iat!, 60)
  assert.ok(payload.jti)
  assert.deepEqual(protectedHeader, { alg: 'ES256', kid: key.kid })
})

test('nothing private stands in the set of a key', async () => {
  const key = await makeKey()
  assert.equal(publicSetOf(key).includes(key.d!), false)
})

test('a public key, a secret and what is no key sign nothing', async () => {
  const { d: _d, ...key } = await makeKey()
  for (const text of [JSON.stringify(key), '{"kty":"oct","k":"AA","d":"AA"}', '{}', 'no', '']) {
    assert.equal(readKey(text), undefined)
  }
})
