import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SignJWT, generateKeyPair } from 'jose'
import type { Finding } from '../tokens/finding.ts'
import { checkAccessToken, checkIdToken } from './verify.ts'
import type { Asked } from './verify.ts'

const issuer = 'https://localhost:8443/authserver/oauth2'
const audience = 'https://localhost:8443/resserver'
const now = 1_800_000_000
const { privateKey, publicKey } = await generateKeyPair('ES256')

const sign = (claims: object, typ = 'at+jwt') =>
  new SignJWT({ iss: issuer, exp: now + 300, ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: 'k-1', typ })
    .sign(privateKey)

const asked: Asked = {
  config: {
    issuer,
    client_id: 'spa',
    scope: 'openid',
    audience,
    resource_scope: 'my/scope',
    resources: { protected: `${audience}/a/`, delegated: `${audience}/b/` },
  },
  keys: () => Promise.resolve(publicKey),
  clock: { now: () => now * 1000, seconds: () => now, isFrozen: () => true },
  facts: { nonce: 'n-1', subject: 'u-1', refreshed: false, paired: true },
}

const failed = (findings: Finding[]) =>
  findings.filter(({ outcome }) => outcome === 'failed').map(({ says }) => says)

const whole = { aud: audience, sub: 'u-1', client_id: 'spa', iat: now, jti: 't-1' }

test('an access token of the issuer for the resource server passes every check', async () => {
  const { findings } = await checkAccessToken(await sign(whole), asked)
  assert.deepEqual(failed(findings), [])
})

test('an access token with a wrong type, issuer, audience and end fails each check', async () => {
  const wrong = { ...whole, iss: 'https://other.example', aud: 'https://other', exp: now - 1 }
  const { findings } = await checkAccessToken(await sign(wrong, 'JWT'), asked)
  assert.deepEqual(failed(findings), [
    '`typ` is not `at+jwt`.',
    '`iss` is not the issuer that was asked.',
    '`aud` does not name the resource server.',
    '`exp` has passed.',
  ])
})

test('a token whose payload was changed, and one without keys, fail by their signature', async () => {
  const token = await sign(whole)
  const [head, , signature] = token.split('.')
  const payload = Buffer.from(JSON.stringify({ ...whole, iss: issuer, exp: now + 300 }))
  const changed = [head, payload.toString('base64url'), signature].join('.')
  const [says] = failed((await checkAccessToken(changed, asked)).findings)
  assert.match(says ?? '', /^The signature is not right/)
  const keyless = await checkAccessToken(token, { ...asked, keys: undefined })
  assert.match(failed(keyless.findings)[0] ?? '', /^The signature is not right/)
})

test('an opaque access token is said to be opaque, and nothing fails', async () => {
  const { decoded, findings } = await checkAccessToken('opaque', asked)
  assert.equal(decoded.opaque, true)
  assert.deepEqual(failed(findings), [])
})

test('an ID token is judged by the facts of its sign-in', async () => {
  const idToken = async (claims: object) => {
    const id_token = await sign({ aud: 'spa', sub: 'u-1', ...claims }, 'JWT')
    return failed((await checkIdToken({ id_token, access_token: 'at' }, asked)).findings)
  }
  assert.deepEqual(await idToken({ nonce: 'n-1' }), [])
  assert.deepEqual(await idToken({ nonce: 'n-2' }), ['`nonce` is not the one that this page sent.'])
  assert.deepEqual(await idToken({ nonce: 'n-1', sub: 'u-2' }), [
    '`sub` is not the person who signed in.',
  ])
})
