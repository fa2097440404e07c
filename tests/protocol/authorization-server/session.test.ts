import { equal, notEqual, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createBrowser } from '../support/browser.ts'
import type { Browser, Page } from '../support/browser.ts'
import {
  allow,
  authorizationRequest,
  authorize,
  flowTokens,
  responseOf,
  signIn,
} from '../support/code-flow.ts'
import type { Change, FlowClient } from '../support/code-flow.ts'
import { registerClient } from '../support/place.ts'
import type { Place } from '../support/place.ts'
import { configure, useLab } from '../support/use-lab.ts'

const used = useLab()

/** Begins another authorization in the same browser. */
const ask = (place: Place, client: FlowClient, browser: Browser, change: Change = {}) =>
  browser.open(authorizationRequest(place, client, change).url)

/** A client and a browser in which developer is signed in to it. */
async function signedIn(place: Place, change: Change = {}) {
  const client = await registerClient(place)
  const { browser } = await authorize(place, client, change)
  return { client, browser }
}

const asksForPassword = ({ text }: Page) => text.includes('name="password"')
const asksForConsent = ({ text }: Page) => text.includes('value="allow"')
const errorOf = (page: Page) => responseOf(page)['error']
const claimsOf = (token: unknown) =>
  JSON.parse(Buffer.from(String(token).split('.')[1]!, 'base64url').toString()) as Record<
    string,
    unknown
  >

describe('a session', () => {
  test('signs its user in at a second client, which asks for consent only', async () => {
    const { browser } = await signedIn(used.lab)
    const other = await registerClient(used.lab)
    const page = await ask(used.lab, other, browser)
    ok(asksForConsent(page))
    ok(!asksForPassword(page))
    ok(responseOf(await allow(browser, page, ['openid', 'my/scope']))['code'])
  })

  test('answers the same client at once, by GET and with prompt=none', async () => {
    const { client, browser } = await signedIn(used.lab)
    ok(responseOf(await ask(used.lab, client, browser))['code'])
    ok(responseOf(await ask(used.lab, client, browser, { prompt: 'none' }))['code'])
  })

  test('is not there in another browser', async () => {
    const { client } = await signedIn(used.lab)
    const page = await ask(used.lab, client, createBrowser(used.lab.trustedFetch))
    ok(asksForPassword(page))
  })

  test('has a cookie for this role only: Secure, HttpOnly, SameSite=None, by path', async () => {
    const client = await registerClient(used.lab)
    const browser = createBrowser(used.lab.trustedFetch)
    const page = await ask(used.lab, client, browser)
    const action = new URL(/action="([^"]*)"/.exec(page.text)![1]!, page.url)
    const csrf = / name="csrf" value="([^"]*)"/.exec(page.text)![1]!
    const answer = await used.lab.trustedFetch(action, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie: [...browser.cookies].map((pair) => pair.join('=')).join('; ') },
      body: new URLSearchParams({ csrf, login: 'developer', password: 'test' }),
    })
    const cookie = answer.headers.getSetCookie().find((one) => one.includes('session'))!
    const path = new URL(`${used.lab.base}/authserver`).pathname
    for (const part of [`Path=${path}`, 'Secure', 'HttpOnly', 'SameSite=None']) {
      ok(cookie.includes(part), part)
    }
    // Labs on two ports of one host leave each other's cookies alone (RFC 6265 §8.5).
    const port = new URL(used.lab.origin).port || '443'
    ok(cookie.startsWith(`__Secure-authserver-session-${port}=`))
  })

  test('a sign-in begins a session under a fresh id, and ends the old one', async () => {
    const { client, browser } = await signedIn(used.lab)
    const name = [...browser.cookies.keys()].find((one) => one.includes('session'))!
    const old = browser.cookies.get(name)!
    await signIn(browser, await ask(used.lab, client, browser, { prompt: 'login' }))
    notEqual(browser.cookies.get(name), old)
    const thief = createBrowser(used.lab.trustedFetch)
    thief.cookies.set(name, old)
    equal(errorOf(await ask(used.lab, client, thief, { prompt: 'none' })), 'login_required')
  })

  test('a made-up session cookie is no session', async () => {
    const { client, browser } = await signedIn(used.lab)
    const name = [...browser.cookies.keys()].find((one) => one.includes('session'))!
    const forger = createBrowser(used.lab.trustedFetch)
    forger.cookies.set(name, 'x'.repeat(43))
    equal(errorOf(await ask(used.lab, client, forger, { prompt: 'none' })), 'login_required')
  })

  test('ends after its lifetime on the clock of the sandbox', async () => {
    const place = await used.sandbox()
    await configure(place, { sessionLifetime: 600 })
    await place.control.clock.set({ freeze: true })
    const { client, browser } = await signedIn(place)
    await place.control.clock.set({ forward: 599 })
    ok(responseOf(await ask(place, client, browser, { prompt: 'none' }))['code'])
    await place.control.clock.set({ forward: 1 })
    equal(errorOf(await ask(place, client, browser, { prompt: 'none' })), 'login_required')
    ok(asksForPassword(await ask(place, client, browser)))
  })

  test('does not start where the server keeps no sessions', async () => {
    const place = await used.sandbox()
    await configure(place, { sessions: false })
    const client = await registerClient(place)
    const browser = createBrowser(place.trustedFetch)
    const { id_token } = await flowTokens(place, client, {}, { browser })
    equal(claimsOf(id_token)['sid'], undefined)
    ok(![...browser.cookies.keys()].some((name) => name.includes('session')))
    ok(asksForPassword(await ask(place, client, browser)))
    equal(errorOf(await ask(place, client, browser, { prompt: 'none' })), 'login_required')
  })
})

describe('prompt (OpenID Connect Core §3.1.2.1)', () => {
  test('none without a session is answered login_required', async () => {
    const client = await registerClient(used.lab)
    const browser = createBrowser(used.lab.trustedFetch)
    equal(errorOf(await ask(used.lab, client, browser, { prompt: 'none' })), 'login_required')
  })

  test('none without consent is answered consent_required', async () => {
    const { client, browser } = await signedIn(used.lab)
    const more = { prompt: 'none', scope: 'openid email' }
    equal(errorOf(await ask(used.lab, client, browser, more)), 'consent_required')
    const other = await registerClient(used.lab)
    equal(errorOf(await ask(used.lab, other, browser, { prompt: 'none' })), 'consent_required')
  })

  test('login asks for the password though there is a session', async () => {
    const { client, browser } = await signedIn(used.lab)
    for (const prompt of ['login', 'select_account']) {
      const page = await ask(used.lab, client, browser, { prompt })
      ok(asksForPassword(page), prompt)
      ok(responseOf(await signIn(browser, page))['code'])
    }
  })

  test('consent asks for consent though it was given', async () => {
    const { client, browser } = await signedIn(used.lab)
    const page = await ask(used.lab, client, browser, { prompt: 'consent' })
    ok(asksForConsent(page))
    ok(!asksForPassword(page))
    ok(responseOf(await allow(browser, page, ['openid']))['code'])
  })
})

describe('max_age', () => {
  test('asks for the password again when the sign-in is older', async () => {
    const place = await used.sandbox()
    await place.control.clock.set({ freeze: true })
    const { client, browser } = await signedIn(place)
    await place.control.clock.set({ forward: 100 })
    ok(responseOf(await ask(place, client, browser, { max_age: '100' }))['code'])
    await place.control.clock.set({ forward: 1 })
    const silent = { max_age: '100', prompt: 'none' }
    equal(errorOf(await ask(place, client, browser, silent)), 'login_required')
    ok(asksForPassword(await ask(place, client, browser, { max_age: '100' })))
  })

  test('a client may register one as its default', async () => {
    const place = await used.sandbox()
    await place.control.clock.set({ freeze: true })
    const client = await registerClient(place, { default_max_age: 30 })
    const { browser } = await authorize(place, client)
    await place.control.clock.set({ forward: 31 })
    ok(asksForPassword(await ask(place, client, browser)))
    ok(responseOf(await ask(place, client, browser, { max_age: '60' }))['code'])
  })

  test('auth_time tells when the user signed in, not when the token was issued', async () => {
    const place = await used.sandbox()
    await place.control.clock.set({ freeze: true })
    const { client, browser } = await signedIn(place)
    const { now } = await place.control.clock.get()
    await place.control.clock.set({ forward: 50 })
    const { id_token } = await flowTokens(place, client, {}, { browser })
    const { auth_time, iat } = claimsOf(id_token)
    equal(auth_time, Math.floor(Date.parse(now) / 1000))
    equal(iat, auth_time + 50)
  })
})

describe('hints', () => {
  test('login_hint is filled in as the user name', async () => {
    const client = await registerClient(used.lab)
    const browser = createBrowser(used.lab.trustedFetch)
    const page = await ask(used.lab, client, browser, { login_hint: 'some"body<b>' })
    ok(/name="login"[^>]*value="some&quot;body&lt;b&gt;"/.test(page.text))
  })

  test('an id_token_hint of the signed-in user is answered silently, of another not', async () => {
    const client = await registerClient(used.lab)
    const browser = createBrowser(used.lab.trustedFetch)
    const own = String((await flowTokens(used.lab, client, {}, { browser }))['id_token'])
    const silent = { prompt: 'none', id_token_hint: own }
    ok(responseOf(await ask(used.lab, client, browser, silent))['code'])
    const others = await flowTokens(used.lab, client, {}, { username: 'superuser' })
    const foreign = { prompt: 'none', id_token_hint: String(others['id_token']) }
    equal(errorOf(await ask(used.lab, client, browser, foreign)), 'login_required')
    ok(asksForPassword(await ask(used.lab, client, browser, { ...foreign, prompt: undefined })))
  })

  test("an access token, another issuer's or a changed ID token is no hint", async () => {
    const place = await used.sandbox()
    const client = await registerClient(used.lab)
    const browser = createBrowser(used.lab.trustedFetch)
    const { access_token, id_token } = await flowTokens(used.lab, client, {}, { browser })
    const foreign = await flowTokens(place, await registerClient(place))
    const [header, , signature] = String(id_token).split('.')
    const forged = `${header}.${Buffer.from('{"sub":"x"}').toString('base64url')}.${signature}`
    for (const hint of [access_token, foreign['id_token'], forged]) {
      const change = { id_token_hint: String(hint), prompt: 'none' }
      equal(errorOf(await ask(used.lab, client, browser, change)), 'invalid_request')
    }
  })

  test('an expired ID token is still a hint', async () => {
    const place = await used.sandbox()
    const client = await registerClient(place)
    const browser = createBrowser(place.trustedFetch)
    const { id_token } = await flowTokens(place, client, {}, { browser })
    await place.control.clock.set({ forward: 3601 })
    const change = { id_token_hint: String(id_token), prompt: 'none' }
    ok(responseOf(await ask(place, client, browser, change))['code'])
  })
})
