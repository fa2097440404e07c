import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readAnswer, requireRefused } from '../support/answer.ts'
import { flowTokens, introspect, refresh, tokenRequest } from '../support/code-flow.ts'
import { redirectUri, register, registerClient } from '../support/place.ts'
import type { Place } from '../support/place.ts'
import { useLab } from '../support/use-lab.ts'

const used = useLab()
const metadata = { client_name: 'a', redirect_uris: [redirectUri] }

/** A management request (RFC 7592 §2) with the registration access token. */
function manage(place: Place, client: object, method: string, document?: object, token?: string) {
  const { registration_client_uri, registration_access_token } = client as Record<string, string>
  return readAnswer(
    place.trustedFetch(registration_client_uri!, {
      method,
      headers: {
        authorization: `Bearer ${token ?? registration_access_token}`,
        ...(document && { 'content-type': 'application/json' }),
      },
      ...(document && { body: JSON.stringify(document) }),
    }),
  )
}

describe('dynamic registration (RFC 7591)', () => {
  test('what was registered comes back as it was, also what the server does not know', async () => {
    const document = {
      redirect_uris: ['https://APP.example:443/a?b=%20c', 'https://app.example/'],
      token_endpoint_auth_method: 'client_secret_post',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      client_name: 'Ünïcode <b>"name"</b> 💡',
      'client_name#de': 'Anwendung',
      client_uri: 'https://app.example/?a=b',
      contacts: ['ops@app.example'],
      scope: 'openid my/scope',
      application_type: 'web',
      post_logout_redirect_uris: ['https://app.example/bye'],
      id_token_signed_response_alg: 'ES256',
      default_max_age: 0,
      require_auth_time: true,
      software_version: '1.0-β',
      x_of_nobody: { deep: [1, null, 'x'] },
    }
    const { status, headers, body } = await register(used.lab, document)
    equal(status, 201)
    equal(headers.get('cache-control'), 'no-store')
    for (const [name, value] of Object.entries(document)) deepEqual(body[name], value, name)
    ok(body['client_id'])
    equal(body['client_secret_expires_at'], 0)
    ok(Number(body['client_id_issued_at']) > 0)
    const read = await manage(used.lab, body, 'GET')
    equal(read.status, 200)
    deepEqual(read.body, body)
  })

  test('defaults are told: basic, the code grant, a web application', async () => {
    const { body } = await register(used.lab, metadata)
    equal(body['token_endpoint_auth_method'], 'client_secret_basic')
    deepEqual(body['grant_types'], ['authorization_code'])
    equal(body['application_type'], 'web')
  })

  test('a public client is given no secret', async () => {
    const document = { ...metadata, token_endpoint_auth_method: 'none' }
    const { status, body } = await register(used.lab, document)
    equal(status, 201)
    equal('client_secret' in body, false)
  })

  test('ids and secrets that a client sends are not taken', async () => {
    const wanted = { client_id: 'admin', client_secret: 'x', registration_access_token: 'y' }
    const { body } = await register(used.lab, { ...metadata, ...wanted })
    for (const [name, value] of Object.entries(wanted)) notEqual(body[name], value)
  })

  const badUris = {
    'none at all': [],
    'a fragment': ['https://app.example/#x'],
    'a relative one': ['/callback'],
    'http elsewhere than at loopback': ['http://app.example/'],
    'a script': ['javascript:alert(1)'],
    data: ['data:text/html,x'],
    'user information': ['https://user@app.example/'],
    'an asterisk': ['https://*.app.example/'],
    'white space': ['https://app.example/ x'],
    'a private-use scheme of a web client': ['com.example.app:/callback'],
    'one bad among good ones': [redirectUri, 'http://app.example/'],
  }
  for (const [what, redirect_uris] of Object.entries(badUris)) {
    test(`redirect URIs with ${what}: invalid_redirect_uri`, async () => {
      const answer = await register(used.lab, { ...metadata, redirect_uris })
      requireRefused(answer, 'invalid_redirect_uri')
    })
  }

  test('a native client may have a private-use scheme, with a domain name in reverse', async () => {
    const native = { ...metadata, application_type: 'native' }
    const good = { ...native, redirect_uris: ['com.example.app:/callback'] }
    equal((await register(used.lab, good)).status, 201)
    const bad = { ...native, redirect_uris: ['app:/callback'] }
    requireRefused(await register(used.lab, bad), 'invalid_redirect_uri')
  })

  const badMetadata: Record<string, unknown> = {
    'that is no object': [],
    'that is null': null,
    'that is text': 'x',
    'with an unknown authentication method': { token_endpoint_auth_method: 'private_key_jwt' },
    'with an unknown grant type': { grant_types: ['implicit'] },
    'with an unknown response type': { response_types: ['token'] },
    'with an unknown algorithm': { id_token_signed_response_alg: 'none' },
    'with HMAC': { id_token_signed_response_alg: 'HS256' },
    'with pairwise subjects': { subject_type: 'pairwise' },
    'with a script as its address': { client_uri: 'javascript:alert(1)' },
    'with a number as its name': { client_name: 7 },
    'with a name of 2001 characters': { client_name: 'x'.repeat(2001) },
    'with a negative max age': { default_max_age: -1 },
    'with client credentials of a public client': {
      token_endpoint_auth_method: 'none',
      grant_types: ['client_credentials'],
    },
    'with a script after log-out': { post_logout_redirect_uris: ['javascript:alert(1)'] },
  }
  for (const [what, document] of Object.entries(badMetadata)) {
    test(`metadata ${what}: invalid_client_metadata`, async () => {
      const isPart = typeof document === 'object' && document !== null && !Array.isArray(document)
      const answer = await register(used.lab, isPart ? { ...metadata, ...document } : document)
      requireRefused(answer, 'invalid_client_metadata')
    })
  }

  test('a body that is not JSON is refused', async () => {
    for (const [type, body] of [
      ['application/json', '{'],
      ['application/json', ''],
      ['application/x-www-form-urlencoded', 'client_name=x'],
      ['text/plain', '{}'],
    ] as const) {
      const url = `${used.lab.issuer}/register`
      const headers = { 'content-type': type }
      const answer = await readAnswer(used.lab.trustedFetch(url, { method: 'POST', headers, body }))
      equal(answer.status, 400, `${type} ${body}`)
      ok(answer.body['error'])
    }
  })
})

describe('the management of a registration (RFC 7592)', () => {
  const registered = async () => (await register(used.lab, metadata)).body

  test('an update replaces the metadata and keeps id and secret', async () => {
    const client = await registered()
    const { client_id, client_secret } = client
    const document = { client_id, client_secret, redirect_uris: [redirectUri], client_name: 'b' }
    const { status, body } = await manage(used.lab, client, 'PUT', document)
    equal(status, 200)
    equal(body['client_name'], 'b')
    equal(body['client_secret'], client_secret)
    deepEqual((await manage(used.lab, client, 'GET')).body, body)
  })

  test('an update is in force with the next request of a client that was in use', async () => {
    const machine = { client_name: 'a', grant_types: ['client_credentials'] }
    const { body: client } = await register(used.lab, machine)
    const { client_id, client_secret } = client as Record<'client_id' | 'client_secret', string>
    const ask = () =>
      tokenRequest(used.lab, { client_id, client_secret }, { grant_type: 'client_credentials' })
    equal((await ask()).status, 200)
    const post = { client_id, ...machine, token_endpoint_auth_method: 'client_secret_post' }
    equal((await manage(used.lab, client, 'PUT', post)).status, 200)
    requireRefused(await ask(), 'invalid_client', { status: 401 })
    equal((await manage(used.lab, client, 'PUT', { client_id, ...machine })).status, 200)
    equal((await ask()).status, 200)
  })

  test('an update with another id or secret, or bad metadata, changes nothing', async () => {
    const client = await registered()
    const { client_id } = client
    for (const document of [
      { ...metadata, client_id: 'c-other' },
      { ...metadata, client_id, client_secret: 'chosen' },
      { ...metadata, client_id, client_uri: 'javascript:alert(1)' },
      { ...metadata },
    ]) {
      const answer = await manage(used.lab, client, 'PUT', document)
      requireRefused(answer, 'invalid_client_metadata')
    }
    deepEqual((await manage(used.lab, client, 'GET')).body, client)
  })

  test('without its token, or with the one of another client, is refused with 401', async () => {
    const [client, other] = [await registered(), await registered()]
    const tokens = [
      'x',
      String(other['registration_access_token']),
      String(client['client_secret']),
    ]
    for (const method of ['GET', 'PUT', 'DELETE']) {
      for (const token of tokens) {
        const document = method === 'PUT' ? { ...metadata } : undefined
        const answer = await manage(used.lab, client, method, document, token)
        requireRefused(answer, 'invalid_token', { status: 401 })
        match(answer.headers.get('www-authenticate') ?? '', /^Bearer .*error="invalid_token"/)
      }
    }
    const unknown = `${used.lab.issuer}/register/c-unknown`
    const answer = await manage(used.lab, { ...client, registration_client_uri: unknown }, 'GET')
    requireRefused(answer, 'invalid_token', { status: 401 })
  })

  test('a deletion without a body may name a media type', async () => {
    const place = await used.sandbox()
    const client = await registerClient(place, metadata)
    const { registration_client_uri, registration_access_token } = client as unknown as Record<
      string,
      string
    >
    const { status } = await place.trustedFetch(registration_client_uri!, {
      method: 'DELETE',
      headers: {
        authorization: `Bearer ${registration_access_token}`,
        'content-type': 'application/json',
      },
    })
    equal(status, 204)
  })

  test('a deletion ends the client and every token of it', async () => {
    const client = await registerClient(used.lab)
    const server = await registerClient(used.lab, { resource: 'https://watch.example/' })
    const change = { scope: 'openid offline_access', resource: 'https://watch.example/' }
    const tokens = await flowTokens(used.lab, client, change)
    equal((await introspect(used.lab, server, tokens.access_token))['active'], true)
    equal((await manage(used.lab, client, 'DELETE')).status, 204)
    deepEqual(await introspect(used.lab, server, tokens.access_token), { active: false })
    const answer = await refresh(used.lab, client, tokens['refresh_token'])
    requireRefused(answer, 'invalid_client', { status: 401 })
    requireRefused(await manage(used.lab, client, 'GET'), 'invalid_token', { status: 401 })
  })
})
