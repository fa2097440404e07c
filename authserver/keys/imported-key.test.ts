import assert from 'node:assert/strict'
import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto'
import { describe, test } from 'node:test'
import { createLeaf, createRoot } from '@oauth-lab/kit/certificate-issuer.ts'
import type { KeyImport } from '@oauth-lab/kit/admin/key-document.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import { exportEncrypted, readImportedKey } from './imported-key.ts'

const derOf = (pem: string) => new X509Certificate(pem).raw.toString('base64')
const jwkOf = (pem: string) => createPrivateKey(pem).export({ format: 'jwk' }) as KeyImport['jwk']
const fresh = {
  RSA: () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  'P-256': () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
  Ed25519: () => generateKeyPairSync('ed25519').privateKey,
}
const privateJwk = (key: ReturnType<(typeof fresh)['RSA']>) =>
  key.export({ format: 'jwk' }) as KeyImport['jwk']

describe('a key that is brought', () => {
  for (const [family, make] of Object.entries(fresh)) {
    test(`of ${family} is taken for what it is`, () => {
      const jwk = privateJwk(make())
      assert.deepEqual(readImportedKey({ jwk }), { family, jwk })
    })
  }

  const short = () => generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey
  const p384 = () => generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey
  const rows: [string, object, string][] = [
    [
      'without its private half',
      { kty: 'OKP', crv: 'Ed25519', x: privateJwk(fresh.Ed25519()).x },
      'jwk',
    ],
    ['that is a secret', { kty: 'oct', k: 'AAAA' }, 'jwk'],
    ['of RSA with 1024 bits', privateJwk(short()), 'jwk.n'],
    ['of another curve', privateJwk(p384()), 'jwk.crv'],
    [
      'that agrees and does not sign',
      privateJwk(generateKeyPairSync('x25519').privateKey),
      'jwk.kty',
    ],
  ]
  for (const [what, jwk, path] of rows) {
    test(`${what} is refused at ${path}`, () => {
      assert.deepEqual(pathsOf({ jwk: jwk as KeyImport['jwk'] }), [path])
    })
  }
})

describe('the certificates of a key that is brought', () => {
  test('are told with their thumbprints, where each is issued by the next', async () => {
    const root = await createRoot('of this test')
    const leaf = await createLeaf(root, 'signer.example')
    const x5c = [derOf(leaf.certificate), derOf(root.certificate)]
    const { jwk } = readImportedKey({ jwk: jwkOf(leaf.key), x5c })
    assert.deepEqual(jwk.x5c, x5c)
    const { raw } = new X509Certificate(leaf.certificate)
    for (const [name, hash] of [
      ['x5t', 'SHA-1'],
      ['x5t#S256', 'SHA-256'],
    ] as const) {
      const digest = await crypto.subtle.digest(hash, new Uint8Array(raw))
      assert.equal(jwk[name], Buffer.from(digest).toString('base64url'), name)
    }
    const pem = exportEncrypted(jwk, 'of this test alone')
    assert.match(pem, /^-----BEGIN ENCRYPTED PRIVATE KEY-----/)
    assert.equal(pem.match(/-----BEGIN CERTIFICATE-----/g)?.length, 2)
    const opened = createPrivateKey({ key: pem, passphrase: 'of this test alone' })
    assert.deepEqual(opened.export({ format: 'jwk' }), jwkOf(leaf.key))
    assert.throws(() => createPrivateKey({ key: pem, passphrase: 'another' }))
  })

  test('are refused where they belong to another key, or stand in another order', async () => {
    const [root, other] = [await createRoot('of this test'), await createRoot('another')]
    const leaf = await createLeaf(root, 'signer.example')
    const jwk = jwkOf(leaf.key)
    const [own, issuer] = [derOf(leaf.certificate), derOf(root.certificate)]
    assert.deepEqual(pathsOf({ jwk, x5c: [issuer] }), ['x5c.0'])
    assert.deepEqual(pathsOf({ jwk, x5c: [own, derOf(other.certificate)] }), ['x5c.1'])
    assert.deepEqual(pathsOf({ jwk, x5c: [own, 'AAAA'] }), ['x5c.1'])
  })
})

function pathsOf(document: Parameters<typeof readImportedKey>[0]): string[] {
  try {
    readImportedKey(document)
    return []
  } catch (error) {
    assert.ok(error instanceof ConfigurationError)
    return error.problems.map(({ path }) => path)
  }
}
