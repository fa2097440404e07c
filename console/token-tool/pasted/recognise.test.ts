import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { certify, makeKeys } from '@oauth-lab/kit/testing/certify.ts'
import { nameOf, recognise } from './recognise.ts'

const { certificate, base64, der } = await certify('signer', await makeKeys('EC'))
const key = { kty: 'EC', crv: 'P-256', x: 'a', y: 'b' }

suite('what is pasted is recognised by its form', () => {
  for (const [text, name] of [
    ['eyJhbGciOiJFUzI1NiJ9.e30.c2ln', 'signed JWT'],
    ['Bearer eyJhbGciOiJFUzI1NiJ9.e30.c2ln', 'signed JWT'],
    ['eyJhbGciOiJkaXIifQ.a.b.c.d', 'encrypted JWT'],
    ['tGzv3JOkF0XG5Qx2TlKWIA', 'text that is no JWT'],
    [JSON.stringify(key), 'key (JWK)'],
    [JSON.stringify({ keys: [key, key] }), 'set of keys (JWKS)'],
    [JSON.stringify({ access_token: 'a', token_type: 'Bearer' }), 'answer with tokens in it'],
    [certificate.toString('pem'), 'certificate, PEM'],
    [
      `${certificate.toString('pem')}\n${certificate.toString('pem')}`,
      'chain of certificates, PEM',
    ],
    [base64, 'certificate, DER in base64'],
    [base64.replaceAll(/.{64}/g, '$&\n'), 'certificate, DER in base64'],
    [JSON.stringify([base64]), 'certificate, x5c'],
    [JSON.stringify({ x5c: [base64, base64] }), 'chain of certificates, x5c'],
    ['https://as.example/authorize?client_id=a', 'address'],
    [
      '-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----',
      'private key, which was not read',
    ],
  ] as const) {
    test(`${JSON.stringify(text.slice(0, 24))} is ${name}`, () => {
      assert.equal(nameOf(recognise(text)), name)
    })
  }

  test('each form of a certificate has the same bytes', () => {
    for (const text of [certificate.toString('pem'), base64, `["${base64}"]`]) {
      const pasted = recognise(text)
      assert.ok(pasted.kind === 'certificates')
      assert.deepEqual(pasted.chain, [der])
    }
  })

  for (const [what, text, title] of [
    ['PEM without its end', certificate.toString('pem').slice(0, -30), 'The PEM is broken'],
    [
      'PEM with other characters',
      certificate.toString('pem').replace('MI', 'M?'),
      'The PEM is broken',
    ],
    ['a public key', '-----BEGIN PUBLIC KEY-----', 'This is no certificate, but a public key'],
    ['JSON that was cut', '{"kty":"RSA"', 'The JSON is broken'],
    ['JSON of something else', '{"a":1}', 'This JSON is no key, and holds no token'],
    ['a set that holds no objects', '{"keys":[1]}', 'This JSON is no key, and holds no token'],
    ['x5c in base64url', '["MII-_"]', 'This is no chain of certificates'],
    ['an address without a host', 'https://[', 'This is no address'],
  ] as const) {
    test(`${what} is told: ${title}`, () => {
      const pasted = recognise(text)
      assert.equal(pasted.kind === 'wrong' && pasted.title, title)
    })
  }
})
