import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, test } from 'node:test'
import { decodeJwt } from 'jose'
import { noteSecret } from '../../secrets.ts'
import { createBrowser } from '../support/browser.ts'
import type { Browser, Page } from '../support/browser.ts'
import {
  allow,
  authorizationRequest,
  authorize,
  formRequest,
  redeem,
  responseOf,
} from '../support/code-flow.ts'
import type { Change } from '../support/code-flow.ts'
import { linkOf, mailsTo } from '../support/mails.ts'
import { registerClient } from '../support/place.ts'
import { checksOf, configure, useLab } from '../support/use-lab.ts'
import type { TestPlace } from '../support/use-lab.ts'

const used = useLab()

const password = `chosen-${randomUUID()}`
noteSecret(password, 'password')
const email = 'nora@lab.example'
const nora = { login: 'nora', name: 'Nora Newcomer', email, password }
const scope = 'openid profile email'

/** A sandbox where people get accounts by themselves. */
async function openPlace(): Promise<TestPlace> {
  const place = await used.sandbox()
  await configure(place, { userRegistration: true })
  return place
}

/** The page for an account, to which a request with `prompt=create` leads. */
async function openPage(place: TestPlace, change: Change = {}) {
  const browser = createBrowser(place.trustedFetch)
  const client = await registerClient(place)
  const request = authorizationRequest(place, client, { scope, prompt: 'create', ...change })
  return { browser, client, request, page: await browser.open(request.url) }
}

/** Asks for Nora's account; returns the link of the mail. */
async function askForAccount(place: TestPlace, typed: typeof nora = nora) {
  const opened = await openPage(place)
  const answer = await opened.browser.submit(opened.page, typed)
  match(answer.text, /Look into your mails/)
  const [mail] = await mailsTo(place, typed.email)
  return { ...opened, link: linkOf(mail!) }
}

const usersOf = async ({ control }: TestPlace, name: string) =>
  (await control.users.list()).filter(({ username }) => username === name)

const confirm = async (browser: Browser, link: URL): Promise<Page> =>
  browser.submit(await browser.open(link), {})

describe('prompt=create', () => {
  test('leads to an account and back into the flow, with the claims that were typed', async () => {
    const place = await openPlace()
    const { browser, client, request, link, page } = await askForAccount(place)
    match(page.url.pathname, /\/interaction\/[\w-]+\/registration$/)
    const consent = await confirm(browser, link)
    const { code } = responseOf(await allow(browser, consent, scope.split(' ')))
    const { body } = await redeem(place, client, { ...request, code: code! })
    const claims = decodeJwt(String(body['id_token']))
    const { sub } = (await usersOf(place, 'nora'))[0]!
    equal(claims.sub, sub)
    deepEqual(claims['amr'], ['pwd'])
    const userInfo = await place.trustedFetch(`${place.issuer}/userinfo`, {
      headers: { authorization: `Bearer ${String(body['access_token'])}` },
    })
    const told = (await userInfo.json()) as Record<string, unknown>
    deepEqual(
      [told['name'], told['email'], told['email_verified'], told['preferred_username']],
      [nora.name, email, true, 'nora'],
    )
  })

  test('leads there also where somebody is signed in, and signs the new user in', async () => {
    const place = await openPlace()
    const client = await registerClient(place)
    const browser = createBrowser(place.trustedFetch)
    await authorize(place, client, { scope }, { browser })
    const request = authorizationRequest(place, client, { scope, prompt: 'create' })
    const page = await browser.open(request.url)
    await browser.submit(page, nora)
    const consent = await confirm(browser, linkOf((await mailsTo(place, email))[0]!))
    match(consent.text, /Nora Newcomer/)
  })

  test('comes by a pushed request too', async () => {
    const place = await openPlace()
    const browser = createBrowser(place.trustedFetch)
    const client = await registerClient(place)
    const { parameters } = authorizationRequest(place, client, { scope, prompt: 'create' })
    const { body } = await formRequest(place, client, 'par', parameters)
    const query = { client_id: client.client_id, request_uri: String(body['request_uri']) }
    const page = await browser.open(
      `${place.issuer}/authorize?${new URLSearchParams(query).toString()}`,
    )
    match(page.text, /Get an account/)
  })

  test('is offered in the metadata, and known, where people get accounts alone', async () => {
    const place = await used.sandbox()
    const promptsOf = async () => {
      const address = `${place.issuer}/.well-known/openid-configuration`
      const metadata = (await (await place.trustedFetch(address)).json()) as Record<string, unknown>
      return metadata['prompt_values_supported'] as string[]
    }
    ok(!(await promptsOf()).includes('create'))
    const { page } = await openPage(place)
    equal(page.status, 400)
    match(page.text, /invalid_request/)
    ok((await checksOf(place, '/authorize')).includes('prompt.known'))
    await configure(place, { userRegistration: true })
    ok((await promptsOf()).includes('create'))
  })

  for (const prompt of ['create login', 'none create', 'create consent']) {
    test(`goes without others: ${prompt} is refused`, async () => {
      const place = await openPlace()
      const { page } = await openPage(place, { prompt })
      equal(page.status, 400)
      ok((await checksOf(place, '/authorize')).includes('prompt.known'))
    })
  }
})

describe('the page for an account', () => {
  test('is led to from the sign-in page, and leads back', async () => {
    const place = await openPlace()
    const { page, browser } = await openPage(place, { prompt: undefined })
    match(page.text, /href="[^"]+\/registration"/)
    const registration = await browser.open(`${page.url.href}/registration`)
    match(registration.text, new RegExp(`href="${page.url.pathname}"`))
  })

  test('is not there unless the server has it, nor is its link', async () => {
    const place = await used.sandbox()
    const { page, browser } = await openPage(place, { prompt: undefined })
    ok(!page.text.includes('/registration"'))
    equal((await browser.open(`${page.url.href}/registration`)).status, 404)
    deepEqual(await checksOf(place, '/registration'), ['user-registration.offered'])
    equal((await browser.open(`${place.base}/authserver/confirmation?mail_token=x`)).status, 404)
  })

  const wrong: [string, Partial<typeof nora>, string][] = [
    ['a short password', { password: '1234567' }, 'new-password.length'],
    [
      'the user name as password',
      { login: 'nora-new', password: 'Nora-New' },
      'new-password.not-name',
    ],
    ['no user name', { login: ' ' }, 'user-registration.name-form'],
    ['a user name like a mail address', { login: 'a@b' }, 'user-registration.name-form'],
    ['a control character in the user name', { login: 'a\tb' }, 'user-registration.name-form'],
    ['no name', { name: '' }, 'user-registration.persons-name'],
    ['no mail address', { email: 'nora' }, 'user-registration.mail-form'],
    ['two mail addresses', { email: 'a@b.example,c@d.example' }, 'user-registration.mail-form'],
    ['a taken user name', { login: 'developer' }, 'user-registration.name-free'],
    ['a taken user name in capitals', { login: 'Developer' }, 'user-registration.name-free'],
  ]
  for (const [what, change, check] of wrong) {
    test(`refuses ${what}, and keeps what was typed but the password`, async () => {
      const place = await openPlace()
      const { browser, page } = await openPage(place)
      const refused = await browser.submit(page, { ...nora, ...change })
      equal(refused.status, 400)
      deepEqual(await checksOf(place, '/registration'), [check])
      ok(refused.text.includes(`value="${change.name ?? nora.name}"`))
      ok(!refused.text.includes(`value="${change.password ?? password}"`))
      equal((await place.control.mails.list()).total, 0)
    })
  }

  test('answers the same for a mail address that has an account; its owner is told by mail', async () => {
    const place = await openPlace()
    const taken = await openPage(place)
    const free = await openPage(place)
    const answers = [
      await taken.browser.submit(taken.page, { ...nora, email: 'Dana@lab.example' }),
      await free.browser.submit(free.page, nora),
    ].map(({ status, text, url }) => ({
      status,
      query: url.search,
      text: text.replaceAll(/interaction\/[\w-]+/g, '').replace(/Request <code.*?code>/, ''),
    }))
    deepEqual(answers[0], answers[1])
    const [mail] = await mailsTo(place, 'Dana@lab.example')
    equal(mail!.subject, 'You have an account already')
    ok(!mail!.text.includes('mail_token'))
    equal((await usersOf(place, 'nora')).length, 0)
  })

  test('takes no form of another page or browser', async () => {
    const place = await openPlace()
    const { browser, page } = await openPage(place)
    const forged = page.text.replace(/(name="csrf" value=")[^"]+/, '$1forged')
    equal((await browser.submit({ ...page, text: forged }, nora)).status, 403)
    equal((await createBrowser(place.trustedFetch).submit(page, nora)).status, 400)
    deepEqual(await checksOf(place, '/registration'), ['interaction.known'])
    equal((await place.control.mails.list()).total, 0)
  })

  test('tells who asks whether names are taken five times in five minutes, and no more', async () => {
    const place = await openPlace()
    await place.control.clock.set({ freeze: true })
    const { browser, page } = await openPage(place)
    const ask = async () => (await browser.submit(page, { ...nora, login: 'developer' })).status
    for (let at = 0; at < 5; at += 1) equal(await ask(), 400)
    equal(await ask(), 429)
    deepEqual(await checksOf(place, '/registration'), ['mail.throttled'])
  })

  test('is cancelled back to the application', async () => {
    const place = await openPlace()
    const { browser, page } = await openPage(place)
    const { error } = responseOf(await browser.submit(page, { cancel: 'true' }))
    equal(error, 'access_denied')
  })
})

describe('a link that makes an account', () => {
  test('signs nobody in in a browser that did not ask for it', async () => {
    const place = await openPlace()
    const { link, browser, request } = await askForAccount(place)
    const elsewhere = createBrowser(place.trustedFetch)
    const made = await confirm(elsewhere, link)
    match(made.text, /Your account is made/)
    const asked = await elsewhere.open(request.url.replace('&prompt=create', ''))
    match(asked.text, /name="password"/)
    // The browser that asked signs in.
    const page = await browser.open(request.url.replace('&prompt=create', ''))
    const consent = await browser.submit(page, { login: 'nora', password })
    match(consent.text, /Nora Newcomer/)
  })

  test('makes no account by being opened, and is good once', async () => {
    const place = await openPlace()
    const { browser, link } = await askForAccount(place)
    const form = await browser.open(link)
    equal((await usersOf(place, 'nora')).length, 0)
    await browser.submit(form, {})
    equal((await usersOf(place, 'nora')).length, 1)
    const again = await browser.submit(form, {})
    equal(again.status, 400)
    deepEqual(await checksOf(place, '/confirmation'), ['mailed-link.unused'])
  })

  test('ends after mailedLinkLifetime, and is no link for another password', async () => {
    const place = await openPlace()
    await place.control.clock.set({ freeze: true })
    await configure(place, { passwordReset: true })
    const { browser, link } = await askForAccount(place)
    const other = link.href.replace('/confirmation', '/new-password')
    equal((await browser.open(other)).status, 400)
    deepEqual(await checksOf(place, '/new-password'), ['mailed-link.known'])
    await place.control.clock.set({ forward: 901 })
    equal((await browser.open(link)).status, 400)
    deepEqual(await checksOf(place, '/confirmation'), ['mailed-link.fresh'])
  })

  test('needs a form of its own page', async () => {
    const place = await openPlace()
    const { browser, link } = await askForAccount(place)
    const form = await browser.open(link)
    equal((await createBrowser(place.trustedFetch).submit(form, {})).status, 403)
    equal((await usersOf(place, 'nora')).length, 0)
  })

  test('makes none where the user name was taken meanwhile', async () => {
    const place = await openPlace()
    const { browser, link } = await askForAccount(place)
    await place.control.users.create({ username: 'Nora', password })
    match((await confirm(browser, link)).text, /The user name was taken meanwhile/)
    deepEqual(await checksOf(place, '/confirmation'), ['user-registration.name-still-free'])
    equal((await usersOf(place, 'nora')).length, 0)
  })

  test('makes none where the mail address got another account meanwhile', async () => {
    const place = await openPlace()
    const first = await askForAccount(place)
    const second = await askForAccount(place, { ...nora, login: 'nora-too', email })
    await confirm(first.browser, first.link)
    const [latest] = (await mailsTo(place, email)).filter(({ text }) => text.includes('nora-too'))
    const refused = await confirm(second.browser, linkOf(latest!))
    equal(refused.status, 400)
    deepEqual(await checksOf(place, '/confirmation'), ['user-registration.mail-free'])
  })

  test('gives a name to one of two who ask for it at the same moment', async () => {
    const place = await openPlace()
    const asked = [
      await askForAccount(place, { ...nora, email: 'one@lab.example' }),
      await askForAccount(place, { ...nora, email: 'two@lab.example' }),
    ]
    const forms = await Promise.all(asked.map(({ browser, link }) => browser.open(link)))
    const made = await Promise.all(asked.map(({ browser }, at) => browser.submit(forms[at]!, {})))
    deepEqual(
      made.map(({ status }) => status).toSorted((a, b) => a - b),
      [200, 400],
    )
  })

  test('is hidden in a recording, and so is the password', async () => {
    const place = await openPlace()
    const { browser, link } = await askForAccount(place)
    await confirm(browser, link)
    const text = JSON.stringify((await place.control.recording.har()).log.entries)
    ok(text.includes('/authserver/confirmation?mail_token=hidden-'))
    ok(!text.includes(link.searchParams.get('mail_token')!))
    ok(!text.includes(password))
  })
})
