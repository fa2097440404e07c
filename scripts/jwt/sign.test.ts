import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { compactVerify, decodeJwt, decodeProtectedHeader } from 'jose'
import { makeKey } from './new-key.ts'
import { readSigningKey, readVerifyingKey } from './key-file.ts'
import { sign } from './sign.ts'

const work = mkdtempSync(join(tmpdir(), 'lab-jwt-'))
after(() => rmSync(work, { recursive: true, force: true }))
const now = 1_800_000_000

suite('claims that are signed', () => {
  test('by a new key, whose file is for its owner alone and verifies them', async () => {
    for (const alg of ['ES256', 'RS256', 'Ed25519']) {
      const file = join(work, `${alg}.jwk`)
      const made = await makeKey(file, alg)
      assert.equal(statSync(file).mode & 0o777, 0o600)
      assert.ok('d' in (JSON.parse(readFileSync(file, 'utf8')) as object))
      assert.ok(!('d' in made.publicJwk))
      const token = await sign(await readSigningKey(file), { claims: {}, header: {} }, now)
      assert.deepEqual(decodeProtectedHeader(token), { typ: 'JWT', kid: made.kid, alg })
      const key = await readVerifyingKey(file)
      assert.deepEqual(key, made.publicJwk)
      await compactVerify(token, key)
    }
  })

  test('a file that is there is never written over, and no key is made for other algorithms', async () => {
    const file = join(work, 'once.jwk')
    await makeKey(file, 'ES256')
    const before = readFileSync(file, 'utf8')
    await assert.rejects(makeKey(file, 'ES256'), /is there already/)
    assert.equal(readFileSync(file, 'utf8'), before)
    await assert.rejects(makeKey(join(work, 'none.jwk'), 'none'), /signs with one of RS256, /)
  })

  test('they stay as they are; an end brings exp and, where it lacks, iat', async () => {
    const key = await makeKey(join(work, 'dates.jwk'), 'ES256')
    const claims = { aud: ['a', 'b'], exp: 1, own: { x: null } }
    const read = async (more: object) =>
      decodeJwt(await sign(key, { claims: { ...claims, ...more }, header: {} }, now))
    assert.deepEqual(await read({}), claims)
    const ended = async (more: object) =>
      decodeJwt(await sign(key, { claims: { ...claims, ...more }, header: {}, expires: 300 }, now))
    assert.deepEqual(await ended({}), { ...claims, iat: now, exp: now + 300 })
    assert.deepEqual(await ended({ iat: 5 }), { ...claims, iat: 5, exp: now + 300 })
  })

  test('the header takes what one has oneself, crit too, and loses what is null', async () => {
    const key = await makeKey(join(work, 'header.jwk'), 'ES256')
    const header = { typ: 'at+jwt', kid: null, x5t: 'print', crit: ['own'], own: 1 }
    const token = await sign(key, { claims: {}, header }, now)
    const { kid: _, ...left } = header
    assert.deepEqual(decodeProtectedHeader(token), { ...left, alg: 'ES256' })
    const empty = { claims: {}, header: { crit: ['missing'] } }
    await assert.rejects(sign(key, empty, now), /missing/)
  })

  test('an algorithm that the key has not is refused in words', async () => {
    const key = await makeKey(join(work, 'other.jwk'), 'ES256')
    for (const alg of ['RS256', 'ES384', 'HS256', 'none']) {
      await assert.rejects(sign({ ...key, alg }, { claims: {}, header: {} }, now), {
        name: 'CommandFailure',
        message: new RegExp(alg),
      })
    }
    const secret = { key: new Uint8Array(32), alg: 'ES256' }
    await assert.rejects(sign(secret, { claims: {}, header: {} }, now), /HS256, HS384, HS512/)
  })
})
