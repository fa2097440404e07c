import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, test } from 'node:test'
import { noteSecret } from '../../secrets.ts'
import { requireRefused } from '../support/answer.ts'
import { createBrowser } from '../support/browser.ts'
import type { Browser, Page } from '../support/browser.ts'
import { allow, authorizationRequest, flowTokens, redeem, refresh } from '../support/code-flow.ts'
import { responseOf } from '../support/code-flow.ts'
import { linkOf, mailsTo } from '../support/mails.ts'
import { registerClient } from '../support/place.ts'
import { checksOf, configure, useLab } from '../support/use-lab.ts'
import type { TestPlace } from '../support/use-lab.ts'

const used = useLab()

const dana = 'dana@lab.example'
const another = `another-${randomUUID()}`
noteSecret(another, 'password')

/** A sandbox whose users may choose another password. */
async function openPlace(): Promise<TestPlace> {
  const place = await used.sandbox()
  await configure(place, { passwordReset: true })
  return place
}

/** The page for a forgotten password, by the sign-in page of an authorization request. */
async function openForgotten(place: TestPlace, browser = createBrowser(place.trustedFetch)) {
  const client = await registerClient(place)
  const request = authorizationRequest(place, client, { scope: 'openid offline_access' })
  const signInPage = await browser.open(request.url)
  const page = await browser.open(`${signInPage.url.href}/forgotten-password`)
  equal(page.status, 200)
  return { browser, page, client, request, signInPage }
}

/** Asks for a mail to the user `developer`; returns its link. */
async function askForLink(place: TestPlace) {
  const opened = await openForgotten(place)
  await opened.browser.submit(opened.page, { login: 'developer' })
  const [mail] = await mailsTo(place, dana)
  return { ...opened, link: linkOf(mail!) }
}

const setPassword = async (browser: Browser, link: URL, password: string): Promise<Page> =>
  browser.submit(await browser.open(link), { password })

describe('a user who forgot the password', () => {
  test('chooses another one by a link in a mail, and goes on with the sign-in that was begun', async () => {
    const place = await openPlace()
    const { browser, page, client, request, signInPage } = await openForgotten(place)
    match(signInPage.text, /href="[^"]+\/forgotten-password"/)
    const answer = await browser.submit(page, { login: 'developer' })
    match(answer.text, /Look into your mails/)
    const [mail, ...others] = await mailsTo(place, dana)
    deepEqual(others, [])
    match(mail!.text, /password of the user developer/)

    const changed = await setPassword(browser, linkOf(mail!), another)
    equal(changed.status, 200)
    const [, onHref] = /class="button primary" href="([^"]+)"/.exec(changed.text) ?? []
    equal(new URL(onHref!, place.origin).pathname, signInPage.url.pathname)
    const consent = await browser.submit(await browser.open(new URL(onHref!, place.origin)), {
      login: 'developer',
      password: another,
    })
    const { code } = responseOf(await allow(browser, consent, ['openid']))
    equal((await redeem(place, client, { ...request, code: code! })).status, 200)
  })

  test('is named by mail address too, and its case does not count', async () => {
    const place = await openPlace()
    const { browser, page } = await openForgotten(place)
    await browser.submit(page, { login: 'DANA@lab.example' })
    equal((await mailsTo(place, dana)).length, 1)
  })

  test('may open the link elsewhere, and signs in from the account page then', async () => {
    const place = await openPlace()
    const { link } = await askForLink(place)
    const changed = await setPassword(createBrowser(place.trustedFetch), link, another)
    match(changed.text, /href="[^"]*\/authserver\/account"/)
  })

  test('is signed out everywhere by the new password, and refresh tokens end', async () => {
    const place = await openPlace()
    const client = await registerClient(place)
    const elsewhere = createBrowser(place.trustedFetch)
    const tokens = await flowTokens(
      place,
      client,
      { scope: 'openid offline_access' },
      {
        browser: elsewhere,
      },
    )
    const { browser, link } = await askForLink(place)
    ok((await refresh(place, client, tokens['refresh_token'])).body['refresh_token'])
    await setPassword(browser, link, another)
    const asked = await elsewhere.open(authorizationRequest(place, client).url)
    match(asked.text, /name="password"/)
    requireRefused(await refresh(place, client, tokens['refresh_token']), 'invalid_grant')
  })

  test('still needs the second factor', async () => {
    const place = await openPlace()
    await place.control.users.setTotp('developer')
    const { browser, link } = await askForLink(place)
    const changed = await setPassword(browser, link, another)
    const [, onHref] = /class="button primary" href="([^"]+)"/.exec(changed.text) ?? []
    const signInPage = await browser.open(new URL(onHref!, place.origin))
    const next = await browser.submit(signInPage, { login: 'developer', password: another })
    match(next.text, /name="code"/)
  })
})

describe('the page for a forgotten password', () => {
  test('answers the same for a user, for nobody, and for a user without a mail address', async () => {
    const place = await openPlace()
    await place.control.users.create({ username: 'silent', password: another })
    await place.control.users.create({
      username: 'unverified',
      password: another,
      claims: { email: 'not-mine@lab.example', email_verified: false },
    })
    const answers = []
    for (const login of ['developer', 'nobody', 'silent', 'unverified']) {
      const { browser, page } = await openForgotten(place)
      const { status, text, url } = await browser.submit(page, { login })
      const same = text
        .replaceAll(/interaction\/[\w-]+/g, 'interaction/')
        .replace(/Request <code.*?code>/, '')
      answers.push({ status, text: same, query: url.search })
    }
    for (const one of answers) deepEqual(one, answers[0])
    equal((await place.control.mails.list()).total, 1)
  })

  test('is not there unless the server has it', async () => {
    const place = await used.sandbox()
    const browser = createBrowser(place.trustedFetch)
    const client = await registerClient(place)
    const signInPage = await browser.open(authorizationRequest(place, client).url)
    ok(!signInPage.text.includes('forgotten-password'))
    const page = await browser.open(`${signInPage.url.href}/forgotten-password`)
    equal(page.status, 404)
    deepEqual(await checksOf(place, '/forgotten-password'), ['password-reset.offered'])
    equal((await browser.open(`${place.base}/authserver/new-password?mail_token=x`)).status, 404)
  })

  test('takes no form of another page', async () => {
    const place = await openPlace()
    const { browser, page } = await openForgotten(place)
    const forged = page.text.replace(/(name="csrf" value=")[^"]+/, '$1forged')
    const refused = await browser.submit({ ...page, text: forged }, { login: 'developer' })
    equal(refused.status, 403)
    equal((await place.control.mails.list()).total, 0)
  })

  test('belongs to the browser that began the sign-in', async () => {
    const place = await openPlace()
    const { page } = await openForgotten(place)
    const other = await createBrowser(place.trustedFetch).open(page.url)
    deepEqual(
      [other.status, await checksOf(place, '/forgotten-password')],
      [400, ['interaction.known']],
    )
  })

  test('sends nothing to an address that asked five times, until five minutes have passed', async () => {
    const place = await openPlace()
    await place.control.clock.set({ freeze: true })
    const ask = async () => {
      const { browser, page } = await openForgotten(place)
      return (await browser.submit(page, { login: randomUUID() })).status
    }
    for (let at = 0; at < 5; at += 1) equal(await ask(), 200)
    equal(await ask(), 429)
    deepEqual(await checksOf(place, '/forgotten-password'), ['mail.throttled'])
    await place.control.clock.set({ forward: 301 })
    equal(await ask(), 200)
  })

  test('floods no mailbox: five mails in five minutes, whoever asks, and nobody is told', async () => {
    const place = await openPlace()
    await place.control.clock.set({ freeze: true })
    await place.control.policy.waive('mail.throttled')
    const ask = async () => {
      const { browser, page } = await openForgotten(place)
      return (await browser.submit(page, { login: 'developer' })).status
    }
    for (let at = 0; at < 7; at += 1) equal(await ask(), 200)
    equal((await mailsTo(place, dana)).length, 5)
    await place.control.clock.set({ forward: 301 })
    await ask()
    equal((await mailsTo(place, dana)).length, 6)
  })
})

describe('a link for another password', () => {
  test('is good once', async () => {
    const place = await openPlace()
    const { browser, link } = await askForLink(place)
    const form = await browser.open(link)
    equal((await browser.submit(form, { password: another })).status, 200)
    const again = await browser.submit(form, { password: `${another}-too` })
    equal(again.status, 400)
    deepEqual(await checksOf(place, '/new-password'), ['mailed-link.unused'])
  })

  test('gives one of two forms at the same moment the password', async () => {
    const place = await openPlace()
    const { browser, link } = await askForLink(place)
    const form = await browser.open(link)
    const sent = await Promise.all(
      [1, 2].map((at) => browser.submit(form, { password: `${another}-${at}` })),
    )
    deepEqual(
      sent.map(({ status }) => status).toSorted((a, b) => a - b),
      [200, 400],
    )
  })

  test('ends after mailedLinkLifetime on the clock of the sandbox', async () => {
    const place = await openPlace()
    await place.control.clock.set({ freeze: true })
    await configure(place, { mailedLinkLifetime: 60 })
    const { browser, link } = await askForLink(place)
    equal((await browser.open(link)).status, 200)
    await place.control.clock.set({ forward: 61 })
    match((await browser.open(link)).text, /The link is too old/)
    deepEqual(await checksOf(place, '/new-password'), ['mailed-link.fresh'])
  })

  test('ends with any other change of the password', async () => {
    const place = await openPlace()
    const { browser, link } = await askForLink(place)
    await place.control.users.update('developer', { password: another })
    equal((await browser.open(link)).status, 400)
    deepEqual(await checksOf(place, '/new-password'), ['mailed-link.known'])
  })

  test('can’t be guessed, and is good in its own sandbox alone', async () => {
    const place = await openPlace()
    const { browser, link } = await askForLink(place)
    const other = await openPlace()
    const moved = new URL(link.href.replace(place.base, other.base))
    for (const url of [moved, new URL(`${place.base}/authserver/new-password`)]) {
      equal((await browser.open(url)).status, 400)
    }
    deepEqual(await checksOf(place, '/new-password'), ['mailed-link.known'])
    deepEqual(await checksOf(other, '/new-password'), ['mailed-link.known'])
  })

  test('takes no short password, and not the user name; it is still good then', async () => {
    const place = await openPlace()
    await place.control.users.create({
      username: 'long-enough',
      password: another,
      claims: { email: 'long@lab.example' },
    })
    const { browser, page } = await openForgotten(place)
    await browser.submit(page, { login: 'long-enough' })
    const link = linkOf((await mailsTo(place, 'long@lab.example'))[0]!)
    const short = await setPassword(browser, link, '1234567')
    equal(short.status, 400)
    match(short.text, /It has 7 characters/)
    deepEqual(await checksOf(place, '/new-password'), ['new-password.length'])
    equal((await setPassword(browser, link, 'Long-Enough')).status, 400)
    deepEqual(await checksOf(place, '/new-password'), ['new-password.not-name'])
    equal((await setPassword(browser, link, another)).status, 200)
  })

  test('needs a form of its own page', async () => {
    const place = await openPlace()
    const { browser, link } = await askForLink(place)
    const form = await browser.open(link)
    const refused = await createBrowser(place.trustedFetch).submit(form, { password: another })
    equal(refused.status, 403)
    equal((await browser.submit(form, { password: another })).status, 200)
  })

  test('is hidden in a recording, in address, page and form', async () => {
    const place = await openPlace()
    const { browser, link } = await askForLink(place)
    await setPassword(browser, link, another)
    const { log } = await place.control.recording.har()
    const text = JSON.stringify(log.entries)
    ok(text.includes('/authserver/new-password?mail_token=hidden-'))
    ok(!text.includes(link.searchParams.get('mail_token')!))
  })
})

describe('the outbox', () => {
  test('lists mails, opens one, and is emptied; links stay good', async () => {
    const place = await openPlace()
    const { browser, link } = await askForLink(place)
    const { items, total } = await place.control.mails.list({ search: 'DANA' })
    equal(total, 1)
    deepEqual(Object.keys(items[0]!).toSorted(), ['createdAt', 'id', 'subject', 'to'])
    equal((await place.control.mails.list({ to: 'sam@lab.example' })).total, 0)
    await place.control.mails.clear()
    equal((await place.control.mails.list()).total, 0)
    equal((await setPassword(browser, link, another)).status, 200)
  })

  test('is part of a snapshot, and so are links', async () => {
    const place = await openPlace()
    const { browser, link } = await askForLink(place)
    const saved = await place.control.snapshot.save()
    const form = await browser.open(link)
    await browser.submit(form, { password: another })
    await place.control.mails.clear()
    equal((await browser.open(link)).status, 400)
    await place.control.snapshot.restore(saved)
    deepEqual(linkOf((await mailsTo(place, dana))[0]!).href, link.href)
    equal((await setPassword(browser, link, another)).status, 200)
  })

  test('tells an administrator of an unknown mail that there is none', async () => {
    const place = await openPlace()
    await rejects(place.control.mails.open('m-none'), /There is no mail m-none/)
  })
})
