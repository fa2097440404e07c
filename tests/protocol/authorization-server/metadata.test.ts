import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { decodeProtectedHeader } from 'jose'
import { readAnswer } from '../support/answer.ts'
import { flowTokens } from '../support/code-flow.ts'
import { registerClient } from '../support/place.ts'
import { configure, useLab } from '../support/use-lab.ts'

const used = useLab()

const wellKnown = (place: { issuer: string }) => `${place.issuer}/.well-known/openid-configuration`
const get = async (url: string) => readAnswer(used.lab.trustedFetch(url))
const keysOf = async (place: { issuer: string }) => {
  const { body } = await get(`${place.issuer}/jwks`)
  return body['keys'] as Record<string, string>[]
}

describe('the metadata', () => {
  test('Discovery and both RFC 8414 addresses tell the same issuer and endpoints', async () => {
    const { lab } = used
    const { status, headers, body } = await get(wellKnown(lab))
    equal(status, 200)
    ok(headers.get('content-type')?.startsWith('application/json'))
    equal(body['issuer'], lab.issuer)
    for (const name of ['authorization', 'token', 'userinfo', 'introspection', 'revocation']) {
      ok(String(body[`${name}_endpoint`]).startsWith(`${lab.issuer}/`), name)
    }
    equal(body['jwks_uri'], `${lab.issuer}/jwks`)
    equal(body['end_session_endpoint'], `${lab.issuer}/logout`)
    equal(body['registration_endpoint'], `${lab.issuer}/register`)
    equal(body['authorization_response_iss_parameter_supported'], true)
    deepEqual(body['code_challenge_methods_supported'], ['S256'])
    deepEqual(body['response_types_supported'], ['code'])
    const { pathname } = new URL(lab.issuer)
    const first = `${lab.origin}/.well-known/oauth-authorization-server${pathname}`
    deepEqual((await get(first)).body, body)
    deepEqual((await get(`${lab.issuer}/.well-known/oauth-authorization-server`)).body, body)
  })

  test("a sandbox's RFC 8414 address has the sandbox after the well-known part", async () => {
    const place = await used.sandbox()
    const path = new URL(place.issuer).pathname
    const first = `${place.origin}/.well-known/oauth-authorization-server${path}`
    const { status, body } = await get(first)
    equal(status, 200)
    equal(body['issuer'], place.issuer)
    const encoded = await get(first.replace('~', '%7E'))
    equal(encoded.body['issuer'], place.issuer)
    deepEqual((await get(wellKnown(place))).body, body)
  })

  test('the metadata of an unknown sandbox and of another path are answered 404', async () => {
    const { origin } = used.lab
    for (const path of [
      '/~none/authserver/oauth2/.well-known/openid-configuration',
      '/.well-known/oauth-authorization-server/~none/authserver/oauth2',
      '/.well-known/oauth-authorization-server/authserver',
      '/.well-known/openid-configuration',
    ]) {
      const { status, body } = await get(origin + path)
      equal(status, 404, path)
      equal(body['error'], 'not_found')
    }
  })

  test('the metadata follow the configuration', async () => {
    const place = await used.sandbox()
    await configure(place, {
      registration: 'off',
      supportedGrantTypes: ['client_credentials'],
      supportedScopes: { openid: 'Sign in', 'other/scope': 'Another one' },
    })
    const { body } = await get(wellKnown(place))
    equal(body['registration_endpoint'], undefined)
    deepEqual(body['grant_types_supported'], ['client_credentials'])
    deepEqual(body['scopes_supported'], ['openid', 'other/scope'])
  })
})

describe('metadata and JWKS are asked for again cheaply (RFC 9110 §13.1.2)', () => {
  const addresses = (place: { origin: string; issuer: string }) => [
    `${place.issuer}/jwks`,
    wellKnown(place),
    `${place.origin}/.well-known/oauth-authorization-server${new URL(place.issuer).pathname}`,
  ]
  const ask = (url: string, tag: string) =>
    used.lab.trustedFetch(url, { headers: { 'if-none-match': tag } })

  test('each has an entity tag, may be kept, and is 304 without a body while it stays', async () => {
    for (const url of addresses(used.lab)) {
      const { headers } = await get(url)
      equal(headers.get('cache-control'), 'no-cache')
      const tag = headers.get('etag') ?? ''
      match(tag, /^"[\w-]{43}"$/)
      for (const sent of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
        const answer = await ask(url, sent)
        equal(answer.status, 304, sent)
        equal(answer.headers.get('etag')?.replace(/^W\//, ''), tag)
        equal(await answer.text(), '')
      }
      equal((await ask(url, '"other"')).status, 200)
      equal((await ask(url, tag.slice(0, -2) + '"')).status, 200)
    }
  })

  test('a rotation and a change of the configuration change it', async () => {
    const place = await used.sandbox()
    const [keys = '', metadata = ''] = addresses(place)
    const before = [await tagOf(keys), await tagOf(metadata)] as const
    await place.control.keys.rotate()
    await configure(place, { registration: 'off' })
    equal((await ask(keys, before[0])).status, 200)
    equal((await ask(metadata, before[1])).status, 200)
    notEqual(await tagOf(keys), before[0])
    notEqual(await tagOf(metadata), before[1])
  })

  const tagOf = async (url: string) => (await get(url)).headers.get('etag') ?? ''
})

describe('the JWKS', () => {
  test('holds a current and a next public key of each family, and no private member', async () => {
    const keys = await keysOf(used.lab)
    equal(keys.length, 6)
    equal(new Set(keys.map(({ kid }) => kid)).size, 6)
    const families = { RSA: undefined, EC: 'P-256', OKP: 'Ed25519' }
    for (const [kty, crv] of Object.entries(families)) {
      equal(keys.filter((key) => key['kty'] === kty && key['crv'] === crv).length, 2, kty)
    }
    for (const key of keys) {
      equal(key['use'], 'sig')
      for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']) equal(key[secret], undefined)
    }
  })

  test('is the same at each call, and another one in another sandbox', async () => {
    const place = await used.sandbox()
    const keys = await keysOf(used.lab)
    deepEqual(await keysOf(used.lab), keys)
    const known = new Set(keys.map(({ kid }) => kid))
    ok((await keysOf(place)).every(({ kid }) => !known.has(kid)))
  })

  test('a key names its algorithm where it serves one', async () => {
    for (const key of await keysOf(used.lab)) {
      equal(key['alg'], key['kty'] === 'EC' ? 'ES256' : undefined)
    }
  })

  test('a rotation makes the next keys current', async () => {
    const place = await used.sandbox()
    const client = await registerClient(place)
    const before = await keysOf(place)
    const old = kidOf((await flowTokens(place, client))['id_token'])
    await place.control.keys.rotate()
    const fresh = kidOf((await flowTokens(place, client))['id_token'])
    notEqual(fresh, old)
    ok(before.some(({ kid }) => kid === fresh))
    const kids = (await keysOf(place)).map(({ kid }) => kid)
    ok(kids.includes(old) && kids.includes(fresh))
  })

  test('a key stays until nothing that it signed lives, also after several rotations', async () => {
    const place = await used.sandbox()
    await place.control.clock.set({ freeze: true })
    const client = await registerClient(place)
    const { access_token } = await flowTokens(place, client)
    const isPublished = async () =>
      (await keysOf(place)).some(({ kid }) => kid === kidOf(access_token))
    await place.control.keys.rotate()
    await place.control.keys.rotate()
    await place.control.keys.rotate()
    ok(await isPublished())
    const resource = await place.trustedFetch(`${place.base}/resserver/protected-resources/`, {
      headers: { authorization: `Bearer ${access_token}` },
    })
    equal(resource.status, 200)
    await place.control.clock.set({ forward: 2 * 3600 })
    ok(!(await isPublished()))
  })
})

const kidOf = (token: unknown) => decodeProtectedHeader(String(token)).kid!
