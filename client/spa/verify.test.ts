import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { SignJWT, compactVerify, generateKeyPair } from 'jose'
import { decode } from './token.ts'
import { checkAccessToken, checkIdToken, checkSubject, clockOffset } from './verify.ts'
import type { Check } from './verify.ts'

const issuer = 'https://localhost:8443/authserver/oauth2'
const now = 1_800_000_000
const { privateKey, publicKey } = await generateKeyPair('ES256')

const sign = (claims: object, typ = 'at+jwt') =>
  new SignJWT({ iss: issuer, exp: now + 300, ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: 'k-1', typ })
    .sign(privateKey)

const verifySignature = async (token: string) =>
  (await compactVerify(token, publicKey)).protectedHeader.kid ?? ''

const common = async (token: string) => {
  const decoded = decode(token)
  assert.ok(decoded)
  return { token, decoded, issuer, verifySignature, now, offset: 0 }
}

const failed = (checks: Check[]) =>
  checks.filter(({ state }) => state === 'fail').map(({ says, detail }) => `${says} ${detail}`)

const accessToken = async (token: string, other: object = {}) =>
  failed(
    await checkAccessToken({
      ...(await common(token)),
      resource: 'https://localhost:8443/resserver/protected-resources/',
      audience: 'https://localhost:8443/resserver',
      tokenTypes: [],
      ...other,
    }),
  )

const aud = 'https://localhost:8443/resserver'

test('an access token of the issuer for the resource server passes every check', async () => {
  assert.deepEqual(await accessToken(await sign({ aud })), [])
  const own = 'https://localhost:8443/resserver/protected-resources/'
  assert.deepEqual(await accessToken(await sign({ aud: own })), [])
})

test('an access token with a wrong type, issuer, audience and end fails each check', async () => {
  const token = await sign(
    { iss: 'https://other.example', aud: 'https://localhost:8443/res', exp: now - 61 },
    'JWT',
  )
  assert.deepEqual(await accessToken(token), [
    '`typ` is not `at+jwt`. Expected `at+jwt`, found `JWT`.',
    `\`iss\` is not the issuer that was asked. Expected \`${issuer}\`, found \`https://other.example\`.`,
    '`aud` does not name the resource server. Expected `https://localhost:8443/resserver`, found `https://localhost:8443/res`.',
    "`exp` has passed. It ended 2027-01-15 07:58:59 UTC; this browser's clock says 2027-01-15 08:00:00 UTC.",
  ])
})

test('a token whose payload was changed fails by its signature', async () => {
  const [head, , signature] = (await sign({ aud })).split('.')
  const payload = Buffer.from(JSON.stringify({ iss: issuer, aud, exp: now + 300 })).toString(
    'base64url',
  )
  const [says] = await accessToken([head, payload, signature].join('.'))
  assert.match(says ?? '', /^The signature could not be verified/)
})

test('a server whose clock is behind is allowed for, and so is one within the tolerance', async () => {
  assert.equal(clockOffset({ exp: now - 7200 }, now), -7200)
  assert.equal(clockOffset({ exp: now - 60 }, now), 0)
  assert.equal(clockOffset({}, now), 0)
  const behind = await sign({ aud, exp: now - 6900 })
  assert.deepEqual(await accessToken(behind, { offset: -7200 }), [])
  assert.deepEqual(await accessToken(await sign({ aud, exp: now - 59 })), [])
})

const idToken = async (claims: object, nonce: string | undefined = 'n-1') => {
  const token = await sign({ aud: 'spa', ...claims })
  return checkIdToken({ ...(await common(token)), clientId: 'spa', nonce, accessToken: 'at' })
}

const atHash = createHash('sha256').update('at').digest().subarray(0, 16).toString('base64url')

test('an ID token for this application with its nonce and at_hash passes', async () => {
  assert.deepEqual(failed(await idToken({ nonce: 'n-1', at_hash: atHash })), [])
})

test('an ID token with another nonce, audience, at_hash and azp fails each check', async () => {
  const checks = await idToken({ aud: ['a', 'b'], nonce: 'n-2', at_hash: 'x', azp: 'a' })
  assert.deepEqual(failed(checks), [
    '`aud` is not this application. Expected `spa`, found `["a","b"]`.',
    '`nonce` is not the one that this page sent. Expected `n-1`, found `n-2`.',
    `\`at_hash\` does not fit the access token. Expected \`${atHash}\`, found \`x\`.`,
    '`azp` is not this application. Expected `spa`, found `a`.',
  ])
})

test('an ID token of a renewal needs no nonce', async () => {
  const checks = await idToken({ at_hash: atHash })
  assert.deepEqual(failed(checks), [])
  assert.equal(checks.filter(({ state }) => state === 'idle').length, 2)
})

test('UserInfo about someone else is not to be used', () => {
  assert.equal(checkSubject({ sub: 'u-1' }, 'u-1').state, 'pass')
  assert.equal(checkSubject({ sub: 'u-2' }, 'u-1').state, 'fail')
  assert.equal(checkSubject('no answer', 'u-1').state, 'fail')
})
