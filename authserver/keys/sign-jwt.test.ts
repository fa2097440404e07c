import assert from 'node:assert/strict'
import { createPrivateKey } from 'node:crypto'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { exportJWK, generateKeyPair, jwtVerify } from 'jose'
import { signingAlgorithms } from '../configuration/server-configuration.ts'
import { createSignJwt } from './sign-jwt.ts'

for (const alg of signingAlgorithms) {
  test(`a JWT signed with ${alg} verifies by jose, and not when a claim is another`, async () => {
    const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
    const key = createPrivateKey({ key: await exportJWK(privateKey), format: 'jwk' })
    const signJwt = createSignJwt()
    const signingKey = { kid: 'k-1', alg, key, headers: new Map<string, string>() }
    const claims = { sub: 'ä', exp: 4e9 }
    const sign = () => signJwt(signingKey, 'at+jwt', claims)
    // The second one of a turn is signed elsewhere than the first, and so is what comes meanwhile.
    const tokens = await Promise.all([sign(), sign(), setImmediate().then(sign)])
    for (const token of tokens) {
      const { payload, protectedHeader } = await jwtVerify(token, publicKey, { typ: 'at+jwt' })
      assert.deepEqual(payload, claims)
      assert.deepEqual(protectedHeader, { alg, kid: 'k-1', typ: 'at+jwt' })
      const [header, , signature] = token.split('.')
      const other = Buffer.from('{"sub":"b"}').toString('base64url')
      await assert.rejects(jwtVerify(`${header}.${other}.${signature}`, publicKey))
    }
  })
}
