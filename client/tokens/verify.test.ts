import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { UnsecuredJWT } from 'jose'
import { authorizationServerOf } from '@oauth-lab/kit/authorization-server.ts'
import { decode } from './decode.ts'
import type { Finding } from './finding.ts'
import { leftHalfHash, verifyIdToken } from './verify-id-token.ts'
import { verifyAccessToken } from './verify-access-token.ts'

const clock = { now: () => 1_000_000, seconds: () => 1000, isFrozen: () => true }

const failed = (findings: Finding[]) =>
  findings.filter(({ outcome }) => outcome === 'failed').map(({ says }) => says)

describe('an access token', () => {
  const server = {
    ...authorizationServerOf('https://lab'),
    issuer: 'https://as',
    audience: 'https://rs',
  }
  const context = { server, clientId: 'c', clock }
  const good = {
    iss: 'https://as',
    aud: ['https://rs'],
    sub: 'u',
    client_id: 'c',
    iat: 900,
    exp: 1001,
    jti: 't',
  }
  const header = { alg: 'RS256', typ: 'at+jwt' }

  test('that is as RFC 9068 says passes every check', () => {
    const findings = verifyAccessToken({ opaque: false, header, claims: good }, context)
    assert.deepEqual(failed(findings), [])
  })

  test('of a type that a setting names is told as waived, and needs no client_id', () => {
    const { client_id: _, jti: __, ...claims } = good
    const jwt = { opaque: false as const, header: { alg: 'RS256', typ: 'JWT' }, claims }
    const lenient = { ...context, server: { ...server, tokenTypes: ['JWT'] } }
    const findings = verifyAccessToken(jwt, lenient)
    assert.deepEqual(failed(findings), [])
    assert.equal(findings[0]?.outcome, 'waived')
    assert.match(failed(verifyAccessToken(jwt, context))[0]!, /`typ` is not/)
  })

  const bad: [string, object, RegExp][] = [
    ['that ends now has ended', { exp: 1000 }, /`exp` has passed/],
    [
      'for another audience is not for this resource server',
      { aud: 'https://other' },
      /`aud` does not name/,
    ],
    ['of another issuer', { iss: 'https://other' }, /`iss` is not/],
    ['of another client', { client_id: 'd' }, /`client_id` is not/],
    ['that is not good yet', { nbf: 1001 }, /`nbf` has not come/],
    ['without jti lacks a claim', { jti: undefined }, /A claim that must be there is missing/],
  ]
  for (const [title, change, says] of bad) {
    test(title, () => {
      const claims = { ...good, ...change }
      const found = failed(verifyAccessToken({ opaque: false, header, claims }, context))
      assert.equal(found.length, 1)
      assert.match(found[0]!, says)
    })
  }

  for (const [typ, passes] of [
    ['application/AT+JWT', true],
    ['JWT', false],
    [undefined, false],
  ] as const) {
    test(`of type ${typ} ${passes ? 'passes' : 'fails'}`, () => {
      const decoded = { opaque: false, header: { alg: 'RS256', typ: typ! }, claims: good } as const
      assert.equal(failed(verifyAccessToken(decoded, context)).length, passes ? 0 : 1)
    })
  }

  test('that is no JWT is opaque, and that is no failure', () => {
    assert.deepEqual(decode('o-4f2a'), { opaque: true })
    const findings = verifyAccessToken(decode('o-4f2a'), context)
    assert.deepEqual(failed(findings), [])
    assert.match(findings[0]!.says, /opaque/)
  })
})

describe('an ID token', () => {
  // OpenID Connect Core, appendix A.3.
  const accessToken = 'jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y'
  const context = {
    issuer: 'https://as',
    clientId: 'c',
    subject: 'u',
    nonce: 'n',
    refreshed: false,
    accessToken,
    paired: true,
    clock,
  }
  const good = {
    iss: 'https://as',
    aud: 'c',
    sub: 'u',
    nonce: 'n',
    exp: 1001,
    at_hash: '77QmUPtjPfzWtF2AnpK9RQ',
  }
  const verify = (change: object, other: object = {}) => {
    const decoded = {
      opaque: false as const,
      header: { alg: 'RS256' },
      claims: { ...good, ...change },
    }
    return verifyIdToken(decoded, { ...context, ...other })
  }

  test('with the at_hash of the specification’s example passes', async () => {
    assert.deepEqual(failed(await verify({})), [])
  })

  const bad: [string, object][] = [
    ['with another nonce', { nonce: 'm' }],
    ['without nonce', { nonce: undefined }],
    ['with another at_hash', { at_hash: 'x' }],
    ['about somebody else', { sub: 'v' }],
    ['for another client', { aud: 'd' }],
    ['authorized for another party', { azp: 'd' }],
    ['that has ended', { exp: 1000 }],
    ['of another issuer', { iss: 'https://other' }],
  ]
  for (const [which, change] of bad) {
    test(`${which} fails one check`, async () => {
      assert.equal(failed(await verify(change)).length, 1)
    })
  }

  test('for several audiences needs azp', async () => {
    assert.equal(failed(await verify({ aud: ['c', 'd'] })).length, 1)
    assert.equal(failed(await verify({ aud: ['c', 'd'], azp: 'c' })).length, 0)
  })

  test('that came with a refresh need not carry the nonce', async () => {
    assert.deepEqual(failed(await verify({ nonce: undefined }, { refreshed: true })), [])
  })

  test('is not tied to an access token that came later', async () => {
    assert.deepEqual(failed(await verify({}, { accessToken: 'later', paired: false })), [])
  })

  test('that is unsigned can be read; its hash has no algorithm', async () => {
    const decoded = decode(new UnsecuredJWT(good).encode())
    assert.equal(decoded.opaque, false)
    assert.equal(await leftHalfHash('none', accessToken), undefined)
  })
})
