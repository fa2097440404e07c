import { deepEqual, equal, match } from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { keyProblems, readKeyEntry } from './key-entry.ts'

const p256 = () => generateKeyPairSync('ec', { namedCurve: 'P-256' })
const ed25519 = () => generateKeyPairSync('ed25519')
const rsa = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength })
const entry = (jwk: object, state = 'current') => ({ kid: 'k', state, jwk })
const problemOf = (jwk: object) => readKeyEntry(entry(jwk)).problems[0]?.message

test('keys of each family are read, with their private part where there is one', () => {
  for (const [family, { privateKey, publicKey }] of [
    ['RSA', rsa(2048)],
    ['P-256', p256()],
    ['Ed25519', ed25519()],
  ] as const) {
    const jwk = privateKey.export({ format: 'jwk' })
    const { data } = readKeyEntry(entry({ ...jwk, use: 'sig', kid: 'k' }))
    deepEqual([data?.family, data?.jwk], [family, jwk])
    equal(readKeyEntry(entry(publicKey.export({ format: 'jwk' }))).data?.jwk, undefined)
  }
})

test('what is no key, too small, of another family, or of two keys is refused', () => {
  match(problemOf({ kty: 'oct', k: 'secret' })!, /must be an RSA key, or one of the curves/)
  match(problemOf({ kty: 'RSA', n: 'AQAB' })!, /is no key/)
  match(problemOf(rsa(1024).privateKey.export({ format: 'jwk' }))!, /at least 2048 bits/)
  for (const make of [p256, ed25519]) {
    const jwk = make().privateKey.export({ format: 'jwk' })
    const { x, y } = make().publicKey.export({ format: 'jwk' })
    const mixed = { ...jwk, x, ...(y !== undefined && { y }) }
    match(problemOf(mixed)!, /belongs to another key|is no key/)
  }
  deepEqual(readKeyEntry({ kid: 'k', state: 'now', jwk: { kty: 'RSA' } }).problems, [
    { path: 'state', message: 'must be one of current, next, retired' },
  ])
})

test('a family has one current key', () => {
  const read = (state: string) =>
    readKeyEntry(entry(p256().privateKey.export({ format: 'jwk' }), state)).data!
  deepEqual(keyProblems([read('current'), read('next'), read('retired'), read('retired')]), [])
  deepEqual(keyProblems([read('current'), read('current')]), [
    { path: 'keys.1.state', message: 'is current, and keys.0 of the same family is, too' },
  ])
})
