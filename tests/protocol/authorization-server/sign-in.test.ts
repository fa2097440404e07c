import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createBrowser, readForm } from '../support/browser.ts'
import type { Browser, Page } from '../support/browser.ts'
import { allow, authorizationRequest, responseOf, signIn } from '../support/code-flow.ts'
import { registerClient } from '../support/place.ts'
import type { Place } from '../support/place.ts'
import { checksOf, useLab } from '../support/use-lab.ts'

const used = useLab()

/** A browser that stands before the sign-in form of a fresh request. */
async function atSignIn(place: Place): Promise<{ browser: Browser; page: Page }> {
  const client = await registerClient(place)
  const browser = createBrowser(place.trustedFetch)
  const { url } = authorizationRequest(place, client)
  return { browser, page: await browser.open(url) }
}

/** Sends the sign-in form as it is, with these headers. */
async function post(browser: Browser, page: Page, fields: Record<string, string>, headers = {}) {
  const { action, hidden } = readForm(page)
  const body = new URLSearchParams([...hidden, ...Object.entries(fields)])
  return browser.open(action, { method: 'POST', body, headers })
}

describe('the sign-in page', () => {
  test('can be framed by nobody, is stored nowhere and works without script', async () => {
    const { page } = await atSignIn(used.lab)
    equal(page.status, 200)
    match(page.headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/)
    match(page.headers.get('content-security-policy') ?? '', /default-src 'none'/)
    equal(page.headers.get('cache-control'), 'no-store')
    equal(page.headers.get('referrer-policy'), 'no-referrer')
    equal(page.headers.get('cross-origin-opener-policy'), 'unsafe-none')
    ok(!/ on[a-z]+="/.test(page.text))
  })

  test('a right password leads on', async () => {
    const { browser, page } = await atSignIn(used.lab)
    ok((await signIn(browser, page)).text.includes('value="allow"'))
  })

  test('a wrong password shows the form again and tells the client nothing', async () => {
    const { browser, page } = await atSignIn(used.lab)
    const again = await browser.submit(page, { login: 'developer', password: 'wrong' })
    equal(again.status, 400)
    equal(again.leaves, undefined)
    ok(!again.text.includes('wrong"'))
    ok((await signIn(browser, again)).text.includes('value="allow"'))
  })

  test('an unknown user and an empty password are told the same', async () => {
    const texts: string[] = []
    for (const fields of [
      { login: 'developer', password: 'wrong' },
      { login: 'nobody', password: 'wrong' },
      { login: 'superuser', password: '' },
    ]) {
      const { browser, page } = await atSignIn(used.lab)
      const again = await browser.submit(page, fields)
      equal(again.status, 400)
      texts.push(/role="alert"[^]*?<\/(?:div|p|section)>/.exec(again.text)![0])
    }
    equal(new Set(texts).size, 1)
  })

  test('cancel tells the client access_denied', async () => {
    const { browser, page } = await atSignIn(used.lab)
    const { error, state } = responseOf(await browser.submit(page, { cancel: 'true' }))
    equal(error, 'access_denied')
    ok(state)
  })
})

describe('wrong passwords are throttled', () => {
  const wrong = { login: 'developer', password: 'wrong' }

  test('after five the right one is refused too, until the clock has moved', async () => {
    const place = await used.sandbox()
    await place.control.clock.set({ freeze: true })
    const { browser, page } = await atSignIn(place)
    for (let n = 0; n < 5; n += 1) equal((await browser.submit(page, wrong)).status, 400)
    equal((await signIn(browser, page)).status, 429)
    deepEqual(await checksOf(place, '/login'), ['login.throttled'])
    await place.control.clock.set({ forward: 299 })
    equal((await signIn(browser, page)).status, 429)
    await place.control.clock.set({ forward: 1 })
    ok((await signIn(browser, page)).text.includes('value="allow"'))
  })

  test('another user is not affected', async () => {
    const place = await used.sandbox()
    const { browser, page } = await atSignIn(place)
    for (let n = 0; n < 6; n += 1) await browser.submit(page, wrong)
    equal((await signIn(browser, page)).status, 429)
    ok((await signIn(browser, page, 'superuser')).text.includes('value="allow"'))
  })

  test('another sandbox is not affected', async () => {
    const [place, other] = [await used.sandbox(), await used.sandbox()]
    const { browser, page } = await atSignIn(place)
    for (let n = 0; n < 6; n += 1) await browser.submit(page, wrong)
    const elsewhere = await atSignIn(other)
    equal((await signIn(elsewhere.browser, elsewhere.page)).status, 200)
  })

  test('an address that is claimed from outside is not believed', async () => {
    const place = await used.sandbox()
    const { browser, page } = await atSignIn(place)
    for (let n = 0; n < 5; n += 1) {
      const headers = { 'x-forwarded-for': `192.0.2.${n}`, 'x-real-ip': `192.0.2.${n}` }
      equal((await post(browser, page, wrong, headers)).status, 400)
    }
    const headers = { 'x-forwarded-for': '192.0.2.99', forwarded: 'for=192.0.2.99' }
    const right = { login: 'developer', password: 'test' }
    equal((await post(browser, page, right, headers)).status, 429)
  })

  test('a right password forgets the wrong ones before it', async () => {
    const place = await used.sandbox()
    for (let round = 0; round < 2; round += 1) {
      const { browser, page } = await atSignIn(place)
      for (let n = 0; n < 4; n += 1) equal((await browser.submit(page, wrong)).status, 400)
      ok((await signIn(browser, page)).text.includes('value="allow"'))
    }
  })
})

describe('a form', () => {
  const right = { login: 'developer', password: 'test' }

  test('without its CSRF token, or with a foreign one, is refused with 403', async () => {
    const { browser, page } = await atSignIn(used.lab)
    const other = await atSignIn(used.lab)
    const { action } = readForm(page)
    const foreign = Object.fromEntries(readForm(other.page).hidden)['csrf']!
    for (const csrf of [{}, { csrf: '' }, { csrf: 'x' }, { csrf: foreign }]) {
      const body = new URLSearchParams({ ...csrf, ...right })
      const answer = await browser.open(action, { method: 'POST', body })
      equal(answer.status, 403)
      equal(answer.leaves, undefined)
      deepEqual(await checksOf(used.lab, '/login'), ['csrf.token'])
    }
    ok((await signIn(browser, page)).text.includes('value="allow"'))
  })

  test('of a sign-in that another browser began is refused', async () => {
    const { page } = await atSignIn(used.lab)
    const { browser } = await atSignIn(used.lab)
    const answer = await post(browser, page, right)
    equal(answer.status, 400)
    deepEqual(await checksOf(used.lab, '/login'), ['interaction.known'])
    equal((await browser.open(page.url)).status, 400)
    equal((await createBrowser(used.lab.trustedFetch).open(page.url)).status, 400)
  })

  test('of consent is refused without its CSRF token', async () => {
    const { browser, page } = await atSignIn(used.lab)
    const consent = await signIn(browser, page)
    const body = new URLSearchParams({ answer: 'allow', scope: 'openid' })
    const { action } = readForm(consent)
    equal((await browser.open(action, { method: 'POST', body })).status, 403)
  })

  test('of a sign-in that is over gets its answer again for a minute, and is refused then', async () => {
    const place = await used.sandbox()
    const { browser, page } = await atSignIn(place)
    const consent = await signIn(browser, page)
    const { code } = responseOf(await allow(browser, consent, ['openid']))
    ok(code)
    equal(responseOf(await allow(browser, consent, ['openid']))['code'], code)
    equal(responseOf(await signIn(browser, page))['code'], code)
    // The page itself is over: who goes back there is not sent to the application again.
    equal((await browser.open(page.url)).status, 400)
    await place.control.clock.set({ forward: 61 })
    equal((await allow(browser, consent, ['openid'])).status, 400)
    deepEqual(await checksOf(place, '/consent'), ['interaction.open'])
    equal((await signIn(browser, page)).status, 400)
  })

  test('of a sign-in that is over gives its answer to no other browser', async () => {
    const { browser, page } = await atSignIn(used.lab)
    responseOf(await allow(browser, await signIn(browser, page), ['openid']))
    const { browser: other } = await atSignIn(used.lab)
    const answer = await other.open(page.url)
    equal(answer.status, 400)
    equal(answer.leaves, undefined)
  })

  test('of consent begins again at sign-in when the person logged out meanwhile', async () => {
    const { browser, page } = await atSignIn(used.lab)
    const consent = await signIn(browser, page)
    const question = await browser.open(`${used.lab.issuer}/logout`)
    await browser.submit(question, { answer: 'yes' })
    const again = await allow(browser, consent, ['openid'])
    equal(again.status, 200)
    match(again.text, /name="password"/)
    const consentAgain = await signIn(browser, again, 'superuser')
    ok(responseOf(await allow(browser, consentAgain, ['openid']))['code'])
  })

  test('of consent before the password brings nothing but the sign-in page', async () => {
    const { browser, page } = await atSignIn(used.lab)
    const { action, hidden } = readForm(page)
    for (const step of ['consent', 'code']) {
      const url = new URL(step, action)
      const body = new URLSearchParams([...hidden, ['answer', 'allow'], ['code', '123456']])
      const answer = await browser.open(url, { method: 'POST', body })
      equal(answer.leaves, undefined)
      equal(answer.status, step === 'code' ? 400 : 200)
      if (step === 'consent') match(answer.text, /name="password"/)
    }
  })

  test('that is sent several times at the same moment brings one code, each time', async () => {
    const { browser, page } = await atSignIn(used.lab)
    const consent = await signIn(browser, page)
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => allow(browser, consent, ['openid'])),
    )
    const codes = answers.map((answer) => responseOf(answer)['code'])
    ok(codes[0])
    equal(new Set(codes).size, 1)
  })

  test('of a sign-in that took more than an hour is refused', async () => {
    const place = await used.sandbox()
    const { browser, page } = await atSignIn(place)
    await place.control.clock.set({ forward: 3601 })
    equal((await signIn(browser, page)).status, 400)
    deepEqual(await checksOf(place, '/login'), ['interaction.known'])
  })
})
