import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { begin, unsignedJwt } from '../testing/har-entry.ts'
import { explainJwt } from './explain-jwt.ts'

const now = begin / 1000
const sound = { iss: 'https://as.example', sub: 'u', iat: now, exp: now + 600 }

suite('a JWT that was pasted', () => {
  for (const [name, claims, header] of [
    ['Access token', sound, { alg: 'RS256', typ: 'at+jwt' }],
    ['Access token', { ...sound, scope: 'x' }, { alg: 'RS256' }],
    ['ID token', { ...sound, nonce: 'n' }, { alg: 'RS256' }],
    ['DPoP proof', { htm: 'GET' }, { alg: 'ES256', typ: 'dpop+jwt' }],
    [
      'Assertion of a trusted issuer',
      { iss: 'a', sub: 'a' },
      { alg: 'ES256', typ: 'authorization-grant+jwt' },
    ],
    ['Client assertion', { iss: 'a' }, { alg: 'ES256', typ: 'client-authentication+jwt' }],
    ['Logout token', { ...sound, events: {} }, { alg: 'RS256' }],
    ['Client assertion', { ...sound, sub: sound.iss }, { alg: 'RS256' }],
    ['JWT', { hello: 'world' }, { alg: 'RS256' }],
  ] as const) {
    test(`is told by its type or claims: ${name} of ${Object.keys(claims).join(', ')}`, () => {
      const report = explainJwt(unsignedJwt(claims, header), begin)
      assert.equal(report?.exchanges[0]?.message?.name, name)
      assert.deepEqual(report.findings, [])
    })
  }

  for (const [id, claims, header] of [
    ['token-expired', { ...sound, nonce: 'n', iat: now - 800, exp: now - 200 }, { alg: 'RS256' }],
    ['token-not-yet-valid', { ...sound, nonce: 'n', nbf: now + 200 }, { alg: 'RS256' }],
    ['algorithm-none', { ...sound, nonce: 'n' }, { alg: 'none' }],
    ['algorithm-hmac', { ...sound, nonce: 'n' }, { alg: 'HS256' }],
    ['lifetime-odd', { ...sound, scope: 'x', exp: undefined }, { alg: 'RS256' }],
  ] as const) {
    test(`what is wrong with it is found: ${id}`, () => {
      const found = explainJwt(unsignedJwt(claims, header), begin)?.findings
      assert.deepEqual(
        found?.map((one) => one.id),
        [id],
      )
    })
  }

  test('its signature is not shown', () => {
    const jwt = unsignedJwt(sound)
    const line = explainJwt(jwt, begin)!.exchanges[0]!.request.line
    assert.equal(line, `${jwt.slice(0, jwt.lastIndexOf('.'))}.hidden`)
  })

  test('other text is none', () => {
    for (const text of ['a.b.c', 'eyJ', '', 'https://as.example/a.b.c']) {
      assert.equal(explainJwt(text, begin), undefined)
    }
  })
})
