import assert from 'node:assert/strict'
import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { openCertificates } from '@oauth-lab/kit/certificate-folder.ts'
import { readSigningKey, readVerifyingKey } from './key-file.ts'

const work = mkdtempSync(join(tmpdir(), 'lab-key-file-'))
after(() => rmSync(work, { recursive: true, force: true }))

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' })
const pem = (key: KeyObject, type: 'pkcs8' | 'spki') =>
  key.export({ type: type as 'pkcs8', format: 'pem' })
const open = publicKey.export({ format: 'jwk' })

function file(name: string, content: string | object): string {
  const path = join(work, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

suite('a file with a key', () => {
  test('signs as PEM with the usual algorithm, as JWK with its own', async () => {
    const { alg, kid } = await readSigningKey(file('private.pem', pem(privateKey, 'pkcs8')))
    assert.deepEqual([alg, kid], ['ES384', undefined])
    const { privateKey: rsa } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const jwk = { ...rsa.export({ format: 'jwk' }), kid: 'k', alg: 'PS256' }
    const read = await readSigningKey(file('rsa.jwk', jwk))
    assert.deepEqual([read.alg, read.kid], ['PS256', 'k'])
  })

  test('verifies as private or public half, PEM or JWK, and never shows the private one', async () => {
    const own = { ...privateKey.export({ format: 'jwk' }), kid: 'k', key_ops: ['sign'] }
    for (const [name, content, wanted] of [
      ['own.pem', pem(privateKey, 'pkcs8'), open],
      ['public.pem', pem(publicKey, 'spki'), open],
      ['public.jwk', { ...open, kid: 'k', use: 'sig' }, { ...open, kid: 'k', use: 'sig' }],
      ['own.jwk', own, { ...open, kid: 'k' }],
    ] as const) {
      assert.deepEqual(await readVerifyingKey(file(name, content)), wanted, name)
    }
  })

  test('verifies as certificate, which it carries', async () => {
    const folder = join(work, 'certs')
    const { leaf } = await openCertificates('localhost', folder)
    const certificate = new X509Certificate(leaf.certificate)
    const key = await readVerifyingKey(file('leaf.crt', leaf.certificate))
    assert.deepEqual(key, {
      ...certificate.publicKey.export({ format: 'jwk' }),
      x5c: [certificate.raw.toString('base64')],
    })
  })

  test('holds a shared secret as JWK', async () => {
    const path = file('secret.jwk', { kty: 'oct', k: 'AQID' })
    const { key, alg } = await readSigningKey(path)
    assert.deepEqual([key, alg], [Buffer.from([1, 2, 3]), 'HS256'])
    assert.deepEqual(await readVerifyingKey(path), Buffer.from([1, 2, 3]))
  })

  test('that holds none is refused by its name, and no word of it is told', async () => {
    const failure = (name: string, message: RegExp) => ({
      name: 'CommandFailure',
      message: new RegExp(`${name}.*${message.source}`),
    })
    const missing = join(work, 'missing.pem')
    await assert.rejects(readSigningKey(missing), failure('missing.pem', /no such file/))
    await assert.rejects(
      readSigningKey(file('half.jwk', open)),
      failure('half.jwk', /holds no private key/),
    )
    for (const [name, content] of [
      ['broken.jwk', { kty: 'EC', crv: 'P-256', x: 'private-x', y: 'y' }],
      ['broken.pem', '-----BEGIN PUBLIC KEY-----\nprivate-x\n-----END PUBLIC KEY-----'],
    ] as const) {
      const error = failure(name, /holds no key that can be read/)
      await assert.rejects(readVerifyingKey(file(name, content)), error)
    }
    await assert.rejects(
      readVerifyingKey(file('empty.jwk', { kty: 'oct' })),
      failure('empty.jwk', /stands in k/),
    )
  })
})
