import { deepEqual, equal, match, notEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { digest } from '../digest.ts'
import { jwtKey, tokenKey } from './token-key.ts'

const jwt = (claims: unknown) =>
  `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2lnbmF0dXJl`

test('the keys of JWTs sort by the second of their issue', () => {
  const seconds = [0, 15, 16, 1_700_000_000, 1_700_000_001, 4_294_967_296]
  const keys = seconds.map((iat) => tokenKey(jwt({ iat })))
  deepEqual(keys.toSorted(), keys)
})

test('a JWT is found under the key under which it was stored', () => {
  for (const iat of [0, 1_700_000_000]) equal(tokenKey(jwt({ iat })), jwtKey(jwt({ iat }), iat))
})

test('two tokens of one second have two keys', () => {
  notEqual(tokenKey(jwt({ iat: 1, jti: 'a' })), tokenKey(jwt({ iat: 1, jti: 'b' })))
})

test('an opaque token’s key is its hash', () => {
  equal(tokenKey('an-opaque-token'), digest('an-opaque-token'))
})

test('what is no token of the server has a key as well', () => {
  for (const token of [
    '',
    '.',
    'a.b.c',
    jwt(null),
    jwt({ iat: '1' }),
    jwt([]),
    'a.e30',
    jwt({ iat: -1e99 }),
  ]) {
    match(tokenKey(token), /.{43}$/)
  }
})
