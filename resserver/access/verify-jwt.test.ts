import { equal, match } from 'node:assert/strict'
import { test } from 'node:test'
import { SignJWT, UnsecuredJWT, generateKeyPair } from 'jose'
import { createControlToken } from '@oauth-lab/kit/admin/control-token.ts'
import { issuer, resource } from '../testing/fake-authorization-server.ts'
import { openResourceServer, resources } from '../testing/open-resource-server.ts'

const seconds = () => Math.floor(Date.now() / 1000)

async function requireRefused(
  make: (server: Awaited<ReturnType<typeof openResourceServer>>) => Promise<string>,
  check: string,
) {
  await using server = await openResourceServer()
  const token = await make(server)
  server.authorizationServer.vouchFor(token)
  const { status, challenge, body } = await server.get(resources.protected, token)
  equal(status, 401)
  equal(body['error'], 'invalid_token')
  equal(body['check'], check)
  match(challenge, new RegExp(`error="invalid_token", error_description="[^"]*check ${check}, `))
}

test('a good token of each form of typ is let in', async () => {
  await using server = await openResourceServer()
  for (const typ of ['at+jwt', 'application/at+jwt', 'AT+JWT']) {
    const token = await server.authorizationServer.issue({}, { typ })
    const { status, body } = await server.get(resources.protected, token)
    equal(status, 200)
    equal(body['tokenUsername'], 'developer')
    equal(body['tokenScope'], 'my/scope')
  }
})

const bad: Record<string, [string, Record<string, unknown>, Record<string, unknown>?]> = {
  'an ID token, by its typ,': ['token.type', {}, { typ: 'JWT' }],
  'a token without typ': ['token.type', {}, { typ: undefined }],
  'a token of another issuer': ['token.issuer', { iss: `${issuer}/` }],
  'a token for another audience': ['token.audience', { aud: 'https://other.example' }],
  'a token without audience': ['token.claims', { aud: undefined }],
  'a token whose audience only begins alike': ['token.audience', { aud: `${resource}/x` }],
  'an expired token': ['token.not-expired', { exp: seconds() - 1 }],
  'a token whose exp is text': ['token.not-expired', { exp: `${seconds() + 99}` }],
  'a token that never expires': ['token.claims', { exp: undefined }],
  'a token that is not yet valid': ['token.not-before', { nbf: seconds() + 60 }],
  'a token without jti': ['token.claims', { jti: undefined }],
  'a token of an unknown key': ['token.signature', {}, { kid: 'k2' }],
}

for (const [what, [check, claims, header]] of Object.entries(bad)) {
  test(`${what} is refused with 401 invalid_token (${check})`, () =>
    requireRefused(({ authorizationServer }) => authorizationServer.issue(claims, header), check))
}

const told: Record<string, [Record<string, unknown>, RegExp, Record<string, unknown>?]> = {
  'an expired token': [
    { exp: Date.UTC(2020, 0, 1) / 1000 },
    /had passed\. It expired 2020-01-01 00:00:00; the lab's clock says \d{4}-[\d-]+ [\d:]+ UTC\./,
  ],
  'a token of another type': [{}, /Expected at\+jwt, found JWT\./, { typ: 'JWT' }],
  'a token for another audience': [
    { aud: 'https://other.example' },
    /Expected https:\S+ or https:\S+, found https:\/\/other\.example\./,
  ],
}

for (const [what, [claims, detail, header]] of Object.entries(told)) {
  test(`the refusal of ${what} says what was expected and what came`, async () => {
    await using server = await openResourceServer()
    const token = await server.authorizationServer.issue(claims, header)
    const { body } = await server.get(resources.protected, token)
    match(String(body['error_description']), detail)
  })
}

test('a token for several audiences is let in when this server is one', async () => {
  await using server = await openResourceServer()
  const token = await server.authorizationServer.issue({ aud: ['https://a.example', resource] })
  equal((await server.get(resources.protected, token)).status, 200)
})

test('an unsigned token (alg none) is refused with 401 invalid_token', () =>
  requireRefused(async ({ authorizationServer }) => {
    const [, payload] = new UnsecuredJWT(authorizationServer.claims()).encode().split('.')
    const header = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')
    return `${header}.${payload}.`
  }, 'token.algorithm'))

test('a token signed by HMAC with the public key is refused with 401 invalid_token', () =>
  requireRefused(
    ({ authorizationServer: { claims, jwk } }) =>
      new SignJWT(claims())
        .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: 'k1' })
        .sign(Buffer.from(JSON.stringify(jwk))),
    'token.algorithm',
  ))

test("a token signed with a stranger's key is refused with 401 invalid_token", () =>
  requireRefused(async ({ authorizationServer }) => {
    const { privateKey } = await generateKeyPair('ES256')
    return new SignJWT(authorizationServer.claims())
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'k1' })
      .sign(privateKey)
  }, 'token.signature'))

test('a changed payload is refused with 401 invalid_token', () =>
  requireRefused(async ({ authorizationServer }) => {
    const [header, , signature] = (await authorizationServer.issue()).split('.')
    const claims = { ...authorizationServer.claims(), sub: 'u-2' }
    const payload = Buffer.from(JSON.stringify(claims)).toString('base64url')
    return [header, payload, signature].join('.')
  }, 'token.signature'))

test('a payload that is no JSON object is refused with 401 invalid_token', () =>
  requireRefused(async ({ authorizationServer }) => {
    const [header, , signature] = (await authorizationServer.issue()).split('.')
    return [header, Buffer.from('[]').toString('base64url'), signature].join('.')
  }, 'token.issuer'))

test('a critical header that nobody understands is refused with 401 invalid_token', () =>
  requireRefused(async ({ authorizationServer }) => {
    const [, payload, signature] = (await authorizationServer.issue()).split('.')
    const header = { alg: 'ES256', typ: 'at+jwt', kid: 'k1', crit: ['x'], x: 1 }
    const changed = Buffer.from(JSON.stringify(header)).toString('base64url')
    return [changed, payload, signature].join('.')
  }, 'token.signature'))

test('a typ that a setting names is let in and told, a token of it needs what every JWT does', async () => {
  const tokenTypes = ['at+jwt', 'JWT']
  await using server = await openResourceServer({ authorizationServer: { tokenTypes } })
  const { issue } = server.authorizationServer
  for (const typ of ['JWT', 'jwt', undefined]) {
    const token = await issue({ jti: undefined, client_id: undefined }, { typ })
    equal((await server.get(resources.protected, token)).status, 200)
  }
  equal((await server.get(resources.protected, await issue())).status, 200)
  const lacking = await issue({ jti: undefined })
  equal((await server.get(resources.protected, lacking)).body['check'], 'token.claims')
  const other = await issue({}, { typ: 'dpop+jwt' })
  equal((await server.get(resources.protected, other)).body['check'], 'token.type')
})

test('a waived check lets the token pass and is recorded as waived', async () => {
  await using server = await openResourceServer()
  const { app, authorizationServer } = server
  const authorization = `Bearer ${createControlToken('00'.repeat(32), server.origin)}`
  await app.inject({
    method: 'PUT',
    url: '/resserver/admin/api/policy',
    headers: { authorization },
    payload: { waived: ['token.type'] },
  })
  const token = await authorizationServer.issue({}, { typ: 'JWT' })
  equal((await server.get(resources.protected, token)).status, 200)
  const checks = await app.inject({
    url: '/resserver/admin/api/checks',
    headers: { authorization },
  })
  match(checks.body, /"id":"token.type","outcome":"waived"/)
})
