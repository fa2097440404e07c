import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readAnswer, requireRefused } from '../support/answer.ts'
import { authorize, flowTokens, introspect, refresh, tokenRequest } from '../support/code-flow.ts'
import { redirectUri, register, registerClient } from '../support/place.ts'
import type { Place, RegisteredClient } from '../support/place.ts'
import { checksOf, configure, useLab } from '../support/use-lab.ts'

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
  test('what is registered comes back, and nothing that the server does not honour', async () => {
    const document = {
      redirect_uris: ['https://app.example/a?b=%20c', 'https://app.example/'],
      token_endpoint_auth_method: 'client_secret_post',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      client_name: 'Ünïcode <b>"name"</b> 💡',
      client_uri: 'https://app.example/?a=b',
      tos_uri: 'https://app.example/terms',
      policy_uri: 'https://app.example/privacy',
      contacts: ['ops@app.example'],
      scope: 'openid my/scope',
      jwks_uri: 'https://app.example/jwks',
      request_uris: ['https://app.example/request'],
      request_object_signing_alg: 'PS256',
      require_signed_request_object: true,
      require_pushed_authorization_requests: true,
      application_type: 'web',
      post_logout_redirect_uris: ['https://app.example/bye'],
      initiate_login_uri: 'https://app.example/login',
      id_token_signed_response_alg: 'ES256',
      default_max_age: 0,
      require_auth_time: true,
      software_version: '1.0-β',
    }
    const ignored = {
      request_object_encryption_alg: 'RSA-OAEP',
      logo_uri: 'javascript:alert(1)',
      backchannel_token_delivery_mode: 'poll',
      'client_name#de': 'Anwendung',
      x_of_nobody: { deep: [1, null, 'x'] },
    }
    const { status, headers, body } = await register(used.lab, { ...document, ...ignored })
    equal(status, 201)
    equal(headers.get('cache-control'), 'no-store')
    for (const [name, value] of Object.entries(document)) deepEqual(body[name], value, name)
    for (const name of Object.keys(ignored)) equal(name in body, false, name)
    ok(body['client_id'])
    equal(body['client_secret_expires_at'], 0)
    ok(Number(body['client_id_issued_at']) > 0)
    const read = await manage(used.lab, body, 'GET')
    equal(read.status, 200)
    deepEqual(read.body, body)
  })

  test('defaults are told: basic, the code grant, a web application, the signing algorithm', async () => {
    const { body } = await register(used.lab, metadata)
    equal(body['token_endpoint_auth_method'], 'client_secret_basic')
    deepEqual(body['grant_types'], ['authorization_code'])
    deepEqual(body['response_types'], ['code'])
    equal(body['application_type'], 'web')
    equal(body['id_token_signed_response_alg'], 'RS256')
  })

  test('members that are null or empty are absent', async () => {
    const empty = { client_name: null, scope: '', contacts: [], grant_types: null, client_uri: '' }
    const { status, body } = await register(used.lab, { ...metadata, ...empty })
    equal(status, 201)
    for (const name of ['client_name', 'scope', 'contacts', 'client_uri']) {
      equal(name in body, false, name)
    }
    deepEqual(body['grant_types'], ['authorization_code'])
  })

  test('a client that asks for more than there is gets what there is (mod_auth_openidc)', async () => {
    const { status, body } = await register(used.lab, {
      ...metadata,
      grant_types: ['authorization_code', 'implicit', 'refresh_token'],
      response_types: [
        'code',
        'id_token',
        'id_token token',
        'code id_token',
        'code token',
        'code id_token token',
      ],
    })
    equal(status, 201)
    deepEqual(body['grant_types'], ['authorization_code', 'refresh_token'])
    deepEqual(body['response_types'], ['code'])
  })

  test('a client without the code grant has no response type', async () => {
    const { body } = await register(used.lab, { grant_types: ['client_credentials'] })
    deepEqual(body['response_types'], [])
    equal('id_token_signed_response_alg' in body, false)
  })

  test('resource is a list, also where one came alone (RFC 8707 §2)', async () => {
    for (const sent of ['https://api.example/v1', ['https://api.example/v2']]) {
      const { body } = await register(used.lab, { grant_types: [], resource: sent })
      deepEqual(body['resource'], [sent].flat())
    }
  })

  test('every problem is told at once, with path, value and remedy', async () => {
    const { status, body } = await register(used.lab, {
      redirect_uris: ['http://app.example/', 'https:/x/cb'],
      client_name: 7,
      scope: 'openid unknown',
      initiate_login_uri: 'http://app.example/login',
    })
    equal(status, 400)
    equal(body['error'], 'invalid_redirect_uri')
    const problems = body['problems'] as Record<string, unknown>[]
    const found = Object.fromEntries(problems.map(({ path, value }) => [path, value]))
    deepEqual(found, {
      'redirect_uris.0': 'http://app.example/',
      'redirect_uris.1': 'https:/x/cb',
      client_name: 7,
      scope: 'unknown',
      initiate_login_uri: 'http://app.example/login',
    })
    for (const { message, remedy } of problems) {
      ok(typeof message === 'string' && typeof remedy === 'string' && remedy !== '')
    }
    const description = String(body['error_description'])
    match(description, /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/)
    for (const path of Object.keys(found)) ok(description.includes(`${path}: `), path)
    match(description, /redirect_uris\.1: https:\/x\/cb .* Send https:\/\/x\/cb/)
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
    'http at localhost for a web client': ['http://localhost:3000/callback'],
    'http at a loopback address for a web client': ['http://127.0.0.1/callback'],
    'a slash that is missing': ['https:/app.example/cb'],
    'back slashes': ['https:\\\\app.example\\cb'],
    'a default port': ['https://app.example:443/cb'],
    'capitals in the host': ['https://APP.example/cb'],
    'dot segments': ['https://app.example/a/../cb'],
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
    'with subjects of another kind': { subject_type: 'ephemeral' },
    'with a script as its address': { client_uri: 'javascript:alert(1)' },
    'with a number as its name': { client_name: 7 },
    'with a name of 201 characters': { client_name: 'n'.repeat(201) },
    'with more than 16 KiB': { contacts: Array.from({ length: 20 }, () => 'c'.repeat(1000)) },
    'with a scope that nobody knows': { scope: 'openid unknown' },
    'with a scope that is no list': { scope: 'openid  profile' },
    'with plain HTTP where a third party begins the sign-in': {
      initiate_login_uri: 'http://app.example/login',
    },
    'with code as response type and no code grant': {
      grant_types: ['client_credentials'],
      response_types: ['code'],
    },
    'with a relative resource': { resource: '/api' },
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

  test('plain HTTP at localhost is for web clients by a setting, and told as a leniency', async () => {
    const place = await used.sandbox()
    await configure(place, { httpForLocalhost: true })
    const document = { redirect_uris: ['http://localhost:3000/callback'] }
    equal((await register(place, document)).status, 201)
    deepEqual(await checksOf(place, '/register', 'waived'), ['redirect-uri.https'])
    const remote = { redirect_uris: ['http://app.example/callback'] }
    requireRefused(await register(place, remote), 'invalid_redirect_uri')
    const native = { ...document, application_type: 'native' }
    equal((await register(place, native)).status, 201)
    deepEqual(await checksOf(place, '/register', 'waived'), [])
  })

  const send = (type: string, body: string) =>
    readAnswer(
      used.lab.trustedFetch(`${used.lab.issuer}/register`, {
        method: 'POST',
        headers: { 'content-type': type },
        body,
      }),
    )

  test('the media type is application/json, in any case and with parameters (RFC 7591 §3.1)', async () => {
    const types = ['application/json', 'Application/JSON', 'application/json; charset=utf-8']
    for (const type of types) equal((await send(type, JSON.stringify(metadata))).status, 201, type)
  })

  test('a form, plain text and JSON by another name are not JSON', async () => {
    const form = new URLSearchParams({ client_name: 'a', redirect_uris: redirectUri }).toString()
    for (const [type, body] of [
      ['application/x-www-form-urlencoded', form],
      ['text/plain', JSON.stringify(metadata)],
      ['application/jwt', JSON.stringify(metadata)],
    ] as const) {
      const answer = await send(type, body)
      requireRefused(answer, 'invalid_client_metadata', { check: 'registration.media-type' })
    }
    for (const body of ['{', '', '[]', 'null', '"x"']) {
      const answer = await send('application/json', body)
      requireRefused(answer, 'invalid_client_metadata', { check: 'registration.object' })
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
      { ...metadata, client_id: null },
      { ...metadata, client_id, client_secret: 'chosen' },
      { ...metadata, client_id, client_uri: 'javascript:alert(1)' },
      { ...metadata },
    ]) {
      const answer = await manage(used.lab, client, 'PUT', document)
      requireRefused(answer, 'invalid_client_metadata')
    }
    deepEqual((await manage(used.lab, client, 'GET')).body, client)
  })

  test('an update deletes what it leaves out, or sends as null (RFC 7592 §2.2)', async () => {
    const all = { ...metadata, client_uri: 'https://app.example/', contacts: ['ops@app.example'] }
    const { body: client } = await register(used.lab, all)
    const { client_id } = client
    const document = { ...metadata, client_id, client_uri: null }
    const { status, body } = await manage(used.lab, client, 'PUT', document)
    equal(status, 200)
    for (const name of ['client_uri', 'contacts']) equal(name in body, false, name)
  })

  test('an update with other redirect URIs ends what people allowed before', async () => {
    const { body } = await register(used.lab, metadata)
    const client = body as unknown as RegisteredClient
    const silent = { prompt: 'none' }
    const { browser } = await authorize(used.lab, client)
    equal((await authorize(used.lab, client, silent, { browser })).response['error'], undefined)
    const { client_id } = client
    const renamed = { ...metadata, client_id, client_name: 'b' }
    equal((await manage(used.lab, client, 'PUT', renamed)).status, 200)
    equal((await authorize(used.lab, client, silent, { browser })).response['error'], undefined)
    const moved = { client_id, redirect_uris: [redirectUri, 'https://application.example/other'] }
    equal((await manage(used.lab, client, 'PUT', moved)).status, 200)
    const { response } = await authorize(used.lab, client, silent, { browser })
    equal(response['error'], 'consent_required')
  })

  test('an update with another authentication method ends what people allowed before', async () => {
    const { body } = await register(used.lab, metadata)
    const client = body as unknown as RegisteredClient
    const { browser } = await authorize(used.lab, client)
    const method = { token_endpoint_auth_method: 'none' }
    const document = { ...metadata, client_id: client.client_id, ...method }
    equal((await manage(used.lab, client, 'PUT', document)).status, 200)
    const { response } = await authorize(used.lab, client, { prompt: 'none' }, { browser })
    equal(response['error'], 'consent_required')
  })

  test('without credentials gets a challenge without an error (RFC 6750 §3.1)', async () => {
    const { registration_client_uri: url } = (await registered()) as Record<string, string>
    for (const [method, sent] of [
      ['GET', {}],
      ['DELETE', {}],
      ['GET', { authorization: 'Basic YTpi' }],
    ] as const) {
      const { status, headers, body } = await readAnswer(
        used.lab.trustedFetch(url!, { method, headers: sent }),
      )
      equal(status, 401)
      match(headers.get('www-authenticate') ?? '', /^Bearer realm="[^"]+"$/)
      equal('error' in body, false)
    }
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
