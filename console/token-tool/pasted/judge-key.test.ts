import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { CompactSign, calculateJwkThumbprint, exportJWK } from 'jose'
import type { JWK } from 'jose'
import { certify, makeKeys } from '@oauth-lab/kit/testing/certify.ts'
import { judgeKeys } from './judge-key.ts'
import { withPrints } from './key-prints.ts'

const rsa = await makeKeys('RSA')
const ec = await makeKeys('EC')
const rsaKey: JWK = { ...(await exportJWK(rsa.publicKey)), kid: 'rsa', alg: 'RS256', use: 'sig' }
const ecKey: JWK = { ...(await exportJWK(ec.publicKey)), kid: 'ec' }

async function judge(
  keys: JWK[],
  { published = [] as JWK[], token = undefined as string | undefined } = {},
) {
  const { finding, judged } = await judgeKeys(keys, {
    published: await withPrints(published),
    token,
  })
  return { ...finding, row: (name: string) => judged[0]!.rows.find((row) => row.name === name) }
}

/** Which row does not hold. */
async function wrong(key: JWK, published: JWK[] = []): Promise<string> {
  const { state, reason } = await judge([key], { published })
  assert.equal(state, 'fail')
  return reason
}

suite('a key that was pasted is judged', () => {
  test('it has its thumbprint, and the issuer publishes it or not', async () => {
    const { state, title, reason, row } = await judge([rsaKey], { published: [rsaKey, ecKey] })
    assert.deepEqual([state, title], ['pass', 'A public key: RSA, 2048 bit'])
    assert.equal(reason, 'The issuer publishes it.')
    assert.equal(row('thumbprint')?.value, await calculateJwkThumbprint(rsaKey))
    assert.equal((await judge([ecKey])).reason, 'The issuer does not publish it.')
  })

  test('a private key is warned of, and its private members are hidden', async () => {
    const key = await exportJWK(rsa.privateKey)
    const { state, title, row } = await judge([ecKey, key])
    assert.equal(state, 'fail')
    assert.match(title, /^A private key is in it/)
    const { judged } = await judgeKeys([key], { published: [], token: undefined })
    const text = JSON.stringify(judged)
    for (const name of ['d', 'p', 'q', 'dp', 'dq', 'qi']) {
      assert.equal(text.includes(String(key[name as 'd'])), false)
    }
    assert.equal(row('kty')?.state, 'pass')
    for (const secret of [
      { kty: 'oct', k: 'c2VjcmV0' },
      { kty: 'AKP', alg: 'ML-DSA-44', pub: 'cHVibGlj', priv: 'c2VjcmV0' },
    ]) {
      assert.match((await judge([secret])).title, /^A private key is in it/)
    }
  })

  test('what is wrong with it is named: kind, algorithm, size, encoding, name, certificate', async () => {
    assert.match(await wrong({ ...rsaKey, alg: 'ES256' }), /^alg: ES256 needs another kind/)
    assert.match(await wrong({ ...rsaKey, n: rsaKey.n!.slice(0, 171) }), /^n: 1024 bit/)
    assert.match(await wrong({ ...rsaKey, n: `${rsaKey.n}==` }), /^n: It is no base64url/)
    assert.match(await wrong({ ...ecKey, y: rsaKey.n!.slice(0, 43) }), /^use here: /)
    assert.match(await wrong(ecKey, [{ ...rsaKey, kid: 'ec' }]), /^published: .+ another key/)
    const of = (await certify('signer', rsa)).base64
    assert.match(await wrong({ ...ecKey, x5c: [of] }), /^x5c: The first certifies another key/)
    const x5t = 'A'.repeat(27)
    assert.match(await wrong({ ...rsaKey, x5c: [of], x5t }), /^x5t: .+ another certificate/)
    assert.equal((await judge([{ ...rsaKey, x5c: [of] }])).state, 'pass')
  })

  test('two keys of a set with one name are told', async () => {
    const { title, reason } = await judge([rsaKey, { ...ecKey, kid: 'rsa' }])
    assert.equal(title, 'A key of the set is not right')
    assert.match(reason, /^rsa: kid: 2 keys have this name/)
  })

  test('the last token that was pasted fits it by name and signature, or by one of them, or not', async () => {
    const signed = (header: object) =>
      new CompactSign(new TextEncoder().encode('{}'))
        .setProtectedHeader({ alg: 'ES256', ...header })
        .sign(ec.privateKey)
    const told = async (key: JWK, header: object) =>
      (await judge([key], { token: await signed(header) })).row('last token')
    assert.deepEqual((await told(ecKey, { kid: 'ec' }))?.words, 'It made the signature.')
    assert.equal(
      (await told(ecKey, { kid: 'other' }))?.words,
      'It made the signature, under another name.',
    )
    assert.equal((await told({ ...rsaKey, kid: 'ec' }, { kid: 'ec' }))?.state, 'fail')
    assert.equal((await told(rsaKey, { kid: 'other' }))?.state, 'idle')
  })
})
