import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { JWK, JWTHeaderParameters } from 'jose'
import { readToken } from './read-token.ts'
import { verify } from './verify.ts'

const now = 1_800_000_000
const claims = { iss: 'https://as.example', aud: ['https://rs.example'], exp: now + 60, nbf: now }
const wanted = { issuer: claims.iss, audience: 'https://rs.example', now }

const own = await generateKeyPair('ES256', { extractable: true })
const other = await generateKeyPair('ES256', { extractable: true })
const rsa = await generateKeyPair('RS256', { extractable: true })
const jwkOf = async (kid: string, { publicKey }: typeof own): Promise<JWK> => ({
  ...(await exportJWK(publicKey)),
  kid,
})
const keys = [await jwkOf('own', own), await jwkOf('other', other), await jwkOf('rsa', rsa)]
const secret = new Uint8Array(32).fill(7)

async function signed(
  members: object = {},
  header: Partial<JWTHeaderParameters> = {},
  key: CryptoKey | Uint8Array = own.privateKey,
) {
  const crit = Object.fromEntries((header.crit ?? []).map((name) => [name, true]))
  const text = await new SignJWT({ ...claims, ...members })
    .setProtectedHeader({ alg: 'ES256', kid: 'own', ...header })
    .sign(key, { crit })
  return readToken(text)
}

/** The checks that fail, each with its words. */
async function failuresOf(
  token: Awaited<ReturnType<typeof signed>>,
  set: readonly JWK[] | Uint8Array = keys,
): Promise<(string | undefined)[][]> {
  const outcomes = await verify(token, set, wanted)
  return outcomes.flatMap(({ check, holds, detail }) => (holds ? [] : [[check, detail]]))
}

suite('a JWT that is verified', () => {
  test('holds with the key, the issuer and the audience that are wanted', async () => {
    const outcomes = await verify(await signed(), keys, wanted)
    assert.deepEqual(
      outcomes.map(({ check, holds }) => [check, holds]),
      [
        'header',
        'algorithm',
        'key-set',
        'key-found',
        'thumbprint',
        'certificate',
        'key-kind',
        'signature',
        'issuer',
        'audience',
        'not-expired',
        'not-before',
      ].map((check) => [check, true]),
    )
  })

  test('an unknown kid is told beside those that are there', async () => {
    assert.deepEqual(await failuresOf(await signed({}, { kid: 'old' })), [
      ['key-found', 'The header names kid old; the sender has own, other, rsa.'],
    ])
  })

  test('an algorithm that does not fit the key is told', async () => {
    assert.deepEqual(await failuresOf(await signed({}, { kid: 'rsa' })), [
      ['key-kind', 'Of key rsa: ES256 takes a key of EC P-256, and this one is RSA.'],
    ])
  })

  test('a signature of another key is told, with the key that made it', async () => {
    assert.deepEqual(await failuresOf(await signed({}, {}, other.privateKey)), [
      ['signature', 'Key other signed them, and the header names own.'],
    ])
  })

  test('changed claims are told', async () => {
    const { text, ...token } = await signed()
    const [header, , signature] = text.split('.')
    const changed = Buffer.from(JSON.stringify({ ...claims, sub: 'somebody' })).toString(
      'base64url',
    )
    const [[check, detail] = []] = await failuresOf({
      ...token,
      text: [header, changed, signature].join('.'),
    })
    assert.deepEqual(
      [check, detail],
      ['signature', 'Key own did not sign these data, nor did another key of the sender.'],
    )
  })

  test('one without a signature, and one by a shared secret, do not pass by a public key', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const unsigned = await readToken(`${part({ alg: 'none' })}.${part(claims)}.`)
    const byKey = Buffer.from(JSON.stringify(keys[0]))
    const confused = await signed({}, { alg: 'HS256' }, byKey)
    for (const token of [unsigned, confused]) {
      const [[check] = []] = await failuresOf(token)
      assert.equal(check, 'algorithm')
    }
  })

  test('what the header calls critical is refused', async () => {
    const [[check, detail] = []] = await failuresOf(await signed({}, { crit: ['x'], x: 1 }))
    assert.deepEqual([check, detail?.includes('RFC 7515 §4.1.11')], ['header', true])
  })

  test('it has ended at exp, and has not begun before nbf', async () => {
    assert.deepEqual(await failuresOf(await signed({ exp: now })), [
      ['not-expired', 'It ended 15 Jan 2027 08:00:00 UTC, which is now.'],
    ])
    assert.deepEqual(await failuresOf(await signed({ nbf: now + 1 })), [
      ['not-before', 'It begins 15 Jan 2027 08:00:01 UTC, in 1 s.'],
    ])
    assert.deepEqual(await failuresOf(await signed({ exp: String(now + 60) })), [
      ['not-expired', '1800000060 is no number of seconds (RFC 7519 §2).'],
    ])
    assert.deepEqual(await failuresOf(await signed({ exp: undefined, nbf: undefined })), [])
  })

  test('another issuer and another audience are told, whatever the signature is', async () => {
    const token = await signed({ iss: 'https://as.example/', aud: 'x' }, {}, other.privateKey)
    const failures = await failuresOf(token)
    assert.deepEqual(
      failures.map(([check]) => check),
      ['signature', 'issuer', 'audience'],
    )
    assert.equal(failures[1]![1], 'Expected https://as.example, found https://as.example/.')
    assert.deepEqual(
      (await failuresOf(await signed({ aud: undefined }))).map(([check]) => check),
      ['audience'],
    )
  })

  test('a shared secret verifies by HMAC alone', async () => {
    const header = { alg: 'HS512' }
    assert.deepEqual(await failuresOf(await signed({}, header, secret), secret), [])
    const wrong = new Uint8Array(32)
    assert.deepEqual(await failuresOf(await signed({}, header, wrong), secret), [
      ['signature', 'This secret did not sign these data.'],
    ])
    assert.deepEqual(await failuresOf(await signed(), secret), [
      ['algorithm', 'Expected HS256 or HS384 or HS512, found ES256.'],
    ])
  })
})
