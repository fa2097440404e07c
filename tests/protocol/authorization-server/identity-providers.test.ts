import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { InterventionDocument } from '@oauth-lab/kit/interventions/intervention.ts'
import { decodeJwt } from 'jose'
import { Secret, TOTP } from 'otpauth'
import { noteSecret } from '../../secrets.ts'
import { administer } from '../support/administer.ts'
import { createBrowser } from '../support/browser.ts'
import type { Browser, Page } from '../support/browser.ts'
import { allow, authorizationRequest, redeem, responseOf, signIn } from '../support/code-flow.ts'
import type { AuthorizationRequest, Change } from '../support/code-flow.ts'
import { registerClient } from '../support/place.ts'
import type { RegisteredClient } from '../support/place.ts'
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

/** Registers a sandbox at another one as its identity provider. */
async function addProvider(
  place: TestPlace,
  upstream: TestPlace,
  change: Record<string, unknown> = {},
  id = 'work',
): Promise<void> {
  const { client_id, client_secret } = await registerClient(upstream, {
    redirect_uris: [callbackOf(place, id)],
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
    const [session] = (await place.control.browserSessions.list({ user: 'developer@work' })).items
    deepEqual(session!.amr, ['fed', 'otp', 'mfa'])
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
