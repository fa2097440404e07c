import { createHash } from 'node:crypto'
import { deepEqual, doesNotMatch, equal, notEqual, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import type { JSONWebKeySet } from 'jose'
import { startLab } from '@oauth-lab/embedded/start-lab.ts'
import { readAnswer } from '../support/answer.ts'
import { authorize, flowTokens, introspect, redeem, tokenRequest } from '../support/code-flow.ts'
import { decodeClaims } from '../support/decode-claims.ts'
import { embeddedOnly } from '../support/embedded-only.ts'
import { registerClient } from '../support/place.ts'
import type { Place } from '../support/place.ts'
import { configure, useLab } from '../support/use-lab.ts'
import type { TestPlace } from '../support/use-lab.ts'

const used = useLab()
const own = { grant_type: 'client_credentials', scope: 'my/scope' }
const properties = {
  'my-property': 'value1234',
  'other-property': [
    { name: 'first', value: 1 },
    { name: 'second', value: 2 },
  ],
}

/** Verifies a token with the keys that the server publishes. */
async function verify(place: Place, token: unknown, typ: string, audience: string) {
  const { body } = await readAnswer(place.trustedFetch(`${place.issuer}/jwks`))
  const keys = createLocalJWKSet(body as unknown as JSONWebKeySet)
  return jwtVerify(String(token), keys, { issuer: place.issuer, audience, typ })
}

const subjectOf = async (username: string, place: Pick<TestPlace, 'control'> = used.lab) =>
  (await place.control.users.list()).find((user) => user.username === username)!.sub

describe('an access token is a JWT as RFC 9068 says', () => {
  test("a user's token names issuer, subject, audience, client, scope, times and sign-in", async () => {
    const client = await registerClient(used.lab)
    const { access_token } = await flowTokens(used.lab, client)
    const audience = `${used.lab.base}/resserver`
    const { payload, protectedHeader } = await verify(used.lab, access_token, 'at+jwt', audience)
    equal(protectedHeader.typ, 'at+jwt')
    equal(protectedHeader.alg, 'RS256')
    ok(protectedHeader.kid)
    equal(payload.sub, await subjectOf('developer'))
    equal(payload['client_id'], client.client_id)
    equal(payload['scope'], 'openid my/scope')
    equal(payload.exp! - payload.iat!, 3600)
    ok(payload.jti)
    ok(payload['auth_time'])
    equal(payload['acr'], 'urn:oauth-lab:one-factor')
    deepEqual(payload['amr'], ['pwd'])
  })

  test("a client's own token has the client as its subject, and no sign-in", async () => {
    const client = await registerClient(used.lab)
    const { body } = await tokenRequest(used.lab, client, own)
    const audience = `${used.lab.base}/resserver`
    const { payload } = await verify(used.lab, body['access_token'], 'at+jwt', audience)
    equal(payload.sub, client.client_id)
    equal(payload['client_id'], client.client_id)
    for (const name of ['auth_time', 'acr', 'amr', 'username', 'roles']) {
      equal(payload[name], undefined, name)
    }
  })

  test('two tokens of the same moment differ', async () => {
    const place = await used.sandbox()
    await place.control.clock.set({ freeze: true })
    const client = await registerClient(place)
    const [one, two] = [
      await tokenRequest(place, client, own),
      await tokenRequest(place, client, own),
    ]
    notEqual(one.body['access_token'], two.body['access_token'])
  })

  test('its times are those of the sandbox', async () => {
    const place = await used.sandbox()
    await place.control.clock.set({ at: '2031-02-03T04:05:06Z', freeze: true })
    const client = await registerClient(place)
    const { body } = await tokenRequest(place, client, own)
    const payload = Buffer.from(String(body['access_token']).split('.')[1]!, 'base64url')
    const { iat } = JSON.parse(payload.toString()) as { iat: number }
    equal(iat, Date.parse('2031-02-03T04:05:06Z') / 1000)
  })

  test('roles of a user are told, where there are any', async () => {
    const client = await registerClient(used.lab)
    const tokens = await flowTokens(used.lab, client, {}, { username: 'superuser' })
    const audience = `${used.lab.base}/resserver`
    const { payload } = await verify(used.lab, tokens.access_token, 'at+jwt', audience)
    deepEqual(payload['roles'], ['administrator'])
  })
})

describe('an opaque access token', () => {
  test('is issued by a setting, and is introspected, expires and revoked like a JWT', async () => {
    const place = await used.sandbox()
    await configure(place, { accessTokenFormat: 'opaque' })
    await place.control.clock.set({ freeze: true })
    const client = await registerClient(place)
    const { access_token, id_token } = await flowTokens(place, client)
    doesNotMatch(access_token, /\./)
    ok(access_token.length >= 43)
    ok((await verify(place, id_token, 'JWT', client.client_id)).payload['at_hash'])
    const { active, scope } = await introspect(place, client, access_token)
    deepEqual({ active, scope }, { active: true, scope: 'openid my/scope' })
    await place.control.clock.set({ forward: 3600 })
    deepEqual(await introspect(place, client, access_token), { active: false })
  })
})

describe('an ID token (OpenID Connect Core §2)', () => {
  test('names the sign-in, the nonce and the access token, and nothing that nobody asked for', async () => {
    const place = await used.sandbox()
    await place.control.clock.set({ freeze: true })
    const client = await registerClient(place)
    const authorization = await authorize(place, client)
    const { body } = await redeem(place, client, authorization)
    const token = body['id_token']
    const { payload, protectedHeader } = await verify(place, token, 'JWT', client.client_id)
    equal(protectedHeader.alg, 'RS256')
    equal(payload.aud, client.client_id)
    equal(payload.sub, await subjectOf('developer', place))
    equal(payload['nonce'], authorization.parameters['nonce'])
    equal(payload.exp! - payload.iat!, 3600)
    equal(payload['auth_time'], payload.iat)
    equal(payload['acr'], 'urn:oauth-lab:one-factor')
    deepEqual(payload['amr'], ['pwd'])
    ok(payload['sid'])
    equal(payload['at_hash'], atHash(String(body['access_token']), 'sha256'))
    const protocol = 'acr amr at_hash aud auth_time exp iat iss nonce sid sub'
    equal(Object.keys(payload).sort().join(' '), protocol)
  })

  test('names the user where profile is granted', async () => {
    const client = await registerClient(used.lab)
    const tokens = await flowTokens(used.lab, client, { scope: 'openid profile' })
    const { payload } = await verify(used.lab, tokens['id_token'], 'JWT', client.client_id)
    equal(payload['name'], 'Dana Developer')
  })

  test('is not issued without openid', async () => {
    const client = await registerClient(used.lab)
    const tokens = await flowTokens(used.lab, client, { scope: 'email my/scope' })
    equal(tokens['id_token'], undefined)
  })

  test('has no nonce where none was sent', async () => {
    const client = await registerClient(used.lab)
    const { id_token } = await flowTokens(used.lab, client, { nonce: undefined })
    const { payload } = await verify(used.lab, id_token, 'JWT', client.client_id)
    equal('nonce' in payload, false)
  })

  test('a subject is the same for every client, and never an id of a client', async () => {
    const subjects = new Set<unknown>()
    for (const client of [await registerClient(used.lab), await registerClient(used.lab)]) {
      const { id_token } = await flowTokens(used.lab, client)
      subjects.add((await verify(used.lab, id_token, 'JWT', client.client_id)).payload.sub)
    }
    equal(subjects.size, 1)
    const clients = await used.lab.control.clients.list()
    ok(clients.every(({ client_id }) => !subjects.has(client_id)))
  })
})

describe('the signing algorithm', () => {
  const hashes = {
    RS256: 'sha256',
    RS384: 'sha384',
    RS512: 'sha512',
    PS256: 'sha256',
    ES256: 'sha256',
    EdDSA: 'sha512',
    Ed25519: 'sha512',
  }

  test('is a setting: each one verifies by the published keys and hashes at_hash', async () => {
    const place = await used.sandbox()
    const client = await registerClient(place)
    for (const [algorithm, hash] of Object.entries(hashes)) {
      const signingAlgorithm = algorithm as keyof typeof hashes
      await configure(place, { signingAlgorithm })
      const { access_token, id_token } = await flowTokens(place, client)
      const audience = `${place.base}/resserver`
      const access = await verify(place, access_token, 'at+jwt', audience)
      equal(access.protectedHeader.alg, signingAlgorithm)
      const id = await verify(place, id_token, 'JWT', client.client_id)
      equal(id.protectedHeader.alg, signingAlgorithm)
      equal(id.payload['at_hash'], atHash(access_token, hash))
    }
  })

  test('of ID tokens may be registered by a client', async () => {
    const client = await registerClient(used.lab, { id_token_signed_response_alg: 'ES256' })
    const { access_token, id_token } = await flowTokens(used.lab, client)
    const { protectedHeader } = await verify(used.lab, id_token, 'JWT', client.client_id)
    equal(protectedHeader.alg, 'ES256')
    equal(decodeProtectedHeader(access_token).alg, 'RS256')
  })
})

embeddedOnly('starts labs of its own').suite('the properties of the example hooks', () => {
  /** Whatever tells of a token: its claims, its response, introspection, UserInfo. */
  async function tellings(place: Place): Promise<Record<string, unknown>[]> {
    const client = await registerClient(place)
    const tokens = await flowTokens(place, client)
    const userInfo = await readAnswer(
      place.trustedFetch(`${place.issuer}/userinfo`, {
        headers: { authorization: `Bearer ${tokens.access_token}` },
      }),
    )
    const introspection = await introspect(place, client, tokens.access_token)
    const { body } = await tokenRequest(place, client, own)
    const claims = decodeClaims(tokens.access_token)
    return [claims, tokens, introspection, userInfo.body, body]
  }

  test('are in access tokens, token responses, introspection and UserInfo', async () => {
    await using lab = await startLab({ exampleHooks: true })
    for (const where of await tellings(lab)) {
      for (const [name, value] of Object.entries(properties)) deepEqual(where[name], value)
    }
  })

  test('are nowhere in a lab for tests', async () => {
    await using lab = await startLab()
    for (const where of await tellings(lab)) {
      for (const name of Object.keys(properties)) ok(!(name in where), name)
    }
  })
})

function atHash(token: string, algorithm: string): string {
  const bytes = createHash(algorithm).update(token).digest()
  return bytes.subarray(0, bytes.length / 2).toString('base64url')
}
