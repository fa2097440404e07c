import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createTrust } from '@oauth-lab/kit/trust.ts'
import { administer } from './support/administer.ts'
import { createBrowser } from './support/browser.ts'
import { embeddedOnly } from './support/embedded-only.ts'
import { openExample } from './support/external-program.ts'
import { signInAt } from './support/sign-in-at.ts'
import { useLab } from './support/use-lab.ts'
import type { TestPlace } from './support/use-lab.ts'

const used = useLab()

async function send(place: TestPlace, method: string, path: string, document?: object) {
  const { status, body } = await administer(place, method, `client/admin/api/${path}`, document)
  ok(status < 300, `${method} ${path}: ${status} ${JSON.stringify(body)}`)
  return body
}

/** Lets the web page work with a server, as a person does it in the portal. */
async function work(place: TestPlace, server: object, change: object = {}) {
  const definition = await send(place, 'POST', 'server-definitions', server)
  const { id } = await send(place, 'POST', 'client-configurations', {
    name: 'foreign',
    clientName: 'foreign-page',
    server: definition['id'],
    ...change,
  })
  await send(place, 'POST', `client-configurations/${String(id)}/registration`)
  await send(place, 'PUT', 'applications/web', { configuration: id })
}

describe('a client that knows two authorization servers, one of them the attacker’s', () => {
  const tokenRequests = async ({ control }: TestPlace) => {
    const exchanges = await control.checks({ role: 'authserver' })
    return exchanges.filter(({ path }) => path.endsWith('/oauth2/token'))
  }

  /** The attacker's server sends the browser on to the honest one, which answers the client. */
  const mixUp = async (honest: TestPlace, attacker: TestPlace, clientId: string) => {
    const browser = createBrowser(honest.trustedFetch)
    const { leaves } = await browser.open(`${honest.base}/client/application/login`, {
      stopAt: attacker.issuer,
    })
    const sentOn = new URL(`${honest.issuer}/authorize`)
    sentOn.search = leaves!.search
    sentOn.searchParams.set('client_id', clientId)
    return signInAt(honest, browser, await browser.open(sentOn))
  }

  const prepare = async () => {
    const [honest, attacker] = [await used.sandbox(), await used.sandbox()]
    const own = await send(honest, 'POST', 'client-configurations/default/registration')
    await work(honest, { issuer: attacker.issuer })
    const { client_id } = own['registration'] as { client_id: string }
    return { honest, attacker, clientId: client_id }
  }

  test('refuses the answer of the other one, and sends the code nowhere (RFC 9207 §2.4)', async () => {
    const { honest, attacker, clientId } = await prepare()
    const page = await mixUp(honest, attacker, clientId)
    equal(page.status, 502)
    match(page.text, /<h1>The answer does not come from the server that was asked</)
    deepEqual([await tokenRequests(honest), await tokenRequests(attacker)], [[], []])
  })

  test('sends code and verifier to the attacker where that check is waived', async () => {
    const { honest, attacker, clientId } = await prepare()
    await send(honest, 'PUT', 'policy', { waive: ['authorization-response.issuer'] })
    await mixUp(honest, attacker, clientId)
    deepEqual(await tokenRequests(honest), [])
    const leaked = await tokenRequests(attacker)
    equal(leaked.length, 1)
    ok(leaked[0]!.checks.some(({ outcome }) => outcome === 'failed'))
    const [callback] = (await honest.control.checks({ role: 'client' })).filter(({ path }) =>
      path.endsWith('/callback'),
    )
    deepEqual(
      callback!.checks.filter(({ outcome }) => outcome === 'waived').map(({ id }) => id),
      ['authorization-response.issuer'],
    )
  })
})

describe('a server that is known without an OpenID configuration', () => {
  const tokenRequestAt = async ({ control }: TestPlace) => {
    const { log } = await control.recording.har()
    const sent = log.entries.find(({ _oauth }) => _oauth.message === 'authorization request')
    return new URL(sent!.request.url).searchParams
  }
  const typedOf = ({ issuer }: TestPlace) => ({
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    registration_endpoint: `${issuer}/register`,
    revocation_endpoint: `${issuer}/revocation`,
    introspection_endpoint: `${issuer}/introspection`,
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
  })
  const scope = 'my/scope offline_access'

  for (const how of ['by RFC 8414 alone', 'as a person typed it']) {
    test(`${how}: the web page signs in without openid and ID token, refreshes and logs out`, async () => {
      const [place, other] = [await used.sandbox(), await used.sandbox()]
      const isTyped = how !== 'by RFC 8414 alone'
      await other.control.interventions.create({
        match: {
          path: isTyped
            ? '/authserver/oauth2/.well-known/*'
            : '/authserver/oauth2/.well-known/openid-configuration',
        },
        do: { answer: { status: 404 } },
      })
      await work(
        place,
        { issuer: other.issuer, ...(isTyped && { metadata: typedOf(other) }) },
        { scope },
      )
      const browser = createBrowser(place.trustedFetch)
      const page = await signInAt(place, browser)
      match(page.text, /<h1>Signed in as somebody</)
      ok(!page.text.includes('nonce'), 'no ID token is shown')
      const asked = await tokenRequestAt(other)
      deepEqual([asked.get('scope'), asked.get('nonce')], [scope, null])
      const [client] = await other.control.clients.list({ client_name: 'foreign-page' })
      equal(client!['scope'], scope)
      const held = await send(place, 'GET', 'tokens')
      deepEqual((held['items'] as { kind: string }[]).map(({ kind }) => kind).toSorted(), [
        'access',
        'refresh',
      ])
      const refreshed = await browser.submit(page, { do: 'refresh' })
      match(refreshed.text, /<h1>Signed in as somebody</)
      const out = await browser.submit(refreshed, { do: 'logout' })
      // Without an ID token as a hint the server asks (RP-Initiated Logout §2); what is typed names no such page.
      match(out.text, isTyped ? /<h1>You are logged out/ : /<title>Log out\?/)
      equal((await other.control.tokens.list({ state: 'live' })).total, 0)
    })
  }

  test('the single-page application, which asks for an OpenID configuration, is not let work with it', async () => {
    const [place, other] = [await used.sandbox(), await used.sandbox()]
    const server = { issuer: other.issuer, metadata: typedOf(other) }
    const definition = await send(place, 'POST', 'server-definitions', server)
    const { id } = await send(place, 'POST', 'client-configurations', {
      name: 'foreign',
      clientName: 'foreign-spa',
      server: definition['id'],
      type: 'public',
      grantTypes: ['authorization_code'],
    })
    const path = 'client/admin/api/applications/spa'
    const { status, body } = await administer(place, 'PUT', path, { configuration: id })
    equal(status, 409)
    match(String(body['error_description']), /OpenID configuration/)
  })

  test('an answer that another server gives is refused as anywhere (RFC 9207 §2.4)', async () => {
    const [place, other] = [await used.sandbox(), await used.sandbox()]
    await work(place, { issuer: other.issuer, metadata: typedOf(other) }, { scope })
    const browser = createBrowser(place.trustedFetch)
    const begun = await browser.open(`${place.base}/client/application/login`, {
      stopAt: other.issuer,
    })
    const state = begun.leaves!.searchParams.get('state')!
    const answer = new URLSearchParams({ code: 'a-code', state, iss: place.issuer })
    const page = await browser.open(`${place.base}/client/application/callback?${answer}`)
    equal(page.status, 502)
  })
})

describe('a redirect URI that has a query', () => {
  const prepare = async (query: string) => {
    const place = await used.sandbox()
    const redirectUri = `${place.base}/client/application/callback?${query}`
    const { id } = await send(place, 'POST', 'client-configurations', {
      name: 'query',
      clientName: 'with-query',
      server: 'lab',
      redirectUri,
    })
    await send(place, 'POST', `client-configurations/${String(id)}/registration`)
    await send(place, 'PUT', 'applications/web', { configuration: id })
    return { place, redirectUri }
  }

  test('is registered, sent and compared whole, and its query comes back (RFC 6749 §3.1.2)', async () => {
    const { place, redirectUri } = await prepare('tenant=a%20b&flag=1')
    const page = await signInAt(place)
    match(page.text, /<h1>Signed in as Dana Developer</)
    const [client] = await place.control.clients.list({ client_name: 'with-query' })
    deepEqual(client!['redirect_uris'], [redirectUri])
    const { log } = await place.control.recording.har()
    const [callback] = log.entries.filter(({ _oauth }) => _oauth.message === 'callback')
    const came = new URL(callback!.request.url).searchParams
    deepEqual([came.get('tenant'), came.get('flag'), came.has('code')], ['a b', '1', true])
  })

  test('whose query does not come back is another address, and no code is redeemed', async () => {
    const { place } = await prepare('tenant=a')
    const browser = createBrowser(place.trustedFetch)
    const begun = await browser.open(`${place.base}/client/application/login`, {
      stopAt: place.issuer,
    })
    const state = begun.leaves!.searchParams.get('state')!
    for (const query of ['', 'tenant=b&']) {
      const answer = new URLSearchParams({ code: 'a-code', state, iss: place.issuer })
      const address = `${place.base}/client/application/callback?${query}${answer}`
      const page = await browser.open(address)
      equal(page.status, 400)
      const { checks } = (await place.control.checks({ role: 'client' })).findLast(({ path }) =>
        path.endsWith('/callback'),
      )!
      equal(
        checks.findLast(({ outcome }) => outcome === 'failed')?.id,
        query === '' ? 'callback.query-kept' : 'state.known',
      )
    }
  })

  test('must not hold what an answer consists of', async () => {
    const place = await used.sandbox()
    const { status, body } = await administer(
      place,
      'POST',
      'client/admin/api/client-configurations',
      {
        name: 'query',
        clientName: 'with-query',
        server: 'lab',
        redirectUri: `${place.base}/client/application/callback?state=mine`,
      },
    )
    equal(status, 400)
    match(JSON.stringify(body['problems']), /redirectUri.*must not have a parameter of an answer/)
  })
})

const alone = embeddedOnly('it starts a lab with a role of its own')
alone.suite('a server of another house, whose certificate another authority signed', () => {
  alone.test(
    'oidc-provider is discovered, registers the client and signs a person in',
    async () => {
      await using there = await openExample('authserver', 'authorization-server')
      const place = await used.sandbox()
      const { issuer, ca } = there.lab
      const trusting = async (authority: string) => {
        const document = { issuer, authority }
        return send(place, 'POST', 'server-definitions/discover', document)
      }
      equal((await trusting('lab'))['usable'], false)
      equal((await trusting(ca))['usable'], true)

      const grantTypes = ['authorization_code', 'refresh_token']
      const scope = 'openid profile'
      await work(place, { issuer, authority: ca }, { grantTypes, scope })
      await signInAsNora(place, ca)
    },
  )

  alone.test('oidc-provider signs a person in as well where its metadata was typed', async () => {
    await using there = await openExample('authserver', 'authorization-server')
    const place = await used.sandbox()
    const { issuer, ca } = there.lab
    const document = { issuer, authority: ca }
    const { metadata } = await send(place, 'POST', 'server-definitions/discover', document)
    const published = metadata as Record<string, unknown>
    const { fetch, close } = createTrust(used.lab.ca, { also: ca })
    const jwks: unknown = await (await fetch(String(published['jwks_uri']))).json()
    await close()
    const { authorization_endpoint, token_endpoint, registration_endpoint } = published
    const typed = {
      authorization_endpoint,
      token_endpoint,
      registration_endpoint,
      jwks,
      scopes_supported: ['openid', 'profile'],
    }
    const grantTypes = ['authorization_code', 'refresh_token']
    await work(place, { ...document, metadata: typed }, { grantTypes, scope: 'openid profile' })
    await signInAsNora(place, ca)
  })

  const signInAsNora = async (place: TestPlace, ca: string) => {
    const both = createTrust(used.lab.ca, { also: ca })
    try {
      const browser = createBrowser(both.fetch)
      const begun = await browser.open(`${place.base}/client/application/login`)
      const login = await browser.open(begun.leaves!)
      const consent = await browser.submit(login, { login: 'nora', password: 'any-password' })
      const back = await browser.submit(consent, {})
      const page = await browser.open(back.leaves!)
      match(page.text, /<h1>Signed in as nora</)
      match(page.text, /The token is opaque/)
    } finally {
      await both.close()
    }
  }
})
