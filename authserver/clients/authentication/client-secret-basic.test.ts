import { deepEqual, ok } from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import type { Exchange } from '../../exchange.ts'
import { clientSecretBasic } from './client-secret-basic.ts'

const read = (authorization?: string) =>
  clientSecretBasic.read({ request: { headers: { authorization } } } as unknown as Exchange)

/** As RFC 6749 §2.3.1 wants it: each half a form value. */
const encode = (half: string) => new URLSearchParams({ x: half }).toString().slice(2)
const text = fc.string({ unit: 'grapheme' })

test('credentials by Basic come back as they were written, with any letters in either half', () => {
  fc.assert(
    fc.property(text, text, (id, secret) => {
      const pair = Buffer.from(`${encode(id)}:${encode(secret)}`).toString('base64')
      deepEqual(read(`Basic ${pair}`), { id, secret })
    }),
  )
})

test('any other header has no credentials that can be read, and no failure', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      const credentials = read(value)
      ok(credentials !== undefined && 'id' in credentials)
    }),
  )
})
