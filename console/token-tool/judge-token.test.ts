import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { CompactSign, exportJWK, generateKeyPair } from 'jose'
import type { JWK, JWTHeaderParameters, JWTPayload } from 'jose'
import { judgeToken } from './judge-token.ts'
import { certify } from '@oauth-lab/kit/testing/certify.ts'

const now = 1_773_480_413
const issuer = 'https://as.example'
const audience = 'https://api.example'
const claims = { iss: issuer, aud: audience, sub: 'dana', iat: now - 60, exp: now + 600 }

const rsa = await pair('RS256', 'rsa')
const next = await pair('RS256', 'next')
const ec = await pair('ES256', 'ec')
const keys = [rsa.jwk, next.jwk, ec.jwk]

const against = { issuer, audience, keys, now: now * 1000 }
const judge = (token: string, published: JWK[] = keys) =>
  judgeToken(token, { ...against, keys: published })

/** Stage and kind of the first check that does not hold. */
async function found(token: string, published?: JWK[]): Promise<string> {
  const { broken } = await judge(token, published)
  return broken === undefined ? 'good' : `${broken.found.stage}: ${broken.found.kind}`
}

suite('a token that was pasted is judged', () => {
  for (const { jwk, sign } of [rsa, ec]) {
    test(`it is good where everything holds, signed with ${jwk.alg}`, async () => {
      const { broken, key } = await judge(await sign(claims))
      assert.equal(broken, undefined)
      assert.equal(key, jwk)
    })
  }

  test('one that names no key is tried with all of its kind', async () => {
    const { key } = await judge(await next.sign(claims, { kid: undefined }))
    assert.equal(key, next.jwk)
  })

  test('an expired one is genuine, and ends before the clock', async () => {
    const { broken, key } = await judge(await rsa.sign({ ...claims, exp: now - 4320 }))
    assert.equal(broken?.message, 'Genuine, and expired 1 h 12 min ago')
    assert.equal(broken.found.stage, 'Times')
    assert.equal(key, rsa.jwk)
  })

  test('one that is not good yet is refused by its time, with the clause of that claim', async () => {
    for (const [change, clause] of [
      [{ nbf: now + 60 }, 'RFC 7519 §4.1.5'],
      [{ iat: now + 60 }, 'RFC 7519 §4.1.6'],
    ] as const) {
      const { broken } = await judge(await rsa.sign({ ...claims, ...change }))
      assert.equal(broken?.found.stage, 'Times')
      assert.equal(broken.found.clause, clause)
    }
  })

  test('one for another audience, or of another issuer, names it', async () => {
    const other = 'https://other.example'
    assert.equal(await found(await rsa.sign({ ...claims, aud: other })), 'Audience: audience')
    assert.equal(await found(await rsa.sign({ ...claims, aud: [other, audience] })), 'good')
    assert.equal(await found(await rsa.sign({ ...claims, iss: `${issuer}/` })), 'Audience: issuer')
  })

  test('changed data are told from another key, where the algorithm shows it', async () => {
    const changed = (token: string) => withClaims(token, { ...claims, scope: 'more' })
    const { broken } = await judge(changed(await rsa.sign(claims)))
    assert.equal(broken?.message, 'Header or claims were changed')
    assert.equal(broken.found.compared?.length, 2)
    assert.equal(await found(changed(await ec.sign(claims))), 'Signature: signature')
  })

  test('a key that is not published is not found, by name or by thumbprint', async () => {
    assert.equal(await found(await rsa.sign(claims, { kid: 'gone' })), 'Key: key not found')
    const named = { kid: undefined, x5t: 'A'.repeat(27) }
    assert.equal(await found(await rsa.sign(claims, named)), 'Key: key not found')
  })

  test('a signature of another published key names that key', async () => {
    const { broken } = await judge(await next.sign(claims, { kid: 'rsa' }))
    assert.equal(broken?.message, 'Another key made the signature')
    assert.equal(broken.found.compared?.[1]?.value, 'next')
  })

  test('a name of a key of another kind is told', async () => {
    const token = await rsa.sign(claims, { kid: 'ec' })
    assert.equal(await found(token), 'Key: key of another kind')
  })

  for (const alg of ['none', 'HS256', 'XX1']) {
    test(`the wrong algorithm is told: ${alg}`, async () => {
      const token = withHeader(await rsa.sign(claims), { alg, kid: 'rsa' })
      assert.equal(await found(token), 'Key: algorithm')
    })
  }

  test('an algorithm that the key is not for, or that did not sign, is told', async () => {
    const token = withHeader(await rsa.sign(claims), { alg: 'RS512', kid: 'rsa' })
    assert.equal(await found(token), 'Key: algorithm')
    const { alg: _, ...free } = rsa.jwk
    assert.equal(await found(token, [free]), 'Signature: algorithm')
  })

  test('a thumbprint that is not of the certificate is told', async () => {
    const certified = { ...rsa.jwk, 'x5t#S256': 'B'.repeat(43) }
    const token = await rsa.sign(claims, { 'x5t#S256': 'A'.repeat(43) })
    assert.equal(await found(token, [certified]), 'Certificate: thumbprint')
    const right = await rsa.sign(claims, { 'x5t#S256': 'B'.repeat(43) })
    assert.equal(await found(right, [certified]), 'good')
  })

  test('a certificate that is published must be of the key, and of the thumbprint', async () => {
    const own = await certify('signer', rsa.keys)
    const { createHash } = await import('node:crypto')
    const print = createHash('sha256').update(own.der).digest('base64url')
    const certified = { ...rsa.jwk, x5c: [own.base64] }
    assert.equal(await found(await rsa.sign(claims), [certified]), 'good')
    const named = { kid: undefined, 'x5t#S256': print }
    const { key } = await judge(await rsa.sign(claims, named), [ec.jwk, certified])
    assert.equal(key, certified)
    const sha1 = createHash('sha1').update(own.der).digest('base64url')
    assert.equal(await found(await rsa.sign(claims, { x5t: sha1 }), [certified]), 'good')
    const other = { 'x5t#S256': 'A'.repeat(43) }
    assert.equal(await found(await rsa.sign(claims, other), [certified]), 'Certificate: thumbprint')
    for (const x5c of [
      (await certify('other', next.keys)).base64,
      (await certify('ec', ec.keys)).base64,
      '?',
    ]) {
      const wrong = { ...rsa.jwk, x5c: [x5c] }
      assert.equal(await found(await rsa.sign(claims), [wrong]), 'Certificate: certificate')
    }
  })

  test('where nobody says whose keys they are, no issuer is compared', async () => {
    const token = await rsa.sign({ ...claims, iss: 'https://other.example' })
    const { broken } = await judgeToken(token, { ...against, issuer: undefined })
    assert.equal(broken, undefined)
  })

  test('wrong encoding is told: padding, a line break, a cut or a long signature, two parts', async () => {
    const token = await rsa.sign(claims)
    for (const text of [`${token}==`, token.replace('.', '.\n'), token.replace('.', '')]) {
      assert.equal(await found(text), 'Form: encoding')
    }
    assert.equal(await found(token.slice(0, -4)), 'Signature: encoding')
    assert.equal(await found(`${await ec.sign(claims)}AAAA`), 'Signature: encoding')
  })

  test('an encrypted token is told from a signed one', async () => {
    const { broken } = await judge('eyJhbGciOiJkaXIifQ.a.b.c.d')
    assert.equal(broken?.message, 'The token is encrypted')
  })
})

async function pair(alg: string, kid: string) {
  const keys = await generateKeyPair(alg, { extractable: true })
  const { publicKey, privateKey } = keys
  const jwk: JWK = { ...(await exportJWK(publicKey)), alg, kid, use: 'sig' }
  const sign = (payload: JWTPayload, header: object = {}) =>
    new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
      .setProtectedHeader(
        JSON.parse(JSON.stringify({ alg, kid, ...header })) as JWTHeaderParameters,
      )
      .sign(privateKey)
  return { jwk, sign, keys }
}

function partOf(json: object): string {
  return Buffer.from(JSON.stringify(json)).toString('base64url')
}

function withClaims(token: string, changed: object): string {
  const [header, , signature] = token.split('.')
  return `${header}.${partOf(changed)}.${signature}`
}

function withHeader(token: string, changed: object): string {
  return `${partOf(changed)}${token.slice(token.indexOf('.'))}`
}
