import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createBrowser } from '../support/browser.ts'
import { authorizationRequest, authorize, redeem } from '../support/code-flow.ts'
import type { Change, FlowClient } from '../support/code-flow.ts'
import { redirectUri, registerClient, registerPublicClient } from '../support/place.ts'
import { checksOf, configure, useLab } from '../support/use-lab.ts'
import type { TestPlace } from '../support/use-lab.ts'

const used = useLab()

/** Sends the request and requires that it ends on our own page and redirects nowhere. */
async function requireOwnPage(
  client: FlowClient,
  change: Change,
  check: string,
  place: TestPlace = used.lab,
): Promise<string> {
  const browser = createBrowser(place.trustedFetch)
  const page = await browser.open(authorizationRequest(place, client, change).url)
  equal(page.leaves, undefined, `redirected for ${change['redirect_uri']}`)
  equal(page.status, 400)
  match(page.headers.get('content-type') ?? '', /^text\/html/)
  match(page.headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/)
  equal((await checksOf(place, '/authorize')).join(), check)
  return page.text
}

describe('a redirect URI that is not registered', () => {
  test('is refused on a page of the authorization request, whatever words the request holds', async () => {
    const client = await registerClient(used.lab)
    const change = { redirect_uri: 'https://other.example/', state: 'logout account' }
    const text = await requireOwnPage(client, change, 'redirect-uri.registered')
    match(text, /Authorization request/)
    match(text, /RFC 6749 §4\.1\.2\.1/)
  })

  const lookAlikes = {
    'in other case': 'https://application.example/Callback',
    'with a host in other case': 'https://APPLICATION.example/callback',
    'with a slash at the end': 'https://application.example/callback/',
    'without its last letter': 'https://application.example/callbac',
    'with a port': 'https://application.example:8443/callback',
    'with the default port': 'https://application.example:443/callback',
    'at a subdomain': 'https://evil.application.example/callback',
    'at a domain that begins alike': 'https://application.example.evil.example/callback',
    'with the host as user information': 'https://application.example@evil.example/callback',
    'with user information': 'https://user@application.example/callback',
    'with path traversal': 'https://application.example/callback/../evil',
    'with encoded path traversal': 'https://application.example/callback/%2e%2e/evil',
    'with an encoded letter': 'https://application.example/%63allback',
    'with an extra query': 'https://application.example/callback?next=evil',
    'with an empty query': 'https://application.example/callback?',
    'with a fragment': 'https://application.example/callback#evil',
    'with an empty fragment': 'https://application.example/callback#',
    'with a backslash': 'https://application.example\\@evil.example/callback',
    'with a NUL byte': 'https://application.example/callback\0',
    'with white space': ' https://application.example/callback',
    'with another scheme': 'http://application.example/callback',
    'as a script': 'javascript:alert(1)//https://application.example/callback',
    'as a relative address': '/callback',
    'without a scheme': '//application.example/callback',
  }

  test('is answered on our own page, whatever it looks like', async () => {
    const client = await registerClient(used.lab)
    for (const [what, redirect_uri] of Object.entries(lookAlikes)) {
      const text = await requireOwnPage(client, { redirect_uri }, 'redirect-uri.registered')
      ok(!text.includes('<script>alert'), what)
    }
  })

  test('its page shows what was asked for as text, not as markup', async () => {
    const client = await registerClient(used.lab)
    const redirect_uri = 'https://evil.example/"><script>alert(1)</script>'
    const text = await requireOwnPage(client, { redirect_uri }, 'redirect-uri.registered')
    ok(!text.includes('<script>alert(1)'))
  })

  test('is never the one of another client', async () => {
    const client = await registerClient(used.lab)
    await registerClient(used.lab, { redirect_uris: ['https://other.example/callback'] })
    const change = { redirect_uri: 'https://other.example/callback' }
    await requireOwnPage(client, change, 'redirect-uri.registered')
  })
})

describe('an authorization request whose redirect URI is unknown', () => {
  test('an unknown client is told on our own page', async () => {
    await requireOwnPage({ client_id: 'c-unknown' }, {}, 'authorization.client-known')
    const client = await registerClient(used.lab)
    await requireOwnPage(client, { client_id: undefined }, 'authorization.client-known')
  })

  test('a missing redirect_uri is told on our own page where openid is asked for', async () => {
    const client = await registerClient(used.lab)
    await requireOwnPage(client, { redirect_uri: undefined }, 'redirect-uri.present')
  })

  test('a missing redirect_uri is told on our own page where several are registered', async () => {
    const redirect_uris = [redirectUri, 'https://application.example/other']
    const client = await registerClient(used.lab, { redirect_uris })
    const change = { redirect_uri: undefined, scope: 'my/scope' }
    await requireOwnPage(client, change, 'redirect-uri.present')
  })

  test('a client_id or redirect_uri that comes twice is told on our own page', async () => {
    const client = await registerClient(used.lab)
    const { url } = authorizationRequest(used.lab, client)
    const browser = createBrowser(used.lab.trustedFetch)
    for (const extra of [`client_id=${client.client_id}`, 'redirect_uri=https://evil.example/']) {
      const page = await browser.open(`${url}&${extra}`)
      equal(page.leaves, undefined)
      equal(page.status, 400)
      deepEqual(await checksOf(used.lab, '/authorize'), ['authorization.address-once'])
    }
  })

  test('parameters of more than 16 KiB are told on our own page', async () => {
    const client = await registerClient(used.lab)
    const text = await requireOwnPage(client, { state: 'x'.repeat(17_000) }, 'authorization.size')
    match(text, /They take 17\d{3} bytes/)
  })
})

describe('a redirect URI that is registered', () => {
  test('keeps its own query in the answer', async () => {
    const redirect_uri = 'https://application.example/callback?tenant=a%20b&x=1'
    const client = await registerClient(used.lab, { redirect_uris: [redirect_uri] })
    const { page, response } = await authorize(used.lab, client, { redirect_uri })
    ok(page.leaves!.href.startsWith(`${redirect_uri}&code=`))
    equal(response['tenant'], 'a b')
  })

  test('each of several may be used', async () => {
    const redirect_uris = [redirectUri, 'https://application.example/other']
    const client = await registerClient(used.lab, { redirect_uris })
    for (const redirect_uri of redirect_uris) {
      const authorization = await authorize(used.lab, client, { redirect_uri })
      const answer = await redeem(used.lab, client, authorization, { redirect_uri })
      equal(answer.status, 200)
    }
  })
})

describe('loopback redirect URIs (RFC 8252 §7.3)', () => {
  const native = { application_type: 'native' }

  test('any port is free for 127.0.0.1, [::1] and localhost of a native client', async () => {
    const redirect_uris = ['127.0.0.1', '[::1]', 'localhost'].map(
      (host) => `http://${host}/callback`,
    )
    const client = await registerPublicClient(used.lab, { ...native, redirect_uris })
    for (const address of ['127.0.0.1:49152', '[::1]:3', 'localhost:4000']) {
      const redirect_uri = `http://${address}/callback`
      const authorization = await authorize(used.lab, client, { redirect_uri })
      equal(authorization.page.leaves!.origin, new URL(redirect_uri).origin)
      const answer = await redeem(used.lab, client, authorization, { redirect_uri })
      equal(answer.status, 200)
    }
  })

  test('path, query, scheme and address are still compared', async () => {
    const redirect_uris = ['http://127.0.0.1/callback']
    const client = await registerPublicClient(used.lab, { ...native, redirect_uris })
    for (const redirect_uri of [
      'http://127.0.0.1:4000/other',
      'http://127.0.0.1:4000/callback?x=1',
      'https://127.0.0.1:4000/callback',
      'http://127.0.0.2:4000/callback',
      'http://[::1]:4000/callback',
      'http://localhost:4000/callback',
      'http://127.0.0.1.evil.example:4000/callback',
      'http://127.0.0.1:4000@evil.example/callback',
      'http://127.0.0.1:port/callback',
      'http://127.0.0.1:999999/callback',
      'http://127.1:4000/callback',
    ]) {
      await requireOwnPage(client, { redirect_uri }, 'redirect-uri.registered')
    }
  })

  test('a web client has no free port, also where the setting lets it use plain HTTP', async () => {
    const place = await used.sandbox()
    await configure(place, { httpForLocalhost: true })
    const redirect_uri = 'http://localhost:3000/callback'
    const client = await registerPublicClient(place, { redirect_uris: [redirect_uri] })
    const { response } = await authorize(place, client, { redirect_uri })
    equal(typeof response['code'], 'string')
    const change = { redirect_uri: 'http://localhost:4000/callback' }
    await requireOwnPage(client, change, 'redirect-uri.registered', place)
  })

  test('plain HTTP of a web client is told as a leniency, and refused once the setting is off', async () => {
    const place = await used.sandbox()
    await configure(place, { httpForLocalhost: true })
    const redirect_uri = 'http://localhost:3000/callback'
    const client = await registerPublicClient(place, { redirect_uris: [redirect_uri] })
    const { url } = authorizationRequest(place, client, { redirect_uri })
    await createBrowser(place.trustedFetch).open(url)
    const exchanges = await place.control.checks({ role: 'authserver' })
    const waived = exchanges
      .findLast(({ path }) => path.endsWith('/authorize'))
      ?.checks.filter(({ outcome }) => outcome === 'waived')
    equal(waived?.map(({ id }) => id).join(), 'redirect-uri.https')
    match(waived[0]?.detail ?? '', /httpForLocalhost is on/)
    await configure(place, { httpForLocalhost: false })
    await requireOwnPage(client, { redirect_uri }, 'redirect-uri.https', place)
  })
})
