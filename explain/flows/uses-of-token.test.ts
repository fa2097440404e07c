import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readExchange } from '../exchange/read-exchange.ts'
import { harEntry, unsignedJwt } from '../testing/har-entry.ts'
import { usesOfToken } from './uses-of-token.ts'

const token = unsignedJwt({ jti: 'wanted' })
const other = unsignedJwt({ jti: 'other' })
const as = 'https://as.example'
const entries = [
  harEntry({ url: `${as}/token`, form: { grant_type: 'x' }, json: { access_token: token } }),
  harEntry({ url: `${as}/token`, form: { grant_type: 'x' }, json: { access_token: other } }),
  harEntry({ url: 'https://rs.example/', headers: { authorization: `Bearer ${token}` } }),
  harEntry({ url: `${as}/introspect`, form: { token }, json: { active: true } }),
  harEntry({ url: 'https://rs.example/', headers: { authorization: `Bearer ${other}` } }),
  harEntry({ url: `${as}/token`, form: { grant_type: 'x' }, json: { access_token: 'opaque' } }),
  harEntry({ url: `${as}/introspect`, form: { token: 'opaque' }, json: { jti: 'opaque-id' } }),
  harEntry({ url: 'https://rs.example/', headers: { authorization: 'Bearer opaque' } }),
]
const exchanges = entries.map((entry, index) => readExchange(entry, index))
const found = (jti: string) => usesOfToken(exchanges, jti).map(({ index }) => index)

test('a JWT is found where it was issued, shown and asked about, by its jti', () => {
  assert.deepEqual(found('wanted'), [0, 2, 3])
})

test('a token that is no JWT is found once an introspection told its jti', () => {
  assert.deepEqual(found('opaque-id'), [5, 6, 7])
})

test('an id that no token has is found nowhere', () => {
  assert.deepEqual(found('unheard-of'), [])
})
