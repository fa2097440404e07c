import assert from 'node:assert/strict'
import { createPrivateKey } from 'node:crypto'
import { test } from 'node:test'
import { exportJWK, generateKeyPair, jwtVerify } from 'jose'
import { signingAlgorithms } from '../configuration/server-configuration.ts'
import { signJwt } from './sign-jwt.ts'

for (const alg of signingAlgorithms) {
  test(`a JWT signed with ${alg} verifies by jose, and not when a claim is another`, async () => {
    const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
    const key = createPrivateKey({ key: await exportJWK(privateKey), format: 'jwk' })
    const token = await signJwt({ kid: 'k-1', alg, key }, 'at+jwt', { sub: 'ä', exp: 4e9 })
    const { payload, protectedHeader } = await jwtVerify(token, publicKey, { typ: 'at+jwt' })
    assert.deepEqual(payload, { sub: 'ä', exp: 4e9 })
    assert.deepEqual(protectedHeader, { alg, kid: 'k-1', typ: 'at+jwt' })
    const [header, , signature] = token.split('.')
    const other = Buffer.from('{"sub":"b"}').toString('base64url')
    await assert.rejects(jwtVerify(`${header}.${other}.${signature}`, publicKey))
  })
}
