import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { readJwt } from './verify-signature.ts'

const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url')
const object = fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue())
const dates = ['exp', 'nbf', 'iat']

test('a JWT is read as its header and claims say', () => {
  fc.assert(
    fc.property(object, object, (more, claims) => {
      const { crit: _, b64: __, ...header } = { ...more, alg: 'ES256' } as Record<string, unknown>
      for (const date of dates) delete claims[date]
      const jwt = readJwt(`${encode(header)}.${encode(claims)}.AAAA`)
      ok(jwt)
      // What JSON writes: -0 is 0.
      deepEqual(encode(jwt.header), encode(JSON.parse(JSON.stringify(header))))
      deepEqual(encode(jwt.claims), encode(JSON.parse(JSON.stringify(claims))))
    }),
  )
})

test('one that says crit or b64, in whatever way, is none', () => {
  fc.assert(
    fc.property(fc.constantFrom('crit', 'b64'), fc.jsonValue(), (name, value) => {
      equal(readJwt(`${encode({ alg: 'ES256', [name]: value })}.${encode({})}.AAAA`), undefined)
    }),
  )
})

test('any text is read without a failure, and as an object or not at all', () => {
  const part = fc.oneof(
    fc.base64String(),
    fc.jsonValue().map(encode),
    fc.string({ unit: 'binary' }),
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
      const jwt = readJwt(parts.join('.'))
      ok(jwt === undefined || typeof jwt.claims === 'object')
    }),
  )
})
