import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ConfigurationChange } from '@oauth-lab/kit/admin/configuration-document.ts'
import type { InterventionDocument } from '@oauth-lab/kit/interventions/intervention.ts'
import { decodeJwt } from 'jose'
import { Secret, TOTP } from 'otpauth'
import { noteSecret } from '../../secrets.ts'
import { tellSteps } from '../../tell-steps.ts'
import { administer } from '../support/administer.ts'
import { createBrowser } from '../support/browser.ts'
import type { Browser, Page } from '../support/browser.ts'
import { allow, authorizationRequest, redeem, responseOf, signIn } from '../support/code-flow.ts'
import type { AuthorizationRequest, Change } from '../support/code-flow.ts'
import { embeddedOnly } from '../support/embedded-only.ts'
import { registerClient } from '../support/place.ts'
import type { RegisteredClient } from '../support/place.ts'
import { refusal } from '../support/refusal.ts'
import { openSocialProvider } from '../support/social-provider.ts'
import type { Odd } from '../support/social-provider.ts'
import { checksOf, useLab } from '../support/use-lab.ts'
import type { TestPlace } from '../support/use-lab.ts'

const used = useLab()

/** A sandbox whose users sign in at another one, which is its identity provider `work`. */
interface Places {
  place: TestPlace
  upstream: TestPlace
  client: RegisteredClient
}

const callbackOf = ({ base }: TestPlace, id = 'work') =>
  `${base}/authserver/upstream/${id}/callback`

const loggedOutOf = ({ base }: TestPlace, id = 'work') =>
  `${base}/authserver/upstream/${id}/logged-out`

/** Registers a sandbox at another one as its identity provider. */
async function addProvider(
  place: TestPlace,
  upstream: TestPlace,
  change: Record<string, unknown> = {},
  id = 'work',
): Promise<void> {
  const { client_id, client_secret } = await registerClient(upstream, {
    redirect_uris: [callbackOf(place, id)],
    post_logout_redirect_uris: [loggedOutOf(place, id)],
  })
  const { identityProviders } = await place.control.config.get()
  const provider = {
    name: `Account at ${id}`,
    issuer: upstream.issuer,
    clientId: client_id,
    ...change,
  }
  await place.control.config.patch({ identityProviders: { ...identityProviders, [id]: provider } })
  await keepSecret(place, client_secret, id)
}

async function keepSecret(place: TestPlace, secret: string, id = 'work'): Promise<void> {
  noteSecret(secret, 'client_secret')
  const path = `authserver/admin/api/identity-providers/${id}/secret`
  equal((await administer(place, 'PUT', path, { secret })).status, 204)
}

async function openPlaces(change: Record<string, unknown> = {}): Promise<Places> {
  const [place, upstream] = await Promise.all([used.sandbox(), used.sandbox()])
  await addProvider(place, upstream, change)
  return { place, upstream, client: await registerClient(place) }
}

/** Opens the sign-in page and presses the button of a provider; ends at what the provider shows. */
async function goUpstream(
  { place, client }: Omit<Places, 'upstream'>,
  options: { id?: string; change?: Change; browser?: Browser; stopAt?: string } = {},
): Promise<{ request: AuthorizationRequest; page: Page; browser: Browser; signInPage: Page }> {
  const { id = 'work', change = {}, browser = createBrowser(place.trustedFetch), stopAt } = options
  const request = authorizationRequest(place, client, change)
  const signInPage = await browser.open(request.url)
  const page = await press(browser, signInPage, id, stopAt)
  return { request, page, browser, signInPage }
}

/** Presses the button of a provider on the sign-in page. */
function press(browser: Browser, page: Page, provider: string, stopAt = ''): Promise<Page> {
  const action = /<form[^>]*action="([^"]*\/upstream)"/.exec(page.text)?.[1]
  ok(action, 'the sign-in page has no buttons of providers')
  const csrf = /name="csrf" value="([^"]+)"/.exec(page.text)![1]!
  return browser.open(new URL(action, page.url), {
    method: 'POST',
    body: new URLSearchParams({ csrf, provider }),
    headers: { origin: page.url.origin },
    ...(stopAt && { stopAt }),
  })
}

/** Signs in at the provider and allows; stops before the browser goes back where `stopAt` says so. */
async function answerUpstream(browser: Browser, page: Page, stopAt = ''): Promise<Page> {
  const stop = stopAt === '' ? {} : { stopAt }
  const consent = page.text.includes('name="password"') ? await signIn(browser, page) : page
  if (!consent.text.includes('value="allow"')) return consent
  return browser.submit(consent, { scope: ['openid', 'profile', 'email'], answer: 'allow' }, stop)
}

/** The answer of the provider on its way, and the browser that may bring it. */
async function untilAnswer(places: Places, change: Change = {}) {
  const gone = await goUpstream(places, { change })
  const page = await answerUpstream(gone.browser, gone.page, callbackOf(places.place))
  ok(page.leaves, `no answer came; the last page was ${page.url.pathname}, ${page.status}`)
  return { ...gone, answer: page.leaves }
}

/** Allows what the application asks for, and gets its tokens. */
async function tokensOf(
  { place, client }: Omit<Places, 'upstream'>,
  request: AuthorizationRequest,
  browser: Browser,
  page: Page,
): Promise<Record<string, unknown>> {
  const done = page.text.includes('value="allow"')
    ? await allow(browser, page, ['openid', 'profile', 'email'])
    : page
  const { code } = responseOf(done)
  const { status, body } = await redeem(place, client, { ...request, code: code! })
  equal(status, 200, JSON.stringify(body))
  return body
}

/** The whole way; returns the claims of the application's ID token. */
async function signInBy(places: Omit<Places, 'upstream'>, id = 'work') {
  const change = { scope: 'openid profile email' }
  const { request, page, browser } = await goUpstream(places, { id, change })
  const back = await answerUpstream(browser, page)
  const tokens = await tokensOf(places, request, browser, back)
  return decodeJwt(String(tokens['id_token']))
}

type ChangeOfToken = Extract<InterventionDocument['do'], { change: unknown }>

/** Has the provider's token response changed on its way. */
async function changeToken(upstream: TestPlace, change: ChangeOfToken): Promise<void> {
  await upstream.control.interventions.create({
    match: { role: 'authserver', message: 'token request' },
    at: 'response',
    do: change,
  })
}

const changeIdToken = (upstream: TestPlace, change: ChangeOfToken['change']) =>
  changeToken(upstream, { change })

const isDeveloper = ({ username }: { username: string }) => username === 'developer'

/** Sets a parameter of an answer, or leaves it out. */
function set(name: string, value?: string): (answer: URL) => void {
  return ({ searchParams }) => {
    if (value === undefined) searchParams.delete(name)
    else searchParams.set(name, value)
  }
}

const usersOf = async ({ control }: TestPlace) =>
  (await control.users.list()).map(({ username }) => username).toSorted()

describe('sign-in at an identity provider that is found by its issuer', () => {
  test('makes a user at the first sign-in, and signs the same one in at the next', async () => {
    const places = await openPlaces()
    const { place, upstream } = places
    const claims = await signInBy(places)
    const { sub, amr, acr } = claims
    deepEqual([amr, acr], [['fed'], 'urn:oauth-lab:one-factor'])
    const [there] = (await upstream.control.users.list()).filter(
      ({ username }) => username === 'developer',
    )
    const made = (await place.control.users.list()).find((one) => one.sub === sub)!
    equal(made.username, 'developer@work', 'the name developer was taken')
    equal(made.claims['email'], there!.claims['email'])
    notEqual(sub, there!.sub)
    const again = await signInBy(places)
    equal(again.sub, sub)
    deepEqual(await usersOf(place), ['developer', 'developer@work', 'superuser'])
  })

  test('leaves a user alone who is here already by the same name and e-mail address', async () => {
    const places = await openPlaces()
    const { place, upstream } = places
    const [there] = (await upstream.control.users.list()).filter(isDeveloper)
    const [here] = (await place.control.users.list()).filter(isDeveloper)
    equal(here!.claims['email'], there!.claims['email'])
    const { sub } = await signInBy(places)
    notEqual(sub, here!.sub)
    const [after] = (await place.control.users.list()).filter(isDeveloper)
    deepEqual(after, here)
  })

  test('signs in nobody who is not linked, where the policy says so', async () => {
    const places = await openPlaces({ linking: 'link' })
    const { place } = places
    const { page, browser } = await goUpstream(places)
    const back = await answerUpstream(browser, page)
    equal(back.status, 403)
    match(back.text, /Nobody here is linked to that account/)
    deepEqual(await checksOf(place, '/work/callback'), ['upstream-user.linked'])
    deepEqual(await usersOf(place), ['developer', 'superuser'])
  })

  test('describes whom it made by what the provider says at each sign-in', async () => {
    const places = await openPlaces({ claims: { name: 'name', team: 'email' } })
    const { place, upstream } = places
    const { sub } = await signInBy(places)
    const claimsNow = async () =>
      (await place.control.users.list()).find((one) => one.sub === sub)!.claims
    const [there] = (await upstream.control.users.list()).filter(isDeveloper)
    deepEqual(await claimsNow(), { name: there!.claims['name'], team: there!.claims['email'] })
    await upstream.control.users.update('developer', {
      claims: { ...there!.claims, name: 'Dana Other' },
    })
    await signInBy(places)
    equal((await claimsNow())['name'], 'Dana Other')
  })

  test('passes on whom the application means, and how fresh the sign-in shall be', async () => {
    const places = await openPlaces()
    const change = { login_hint: 'dana', prompt: 'login', max_age: '60', acr_values: 'x' }
    const { page } = await goUpstream(places, { change, stopAt: places.upstream.issuer })
    const sent = page.leaves!.searchParams
    deepEqual(
      ['login_hint', 'prompt', 'max_age', 'acr_values'].map((name) => sent.get(name)),
      ['dana', 'login', '60', null],
    )
    deepEqual(
      [sent.get('code_challenge_method'), sent.get('redirect_uri'), sent.get('response_type')],
      ['S256', callbackOf(places.place), 'code'],
    )
    match(sent.get('nonce')!, /^[\w-]{43}$/)
    equal(sent.has('iss'), false)
  })

  test('lets the person sign in otherwise where the provider says no', async () => {
    const places = await openPlaces()
    const { page, browser, signInPage } = await goUpstream(places)
    const refused = await browser.submit(page, { cancel: 'cancel' })
    equal(refused.status, 403)
    match(refused.text, /Account at work did not sign you in/)
    deepEqual(await checksOf(places.place, '/work/callback'), ['upstream-response.allowed'])
    const [, href] = /id="otherwise" href="([^"]+)"/.exec(refused.text)!
    equal(new URL(href!, refused.url).href, signInPage.url.href)
    const again = await browser.open(new URL(href!, refused.url))
    const consent = await signIn(browser, again)
    ok(responseOf(await allow(browser, consent, ['openid']))['code'])
  })

  test('asks for the second factor that a linked user has here', async () => {
    const places = await openPlaces()
    const { place } = places
    await signInBy(places)
    const { secret } = await place.control.users.setTotp('developer@work')
    noteSecret(secret, 'TOTP secret')
    const { page, browser } = await goUpstream(places)
    const asked = await answerUpstream(browser, page)
    match(asked.text, /name="code"/)
    const { now } = await place.control.clock.get()
    const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate({
      timestamp: Date.parse(now),
    })
    await browser.submit(asked, { code })
    const { items } = await place.control.browserSessions.list({ user: 'developer@work' })
    const second = items.filter(({ amr }) => amr.includes('otp'))
    deepEqual(
      second.map(({ amr }) => amr),
      [['fed', 'otp', 'mfa']],
    )
  })

  test('counts the methods of a provider that is trusted for them, and of no other', async () => {
    const acr = 'urn:oauth-lab:two-factors'
    for (const [trustMethods, amr, reached] of [
      [false, ['fed'], 'urn:oauth-lab:one-factor'],
      [true, ['fed', 'pwd', 'otp', 'mfa'], acr],
    ] as const) {
      const places = await openPlaces({ trustMethods })
      await changeIdToken(places.upstream, [
        { op: 'replace', path: '/jwt/id_token/claims/amr', value: ['pwd', 'otp', 'mfa'] },
      ])
      const claims = await signInBy(places)
      deepEqual([claims['amr'], claims['acr']], [amr, reached])
    }
  })

  test('is a button for what the configuration names, and an error for anything else', async () => {
    const places = await openPlaces()
    const { page } = await goUpstream(places, { id: 'other' })
    equal(page.status, 404)
    deepEqual(await checksOf(places.place, '/upstream'), ['upstream.provider-known'])
  })

  test('refuses a provider whose metadata cannot be had or name another issuer', async () => {
    const places = await openPlaces()
    const path = '/authserver/oauth2/.well-known/openid-configuration'
    for (const answer of [
      { status: 500, body: {} },
      {
        status: 200,
        body: { issuer: 'https://other.example', jwks_uri: 'https://other.example/' },
      },
      { status: 200, body: { issuer: places.upstream.issuer, jwks_uri: 'https://other.example/' } },
    ]) {
      await places.upstream.control.interventions.delete()
      await places.upstream.control.interventions.create({
        match: { role: 'authserver', path },
        do: { answer },
      })
      const { page } = await goUpstream(places)
      equal(page.status, 502)
      deepEqual(await checksOf(places.place, '/upstream'), ['upstream.metadata'])
    }
  })
})

describe('accounts of other servers on the account page', () => {
  /** Signs the developer in at the account page of the sandbox. */
  async function openAccount(place: TestPlace) {
    const browser = createBrowser(place.trustedFetch)
    const form = await browser.open(`${place.base}/authserver/account`)
    const page = await signIn(browser, form)
    match(page.text, /Sign-in at other servers/)
    return { browser, page }
  }

  /** Presses a button of the account page. */
  function change(browser: Browser, page: Page, wanted: 'link' | 'unlink', provider = 'work') {
    const csrf = /name="csrf" value="([^"]+)"/.exec(page.text)![1]!
    return browser.open(`${page.url.href}/links`, {
      method: 'POST',
      body: new URLSearchParams({ csrf, provider, do: wanted }),
      headers: { origin: page.url.origin },
    })
  }

  /** Links the account at the provider; ends at what is shown then. */
  async function link(place: TestPlace) {
    const { browser, page } = await openAccount(place)
    const linked = await answerUpstream(browser, await change(browser, page, 'link'))
    return { browser, linked }
  }

  const linksOf = async (place: TestPlace, username: string) => {
    const path = `authserver/admin/api/users/links?username=${encodeURIComponent(username)}`
    return (await administer(place, 'GET', path)).body['items'] as Record<string, unknown>[]
  }

  test('a user who links one signs in by it from then on, and no more once it is unlinked', async () => {
    const places = await openPlaces({ linking: 'link' })
    const { place } = places
    const { browser, linked } = await link(place)
    match(linked.text, /you are <strong>developer<\/strong> there/)
    const [here] = (await place.control.users.list()).filter(isDeveloper)
    equal((await signInBy(places)).sub, here!.sub)
    const [told] = await linksOf(place, 'developer')
    deepEqual(
      [told!['provider'], told!['shownAs'], told!['madeUser']],
      ['work', 'developer', false],
    )

    const without = await change(browser, linked, 'unlink')
    match(without.text, /Link Account at work/)
    deepEqual(await linksOf(place, 'developer'), [])
    const { page, browser: later } = await goUpstream(places)
    equal((await answerUpstream(later, page)).status, 403)
    deepEqual(await checksOf(place, '/work/callback'), ['upstream-user.linked'])
  })

  test('describes a user who was here before by nothing of the provider', async () => {
    const places = await openPlaces({ claims: { name: 'sub' } })
    const [before] = (await places.place.control.users.list()).filter(isDeveloper)
    await link(places.place)
    await signInBy(places)
    const [after] = (await places.place.control.users.list()).filter(isDeveloper)
    deepEqual(after, before)
  })

  test('one that is linked to a user is linked to no other one', async () => {
    const places = await openPlaces()
    const { place } = places
    await signInBy(places)
    const { linked } = await link(place)
    equal(linked.status, 403)
    match(linked.text, /Back to your account/)
    deepEqual(await checksOf(place, '/work/callback'), ['upstream-link.free'])
    deepEqual(await linksOf(place, 'developer'), [])
    equal((await linksOf(place, 'developer@work')).length, 1)
  })

  test('one is linked to nobody once its user has signed out', async () => {
    const { place } = await openPlaces()
    const { browser, page } = await openAccount(place)
    const there = await change(browser, page, 'link')
    await place.control.browserSessions
      .list({ user: 'developer' })
      .then(({ items }) =>
        Promise.all(items.map(({ id }) => place.control.browserSessions.end(id))),
      )
    equal((await answerUpstream(browser, there)).status, 403)
    deepEqual(await checksOf(place, '/work/callback'), ['upstream-link.same-user'])
    deepEqual(await linksOf(place, 'developer'), [])
  })

  test('the only way to sign in stays, and an administrator may end it', async () => {
    const places = await openPlaces()
    const { place } = places
    await signInBy(places)
    const { request, page, browser } = await goUpstream(places)
    await tokensOf(places, request, browser, await answerUpstream(browser, page))
    const account = await browser.open(`${place.base}/authserver/account`)
    const kept = await change(browser, account, 'unlink')
    equal(kept.status, 403)
    deepEqual(await checksOf(place, '/account/links'), ['upstream-link.not-last'])
    equal((await linksOf(place, 'developer@work')).length, 1)
    const query = new URLSearchParams({ username: 'developer@work', provider: 'work' }).toString()
    const path = `authserver/admin/api/users/links?${query}`
    equal((await administer(place, 'DELETE', path)).status, 204)
    deepEqual(await linksOf(place, 'developer@work'), [])
  })

  test('links end with their user', async () => {
    const places = await openPlaces()
    const { place } = places
    const { sub } = await signInBy(places)
    await place.control.users.delete('developer@work')
    notEqual((await signInBy(places)).sub, undefined)
    const [made] = (await place.control.users.list()).filter(
      ({ username }) => username === 'developer@work',
    )
    ok(made)
    ok(sub)
  })

  test('a form of another site changes nothing', async () => {
    const { place } = await openPlaces()
    const { browser, page } = await openAccount(place)
    const wanted = { provider: 'work', do: 'link', csrf: 'of another page' }
    const refused = await browser.open(`${page.url.href}/links`, {
      method: 'POST',
      body: new URLSearchParams(wanted),
      headers: { origin: page.url.origin },
    })
    equal(refused.status, 403)
    deepEqual(await checksOf(place, '/account/links'), ['csrf.token'])
  })
})

describe('a log-out of a user who signed in at an identity provider', () => {
  /** Signs in by the provider; the address at which the application logs the user out. */
  async function openSignedIn(logout: boolean) {
    const places = await openPlaces({ logout })
    const { place } = places
    const post_logout_redirect_uris = ['https://application.example/bye']
    const client = await registerClient(place, { post_logout_redirect_uris })
    const own = { ...places, client }
    const { request, page, browser } = await goUpstream(own)
    const tokens = await tokensOf(own, request, browser, await answerUpstream(browser, page))
    const query = new URLSearchParams({
      id_token_hint: String(tokens['id_token']),
      post_logout_redirect_uri: post_logout_redirect_uris[0]!,
      state: 'of the application',
    })
    return { ...places, browser, address: `${place.issuer}/logout?${query.toString()}` }
  }

  const sessionsOf = async ({ control }: TestPlace) => (await control.browserSessions.list()).total

  test('goes on there and comes back to the application, where the provider is set so', async () => {
    const { place, upstream, browser, address } = await openSignedIn(true)
    deepEqual([await sessionsOf(place), await sessionsOf(upstream)], [1, 1])
    const bye = await browser.open(address)
    equal(bye.leaves?.href, 'https://application.example/bye?state=of+the+application')
    equal(bye.url.pathname, new URL(loggedOutOf(place)).pathname)
    deepEqual([await sessionsOf(place), await sessionsOf(upstream)], [0, 0])
  })

  test('ends here alone, where it is not', async () => {
    const { place, upstream, browser, address } = await openSignedIn(false)
    const bye = await browser.open(address)
    equal(bye.leaves?.hostname, 'application.example')
    deepEqual([await sessionsOf(place), await sessionsOf(upstream)], [0, 1])
  })

  test('comes back in the browser that left alone, which nobody else sends anywhere', async () => {
    const { place, upstream, browser, address } = await openSignedIn(true)
    const leaving = await browser.open(address, { stopAt: upstream.issuer })
    const sent = leaving.leaves!.searchParams
    equal(sent.get('post_logout_redirect_uri'), loggedOutOf(place))
    const back = `${loggedOutOf(place)}?state=${sent.get('state')}`
    const other = createBrowser(place.trustedFetch)
    await goUpstream({ place, client: await registerClient(place) }, { browser: other })
    for (const [who, where] of [
      [other, back],
      [createBrowser(place.trustedFetch), back],
      [browser, loggedOutOf(place)],
      [browser, `${back}x`],
    ] as const) {
      const refused = await who.open(where)
      equal(refused.status, 400)
      equal(refused.leaves, undefined)
      deepEqual(await checksOf(place, '/work/logged-out'), ['upstream-logout.state'])
    }
    equal((await browser.open(back)).leaves?.hostname, 'application.example')
  })
})

describe('how this server authenticates at an identity provider', () => {
  for (const method of ['client_secret_post', 'private_key_jwt', 'none'] as const) {
    test(`by ${method}`, async () => {
      const places = await openPlaces()
      const { place, upstream } = places
      const { identityProviders } = await place.control.config.get()
      const { client_id } = await registerClient(upstream, {
        redirect_uris: [callbackOf(place)],
        token_endpoint_auth_method: method,
        grant_types: ['authorization_code'],
        ...(method === 'private_key_jwt' && { jwks_uri: `${place.issuer}/jwks` }),
      })
      const change = { clientId: client_id, clientAuthentication: method }
      await place.control.config.patch({
        identityProviders: { work: { ...identityProviders['work'], ...change } },
      })
      if (method === 'client_secret_post') {
        const [registered] = (await upstream.control.clients.list()).filter(
          (one) => one.client_id === client_id,
        )
        await keepSecret(place, String(registered!.client_secret))
      }
      ok((await signInBy(places)).sub)
      const { log } = await upstream.control.recording.har({ message: 'token request' })
      const checks = log.entries.at(-1)!._oauth.checks.map(({ id }) => id)
      equal(checks.includes('client-assertion.signature'), method === 'private_key_jwt')
    })
  }
})

describe('a secret at an identity provider', () => {
  test('stands nowhere once it was told, and goes with its provider', async () => {
    const { place } = await openPlaces()
    const secret = 'a-secret-that-stands-nowhere'
    await keepSecret(place, secret)
    const api = 'authserver/admin/api'
    for (const path of ['configuration', 'audit-log?size=500', 'transfer']) {
      const { body } = await administer(place, 'GET', `${api}/${path}`)
      ok(!JSON.stringify(body).includes(secret), path)
    }
    await place.control.config.patch({ identityProviders: { work: null } })
    const path = `${api}/identity-providers/work/secret`
    equal((await administer(place, 'PUT', path, { secret })).status, 404)
  })
})

describe('an answer of an identity provider', () => {
  const altered: [string, string, (answer: URL) => void][] = [
    [
      'with a state that was never sent',
      'upstream-response.state-known',
      set('state', 'x'.repeat(43)),
    ],
    ['without a state', 'upstream-response.state-known', set('state')],
    ['of another issuer', 'upstream-response.issuer', set('iss', 'https://other.example')],
    ['without the promised iss', 'upstream-response.issuer', set('iss')],
    ['with neither code nor error', 'upstream-response.code', set('code')],
    ['with a code of nobody', 'upstream-token-response.valid', set('code', 'y'.repeat(43))],
    [
      'with two codes',
      'upstream-response.parameters-once',
      (answer) => answer.searchParams.append('code', 'other'),
    ],
  ]
  for (const [what, check, alter] of altered) {
    test(`is refused ${what}: ${check}`, async () => {
      const places = await openPlaces()
      const { browser, answer } = await untilAnswer(places)
      alter(answer)
      const page = await browser.open(answer)
      ok(page.status >= 400, String(page.status))
      deepEqual(await checksOf(places.place, '/work/callback'), [check])
      deepEqual(await usersOf(places.place), ['developer', 'superuser'])
    })
  }

  test('is refused in another browser, and taken in the one that began', async () => {
    const places = await openPlaces()
    const { browser, answer } = await untilAnswer(places)
    const other = createBrowser(places.place.trustedFetch)
    await goUpstream(places, { browser: other, stopAt: places.upstream.issuer })
    for (const stranger of [createBrowser(places.place.trustedFetch), other]) {
      equal((await stranger.open(answer)).status, 403)
      deepEqual(await checksOf(places.place, '/work/callback'), ['upstream-response.this-browser'])
    }
    match((await browser.open(answer)).text, /value="allow"/)
  })

  test('is refused when it is sent again', async () => {
    const places = await openPlaces()
    const { browser, answer } = await untilAnswer(places)
    match((await browser.open(answer)).text, /value="allow"/)
    equal((await browser.open(answer)).status, 400)
    deepEqual(await checksOf(places.place, '/work/callback'), ['upstream-response.state-unused'])
  })

  test('is refused when it is half an hour old', async () => {
    const places = await openPlaces()
    await places.place.control.clock.set({ freeze: true })
    const { browser, answer } = await untilAnswer(places)
    await places.place.control.clock.set({ forward: 30 * 60 })
    equal((await browser.open(answer)).status, 400)
    deepEqual(await checksOf(places.place, '/work/callback'), ['upstream-response.state-known'])
  })

  test('is refused at the redirect URI of another provider, which may be the attacker (mix-up)', async () => {
    const places = await openPlaces()
    const other = await used.sandbox()
    await addProvider(places.place, other, {}, 'other')
    const { browser, answer } = await untilAnswer(places)
    const elsewhere = new URL(answer.href.replace('/work/callback', '/other/callback'))
    equal((await browser.open(elsewhere)).status, 400)
    deepEqual(await checksOf(places.place, '/other/callback'), ['upstream-response.of-provider'])
    match((await browser.open(answer)).text, /value="allow"/)
  })

  test('is refused where this server has another secret than the provider', async () => {
    const places = await openPlaces()
    await keepSecret(places.place, 'a secret of nobody at all')
    const { browser, answer } = await untilAnswer(places)
    const page = await browser.open(answer)
    equal(page.status, 502)
    match(page.text, /invalid_client/)
    deepEqual(await checksOf(places.place, '/work/callback'), ['upstream-token-response.valid'])
  })
})

describe('sign-in at a social provider, which speaks OAuth 2.0 alone', () => {
  const only = embeddedOnly('the provider is a program in the place of the web client')

  /** A lab whose identity provider is such a server. */
  async function openSocial(odd: Odd = {}) {
    const { program, secret, provider } = await openSocialProvider(odd)
    const { lab } = program
    await tellSteps(lab.control)
    await lab.control.config.patch({ identityProviders: { social: provider } })
    await keepSecret(lab, secret, 'social')
    return { ...program, places: { place: lab, client: await registerClient(lab) } }
  }

  only.test(
    'makes a user of what the provider tells, by the member that names the user',
    async () => {
      await using social = await openSocial()
      const { places } = social
      const change = { scope: 'openid profile email' }
      const { request, page, browser } = await goUpstream(places, { id: 'social', change })
      const tokens = await tokensOf(places, request, browser, page)
      const { sub, amr } = decodeJwt(String(tokens['id_token']))
      deepEqual(amr, ['fed'])
      const made = (await places.place.control.users.list()).find((one) => one.sub === sub)!
      deepEqual(
        [made.username, made.claims],
        ['octo', { email: 'dana@example.com', email_verified: false }],
      )
      const path = 'authserver/admin/api/users/links?username=octo'
      const { items } = (await administer(places.place, 'GET', path)).body as {
        items: { subject: string }[]
      }
      deepEqual(
        items.map(({ subject }) => subject),
        ['4711'],
      )
    },
  )

  const refused: [string, string, Odd][] = [
    ['that tells nobody', 'upstream-userinfo.subject', { me: { login: 'octo' } }],
    ['that tells a list', 'upstream-userinfo.valid', { me: [] }],
    [
      'that answers an error with 200',
      'upstream-token-response.valid',
      { tokens: { access_token: undefined, error: 'bad_verification_code' } },
    ],
    [
      'that names an issuer where none is known',
      'upstream-response.issuer',
      { answer: { iss: 'https://other.example' } },
    ],
    ['that denies', 'upstream-response.allowed', { answer: { error: 'access_denied' } }],
  ]
  for (const [what, check, odd] of refused) {
    only.test(`refuses one ${what}: ${check}`, async () => {
      await using social = await openSocial(odd)
      const { places } = social
      const { page } = await goUpstream(places, { id: 'social' })
      match(page.text, /Sign in otherwise/)
      deepEqual(await checksOf(places.place, '/social/callback'), [check])
      deepEqual(await usersOf(places.place), ['developer', 'superuser'])
    })
  }

  test('is configured by its endpoints, and by nothing that OpenID Connect needs', async () => {
    const place = await used.sandbox()
    const issuer = 'https://issuer.example'
    const common = { name: 'x', clientId: 'c' }
    const social = {
      ...common,
      kind: 'oauth2',
      authorizationEndpoint: issuer,
      tokenEndpoint: issuer,
      userInfoEndpoint: issuer,
      scopes: [],
    }
    for (const [id, provider, path] of [
      ['work', common, 'issuer'],
      ['work', { ...common, issuer, scopes: ['profile'] }, 'scopes'],
      ['work', { ...common, issuer, tokenEndpoint: issuer }, 'tokenEndpoint'],
      ['work', { ...common, issuer: 'http://issuer.example' }, 'issuer'],
      ['work', { ...social, scopes: ['openid'] }, 'scopes'],
      ['work', { ...social, userInfoEndpoint: undefined }, 'userInfoEndpoint'],
      ['Work!', social, ''],
    ] as const) {
      const wanted = { identityProviders: { [id]: provider } } as unknown as ConfigurationChange
      const error = await refusal(place.control.config.patch(wanted))
      equal(error.status, 400)
      ok(JSON.stringify(error).includes(path), JSON.stringify(error))
    }
    await place.control.config.patch({
      identityProviders: { work: { ...common, issuer }, social },
    } as ConfigurationChange)
  })
})

describe('an ID token of an identity provider', () => {
  const claim = (name: string, value: unknown): ChangeOfToken => ({
    change: [{ op: 'replace', path: `/jwt/id_token/claims/${name}`, value }],
  })
  const remove = (name: string): ChangeOfToken => ({
    change: [{ op: 'remove', path: `/jwt/id_token/claims/${name}` }],
  })
  const signedBy = (signer: ChangeOfToken['signedBy']): ChangeOfToken => ({
    change: [{ op: 'add', path: '/jwt/id_token/claims/note', value: 'by an attacker' }],
    signedBy: signer,
  })
  const refused: [string, string, ChangeOfToken][] = [
    ['with another nonce', 'upstream-id-token.nonce', claim('nonce', 'another')],
    ['without a nonce', 'upstream-id-token.nonce', remove('nonce')],
    ['of another issuer', 'upstream-id-token.issuer', claim('iss', 'https://other.example')],
    ['for another client', 'upstream-id-token.audience', claim('aud', 'c-other')],
    ['that has ended', 'upstream-id-token.time', claim('exp', 1)],
    ['without a subject', 'upstream-id-token.form', remove('sub')],
    ['signed by a key of nobody', 'upstream-id-token.key-found', signedBy('unpublished')],
    ['with the signature of other claims', 'upstream-id-token.signature', signedBy('kept')],
    ['signed by the public key as a secret', 'upstream-id-token.algorithm', signedBy('hmac')],
    ['without a signature', 'upstream-id-token.algorithm', signedBy('none')],
  ]
  for (const [what, check, change] of refused) {
    test(`is refused ${what}: ${check}`, async () => {
      const places = await openPlaces()
      await changeToken(places.upstream, change)
      const { browser, page } = await goUpstream(places)
      const back = await answerUpstream(browser, page)
      equal(back.status, 502)
      match(back.text, /Sign in otherwise/)
      deepEqual(await checksOf(places.place, '/work/callback'), [check])
      deepEqual(await usersOf(places.place), ['developer', 'superuser'])
    })
  }

  test('is taken with a claim more', async () => {
    const places = await openPlaces()
    await changeToken(places.upstream, signedBy('current'))
    ok((await signInBy(places)).sub)
  })

  test('goes with the claims of its own user alone', async () => {
    const places = await openPlaces()
    await places.upstream.control.interventions.create({
      match: { role: 'authserver', message: 'UserInfo request' },
      at: 'response',
      do: { change: [{ op: 'replace', path: '/json/sub', value: 'u-another' }] },
    })
    const { browser, page } = await goUpstream(places)
    equal((await answerUpstream(browser, page)).status, 502)
    deepEqual(await checksOf(places.place, '/work/callback'), ['upstream-userinfo.subject'])
  })
})
