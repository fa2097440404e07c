import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, test } from 'node:test'
import { noteSecret } from '../../secrets.ts'
import { createBrowser } from '../support/browser.ts'
import type { Browser, Page } from '../support/browser.ts'
import { requireRefused } from '../support/answer.ts'
import {
  allow,
  authorizationRequest,
  authorize,
  flowTokens,
  redeem,
  refresh,
  signIn,
} from '../support/code-flow.ts'
import { registerClient } from '../support/place.ts'
import { checksOf, useLab } from '../support/use-lab.ts'
import type { TestPlace } from '../support/use-lab.ts'

const used = useLab()

test('a new password ends the user’s sessions, the one that the user has already ends none', async () => {
  const sandbox = await used.sandbox()
  const client = await registerClient(sandbox)
  const browser = createBrowser(sandbox.trustedFetch)
  await authorize(sandbox, client, {}, { browser })
  const asksForPassword = async () => {
    const page = await browser.open(authorizationRequest(sandbox, client).url)
    return page.text.includes('name="password"')
  }
  equal(await asksForPassword(), false)
  await sandbox.control.users.update('developer', { password: 'test' })
  equal(await asksForPassword(), false)
  noteSecret('another-one', 'password')
  await sandbox.control.users.update('developer', { password: 'another-one' })
  equal(await asksForPassword(), true)
})

test('a new password ends the user’s refresh tokens and codes, and nobody else’s', async () => {
  const sandbox = await used.sandbox()
  const client = await registerClient(sandbox)
  const offline = { scope: 'openid offline_access' }
  const first = await flowTokens(sandbox, client, offline)
  const other = await flowTokens(sandbox, client, offline, { username: 'superuser' })
  await sandbox.control.users.update('developer', { password: 'test' })
  const renewed = await refresh(sandbox, client, first['refresh_token'])
  const refresh_token = renewed.body['refresh_token']
  ok(refresh_token)

  const authorization = await authorize(sandbox, client, offline)
  noteSecret('one-more', 'password')
  await sandbox.control.users.update('developer', { password: 'one-more' })
  requireRefused(await refresh(sandbox, client, refresh_token), 'invalid_grant')
  requireRefused(await redeem(sandbox, client, authorization), 'invalid_grant')
  ok((await refresh(sandbox, client, other['refresh_token'])).body['refresh_token'])
})

test('a new password ends a sign-in that waits for a code, or for the consent where there are no sessions', async () => {
  const sandbox = await used.sandbox()
  await sandbox.control.config.put({ sessions: false })
  const client = await registerClient(sandbox)
  const waiting = createBrowser(sandbox.trustedFetch)
  const { url } = authorizationRequest(sandbox, client)
  const consent = await signIn(waiting, await waiting.open(url))
  match(consent.text, /value="allow"/)
  await sandbox.control.users.setTotp('developer')
  const halfway = createBrowser(sandbox.trustedFetch)
  const code = await signIn(halfway, await halfway.open(url))
  match(code.text, /name="code"/)
  noteSecret('quite-another', 'password')
  await sandbox.control.users.update('developer', { password: 'quite-another' })
  match((await allow(waiting, consent, ['openid'])).text, /name="password"/)
  match((await halfway.open(code.url.href)).text, /name="password"/)
})

describe('a user who changes the password on the account page', () => {
  const wanted = `wanted-${randomUUID()}`
  noteSecret(wanted, 'password')

  /** A browser that is signed in, and the form. */
  async function openForm(sandbox: TestPlace) {
    const browser = createBrowser(sandbox.trustedFetch)
    const address = `${sandbox.base}/authserver/account/password`
    const page = await signIn(browser, await browser.open(address))
    match(page.text, /Change your password/)
    equal(page.url.href, address)
    return { browser, page }
  }
  const change = (browser: Browser, page: Page, password = 'test', new_password = wanted) =>
    browser.submit(page, { password, new_password })

  test('stays signed in there, in the same session under another cookie, and nowhere else', async () => {
    const sandbox = await used.sandbox()
    const client = await registerClient(sandbox)
    const elsewhere = createBrowser(sandbox.trustedFetch)
    const tokens = await flowTokens(
      sandbox,
      client,
      { scope: 'openid offline_access' },
      { browser: elsewhere },
    )
    const { browser, page } = await openForm(sandbox)
    const before = new Map(browser.cookies)
    const sids = await sidsOf(sandbox)
    match((await change(browser, page)).text, /You are signed in here, and nowhere else/)
    const kept = await sidsOf(sandbox)
    deepEqual([sids.length, kept.length], [2, 1])
    ok(sids.includes(kept[0]!))
    const [name] = [...before.keys()].filter((one) => one.includes('session'))
    ok(before.get(name!) !== browser.cookies.get(name!))
    equal((await browser.open(page.url)).status, 200)
    const request = authorizationRequest(sandbox, client).url
    match((await elsewhere.open(request)).text, /name="password"/)
    requireRefused(await refresh(sandbox, client, tokens['refresh_token']), 'invalid_grant')
    const again = await elsewhere.submit(await elsewhere.open(request), {
      login: 'developer',
      password: wanted,
    })
    match(again.text, /value="allow"/)
  })

  const refusals: [string, string, string, string][] = [
    ['a wrong present password', 'not-it', wanted, 'login.password'],
    ['no present password', '', wanted, 'login.password'],
    ['a short new one', 'test', 'short', 'new-password.length'],
    ['the present one as new one', wanted, wanted, 'new-password.other'],
  ]
  for (const [what, present, next, check] of refusals) {
    test(`is refused with ${what}`, async () => {
      const sandbox = await used.sandbox()
      const { browser, page } = await openForm(sandbox)
      equal((await change(browser, page, present, next)).status, 400)
      ok((await checksOf(sandbox, '/account/password')).includes(check))
      equal((await sidsOf(sandbox)).length, 1)
      match((await change(browser, page)).text, /The new password holds/)
    })
  }

  test('is refused with the user name as new one, whatever its case', async () => {
    const sandbox = await used.sandbox()
    const username = `user-${randomUUID()}`
    const password = `present-${randomUUID()}`
    await sandbox.control.users.create({ username, password })
    const browser = createBrowser(sandbox.trustedFetch)
    const signInPage = await browser.open(`${sandbox.base}/authserver/account/password`)
    const page = await browser.submit(signInPage, { login: username, password })
    equal((await change(browser, page, password, username.toUpperCase())).status, 400)
    ok((await checksOf(sandbox, '/account/password')).includes('new-password.not-name'))
  })

  test('is locked for five minutes after five wrong ones', async () => {
    const sandbox = await used.sandbox()
    await sandbox.control.clock.set({ freeze: true })
    const { browser, page } = await openForm(sandbox)
    for (let at = 0; at < 5; at += 1) {
      equal((await change(browser, page, 'not-it')).status, 400)
    }
    equal((await change(browser, page)).status, 429)
    ok((await checksOf(sandbox, '/account/password')).includes('login.throttled'))
    await sandbox.control.clock.set({ forward: 301 })
    match((await change(browser, page)).text, /The new password holds/)
  })

  test('is refused without the token of the page, and asked to sign in where nobody is', async () => {
    const sandbox = await used.sandbox()
    const { browser, page } = await openForm(sandbox)
    const forged = page.text.replace(/(name="csrf" value=")[^"]+/, '$1forged')
    equal((await change(browser, { ...page, text: forged })).status, 403)
    const other = createBrowser(sandbox.trustedFetch)
    match((await change(other, page)).text, /Then you change your password/)
  })

  test('keeps the second factor that the session has', async () => {
    const sandbox = await used.sandbox()
    const { cookie } = await sandbox.control.browserSessions.create({
      user: 'developer',
      amr: ['pwd', 'otp', 'mfa'],
    })
    const browser = createBrowser(sandbox.trustedFetch)
    const [name, value] = cookie.split('=') as [string, string]
    browser.cookies.set(name, value)
    await change(browser, await browser.open(`${sandbox.base}/authserver/account/password`))
    const { items } = await sandbox.control.browserSessions.list({ user: 'developer' })
    deepEqual(
      items.map(({ amr }) => amr),
      [['pwd', 'otp', 'mfa']],
    )
  })

  test('is told no more on the sign-in page with the public password', async () => {
    const sandbox = await used.sandbox()
    const address = authorizationRequest(sandbox, await registerClient(sandbox)).url
    const people = async () => {
      const { text } = await createBrowser(sandbox.trustedFetch).open(address)
      return [...text.matchAll(/<tr><td><code>(\w+)<\/code>/g)].map(([, name]) => name)
    }
    deepEqual(await people(), ['developer', 'superuser'])
    const { browser, page } = await openForm(sandbox)
    await change(browser, page)
    deepEqual(await people(), ['superuser'])
  })

  const sidsOf = async ({ control }: TestPlace) =>
    (await control.browserSessions.list({ user: 'developer' })).items.map(({ id }) => id)
})
