import { equal } from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { bearerOf, describeScheme, schemeOfToken } from './bearer-token.ts'

const visible = fc.stringMatching(/^[\x21-\x7e]+$/)
const bearer = fc.constantFrom('Bearer', 'bearer', 'BEARER')

test('the token of a header is what stands after its scheme, in whatever case that is', () => {
  fc.assert(
    fc.property(bearer, visible, (scheme, token) => equal(bearerOf(`${scheme} ${token}`), token)),
  )
})

test('another scheme has no bearer token, and its credentials are told to nobody', () => {
  const schemes = fc.constantFrom('Basic', 'Digest', 'Negotiate', 'Bearers')
  fc.assert(
    fc.property(schemes, visible, (scheme, secret) => {
      const header = `${scheme} ${secret}`
      equal(bearerOf(header), undefined)
      equal(
        describeScheme(header),
        `The scheme of the Authorization header is ${scheme}, not Bearer.`,
      )
    }),
  )
})

test('a token counts as bound by DPoP only where the scheme says so', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (header) => {
      equal(schemeOfToken(header) === 'DPoP', /^dpop(?: +.*)?$/i.test(header))
    }),
  )
})
