import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { explainRecording } from '@oauth-lab/explain/explain-recording.ts'
import type { Report } from '@oauth-lab/explain/explain-recording.ts'
import type { HarEntry } from '@oauth-lab/explain/har/har.ts'
import type { Part } from '@oauth-lab/explain/explanation/part.ts'
import { createBrowser } from './support/browser.ts'
import { authorize, clientToken, formRequest, redeem, refresh } from './support/code-flow.ts'
import { configure, useLab } from './support/use-lab.ts'
import type { TestPlace } from './support/use-lab.ts'
import { redirectUri, registerClient } from './support/place.ts'
import { requireExplained } from './support/require-explained.ts'

const used = useLab()

/** Names that a report has no meaning for, with the message that carries them. */
function unexplained({ exchanges }: Report): string[] {
  const names = (parts: readonly Part[]): string[] =>
    parts.flatMap(({ in: place, name, means, parts: inner = [] }) => [
      ...(means === undefined ? [`${place} ${name}`] : []),
      ...names(inner),
    ])
  return exchanges.flatMap(({ message, request, response }) =>
    names([...request.parts, ...response.parts]).map((name) => `${message?.id}: ${name}`),
  )
}

/** What was recorded in a sandbox, as the export of somebody who knows nothing of the lab's names. */
async function exported({ control }: TestPlace): Promise<HarEntry[]> {
  const { log } = await control.recording.har({ secrets: true })
  return log.entries.map(({ _oauth, ...entry }) => entry)
}

suite('what the lab sends and receives is explained', () => {
  test('metadata, keys, registration and its management', async () => {
    const place = await used.sandbox()
    const { issuer, base, trustedFetch: fetch } = place
    for (const path of ['openid-configuration', 'oauth-authorization-server']) {
      await fetch(`${issuer}/.well-known/${path}`)
    }
    await fetch(`${issuer}/jwks`)
    const origin = new URL(base).origin
    const path = new URL(base).pathname
    const resource = `${path}/resserver/protected-resources/`
    await fetch(`${origin}/.well-known/oauth-protected-resource${resource}`)
    const client = (await registerClient(place, {
      client_name: 'Explained',
      redirect_uris: [redirectUri],
      grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
      response_types: ['code'],
      post_logout_redirect_uris: [redirectUri],
      client_uri: 'https://app.example/',
      tos_uri: 'https://app.example/tos',
      policy_uri: 'https://app.example/policy',
      contacts: ['dana@app.example'],
      scope: 'openid my/scope',
      application_type: 'web',
      id_token_signed_response_alg: 'ES256',
      subject_type: 'public',
      default_max_age: 60,
      require_auth_time: true,
      initiate_login_uri: 'https://app.example/login',
      software_id: 's',
      software_version: '1',
      require_pkce: true,
      access_token_typ: 'at+jwt',
      resource: ['https://api.example/'],
      token_endpoint_auth_method: 'client_secret_basic',
    })) as unknown as Record<string, string>
    const {
      client_id,
      registration_client_uri: uri = '',
      registration_access_token: token,
    } = client
    const headers = { authorization: `Bearer ${token}` }
    await fetch(uri, { headers })
    const body = JSON.stringify({ client_id, redirect_uris: [redirectUri] })
    await fetch(uri, {
      method: 'PUT',
      headers: { ...headers, 'content-type': 'application/json' },
      body,
    })
    await fetch(uri, { method: 'DELETE', headers })
    await fetch(uri, { headers })
    const report = explainRecording(await exported(place))
    assert.deepEqual(unexplained(report), [])
    assert.deepEqual(
      report.exchanges.map(({ message }) => message?.id),
      [
        'metadata request',
        'metadata request',
        'key set request',
        'resource metadata request',
        'client registration request',
        'client read request',
        'client update request',
        'client delete request',
        'client read request',
      ],
    )
  })

  test('a code flow with every scope, refresh, introspection, UserInfo, resources, revocation, log-out', async () => {
    const place = await used.sandbox()
    const { issuer, base, trustedFetch: fetch } = place
    await fetch(`${issuer}/.well-known/openid-configuration`)
    const client = await registerClient(place, {
      redirect_uris: [redirectUri],
      post_logout_redirect_uris: [redirectUri],
      grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
    })
    const browser = createBrowser(fetch)
    const authorization = await authorize(
      place,
      client,
      {
        scope: 'openid profile email address phone offline_access my/scope',
        prompt: 'consent',
        max_age: '1000',
        display: 'page',
        ui_locales: 'en',
        claims_locales: 'en',
        login_hint: 'developer',
        acr_values: 'urn:oauth-lab:one-factor',
        resource: `${base}/resserver`,
        response_mode: 'query',
      },
      { browser },
    )
    const { body: tokens } = await redeem(place, client, authorization)
    await refresh(place, client, tokens['refresh_token'])
    const headers = { authorization: `Bearer ${String(tokens['access_token'])}` }
    for (const url of [
      `${issuer}/userinfo`,
      `${base}/resserver/protected-resources/`,
      `${base}/resserver/protected-resources-delegated/`,
    ]) {
      await fetch(url, { headers })
      await fetch(url)
    }
    const token = String(tokens['access_token'])
    await formRequest(place, client, 'introspection', { token, token_type_hint: 'access_token' })
    await formRequest(place, client, 'revocation', { token })
    await formRequest(place, client, 'introspection', { token })
    await formRequest(place, client, 'token', { grant_type: 'nonsense' })
    await clientToken(place, client)
    const query = new URLSearchParams({
      id_token_hint: String(tokens['id_token']),
      post_logout_redirect_uri: redirectUri,
      state: 's',
      ui_locales: 'en',
    })
    const question = await browser.open(`${issuer}/logout?${query.toString()}`)
    if (question.text.includes('value="logout"'))
      await browser.submit(question, { answer: 'logout' })
    await browser.open(`${base}/authserver/account`)
    const report = explainRecording(await exported(place))
    assert.deepEqual(unexplained(report), [])
    const serious = report.findings.filter(({ severity }) => severity === 'error')
    assert.deepEqual(serious, [])
    const told = new Set(report.exchanges.map(({ message }) => message?.id))
    for (const id of [
      'introspection request',
      'revocation request',
      'UserInfo request',
      'logout request',
    ]) {
      assert.ok(told.has(id), id)
    }
  })

  test('an opaque token, and a token in each answer that refuses it', async () => {
    const place = await used.sandbox()
    await configure(place, { accessTokenFormat: 'opaque' })
    const client = await registerClient(place, {
      grant_types: ['client_credentials'],
      redirect_uris: [],
    })
    const token = await clientToken(place, client)
    for (const url of [
      `${place.issuer}/userinfo`,
      `${place.base}/resserver/protected-resources/`,
    ]) {
      await place.trustedFetch(url, { headers: { authorization: `Bearer ${token}` } })
      await place.trustedFetch(url, { headers: { authorization: 'Bearer of-no-worth' } })
      await place.trustedFetch(`${url}?access_token=of-no-worth`)
    }
    const report = explainRecording(await exported(place))
    assert.deepEqual(unexplained(report), [])
    assert.ok(report.findings.some(({ id }) => id === 'token-in-query'))
  })

  test('a recording with a name that no specification has fails its test file', () => {
    const url = 'https://as.example/authorize?response_type=code&client_id=x&nobody_knows=it'
    const entries = [{ request: { method: 'GET', url } }]
    assert.throws(() => requireExplained(entries), /authorization request: query nobody_knows/)
    requireExplained([{ request: { method: 'GET', url: url.replace(/&nobody.*/, '') } }])
  })

  test('so does a header, a claim, an error code and a message', () => {
    const good = 'https://as.example/authorize?response_type=code&client_id=x'
    const request = { method: 'GET', url: good }
    const header = { name: 'X-Nobody-Knows', value: '1' }
    assert.throws(
      () => requireExplained([{ request: { ...request, headers: [header] } }]),
      /header x-nobody-knows/,
    )
    const part = (json: object) => Buffer.from(JSON.stringify(json)).toString('base64url')
    const jwt = `${part({ alg: 'none' })}.${part({ grant_types: [] })}.x`
    const url = `${good}&id_token_hint=${jwt}`
    assert.throws(
      () => requireExplained([{ request: { method: 'GET', url } }]),
      /claim grant_types/,
    )
    const location = 'https://app.example/cb?error=nobody_knows&state=s'
    const response = { status: 302, headers: [{ name: 'location', value: location }] }
    assert.throws(() => requireExplained([{ request, response }]), /error code nobody_knows/)
    const lab = { id: 'x', role: 'authserver', message: 'letter to nobody' }
    assert.throws(() => requireExplained([{ request, _oauth: lab }]), /message letter to nobody/)
  })
})
