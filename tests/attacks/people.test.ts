import { equal } from 'node:assert/strict'
import { Secret, TOTP } from 'otpauth'
import { noteSecret } from '../secrets.ts'
import { createBrowser, readForm } from '../protocol/support/browser.ts'
import type { Browser, Page } from '../protocol/support/browser.ts'
import {
  allow,
  authorizationRequest,
  authorize,
  formRequest,
  responseOf,
  signIn,
  tokenRequest,
} from '../protocol/support/code-flow.ts'
import type { Change } from '../protocol/support/code-flow.ts'
import { registerClient, registerPublicClient } from '../protocol/support/place.ts'
import { useLab } from '../protocol/support/use-lab.ts'
import type { TestPlace } from '../protocol/support/use-lab.ts'
import { createAttack } from './support/attack.ts'

const attack = createAttack(useLab())

/** A browser of somebody, at the sign-in page of a client. */
async function atSignIn(place: TestPlace, change: Change = {}) {
  const client = await registerClient(place)
  const browser = createBrowser(place.trustedFetch)
  const { url } = authorizationRequest(place, client, change)
  return { client, browser, page: await browser.open(url) }
}

const standsAtConsent = ({ text }: Page) =>
  text.includes('value="allow"') ? 'signed in' : undefined

/** The same cookies in another browser. */
function copyOf(place: TestPlace, { cookies }: Browser): Browser {
  const copy = createBrowser(place.trustedFetch)
  for (const [name, value] of cookies) copy.cookies.set(name, value)
  return copy
}

attack({
  title: 'session fixation',
  clause: 'RFC 6265 §8.4',
  story:
    'The attacker plants his own cookies in the user’s browser, and is signed in by them when the user has signed in.',
  fence: { because: 'a sign-in brings a new session' },
  async attempt(place) {
    const { browser: attacker, client } = await atSignIn(place)
    await authorize(place, client, {}, { browser: attacker, username: 'superuser' })
    const victim = copyOf(place, attacker)
    const { url } = authorizationRequest(place, client, { prompt: 'login' })
    await signIn(victim, await victim.open(url))
    const again = authorizationRequest(place, client, { prompt: 'none' })
    const { error } = responseOf(await attacker.open(again.url))
    return error === 'login_required' ? undefined : 'the user’s session'
  },
  async honest(place) {
    const { browser, client } = await atSignIn(place)
    await authorize(place, client, {}, { browser })
    const { url } = authorizationRequest(place, client, { prompt: 'none' })
    return responseOf(await browser.open(url))['code']
  },
})

attack({
  title: 'sign-in of the attacker, finished by the user',
  clause: 'RFC 6749 §10.12',
  story:
    'The attacker begins a sign-in, sends the user the address of its page, and goes on in his own browser when the password was typed.',
  fence: 'interaction.known',
  async attempt(place) {
    const { browser: attacker, page } = await atSignIn(place)
    const victim = createBrowser(place.trustedFetch)
    await atSignIn(place)
    const { action, hidden } = readForm(page)
    const form = [...hidden, ['login', 'developer'], ['password', 'test']]
    const body = new URLSearchParams(form)
    await victim.open(action, { method: 'POST', body })
    return standsAtConsent(await attacker.open(page.url))
  },
  async honest(place) {
    const { browser, page } = await atSignIn(place)
    return standsAtConsent(await signIn(browser, page))
  },
})

attack({
  title: 'consent that another site gives',
  clause: 'RFC 6749 §10.12',
  story:
    'The user stands at the consent page of the attacker’s client; a page of the attacker posts the answer to where the form leads.',
  fence: 'csrf.token',
  async attempt(place) {
    const { browser, page } = await atSignIn(place)
    const { action } = readForm(await signIn(browser, page))
    const body = new URLSearchParams({ answer: 'allow', scope: 'openid' })
    const headers = { origin: 'https://attacker.example' }
    const { leaves } = await browser.open(action, { method: 'POST', body, headers })
    return leaves?.searchParams.get('code') ?? undefined
  },
  async honest(place) {
    const { browser, page } = await atSignIn(place)
    return responseOf(await allow(browser, await signIn(browser, page), ['openid']))['code']
  },
})

attack({
  title: 'consent without a person',
  clause: 'RFC 6819 §4.4.1.10',
  story:
    'The attacker’s client sends the signed-in user through prompt=none, hoping for a code without a question.',
  fence: 'consent.present',
  async attempt(place) {
    const { browser, client } = await atSignIn(place)
    await authorize(place, client, {}, { browser })
    const own = await registerClient(place)
    const { url } = authorizationRequest(place, own, { prompt: 'none' })
    return responseOf(await browser.open(url))['code']
  },
  async honest(place) {
    const { browser, client } = await atSignIn(place)
    await authorize(place, client, {}, { browser })
    const { url } = authorizationRequest(place, client, { prompt: 'none' })
    return responseOf(await browser.open(url))['code']
  },
})

attack({
  title: 'consent that was given to an app of the same client_id',
  clause: 'RFC 8252 §8.6',
  story:
    'Another program of the user’s machine uses the client_id of an app that was allowed before, at a port of its own.',
  fence: { because: 'such a client is asked for each time' },
  async attempt(place) {
    const change = { application_type: 'native', redirect_uris: ['http://127.0.0.1/callback'] }
    const client = await registerPublicClient(place, change)
    const { browser } = await authorize(place, client, {
      redirect_uri: 'http://127.0.0.1:4000/callback',
    })
    const redirect_uri = 'http://127.0.0.1:4999/callback'
    const page = await browser.open(authorizationRequest(place, client, { redirect_uri }).url)
    return page.leaves === undefined ? undefined : 'a code without a question'
  },
  async honest(place) {
    const { browser, client } = await atSignIn(place)
    await authorize(place, client, {}, { browser })
    return responseOf(await browser.open(authorizationRequest(place, client).url))['code']
  },
})

attack({
  title: 'clickjacking',
  clause: 'RFC 9700 §4.16',
  story:
    'The attacker frames the pages of the sign-in invisibly, and has the user click what is below.',
  fence: { because: 'frame-ancestors ‘none’' },
  async attempt(place) {
    const { browser, page } = await atSignIn(place)
    const pages = [
      page,
      await signIn(browser, page),
      await browser.open(`${place.base}/authserver/device`),
      await browser.open(`${place.issuer}/logout`),
      await browser.open(`${place.base}/client/application/`),
    ]
    const framed = pages.find(({ headers }) => {
      const policy = headers.get('content-security-policy') ?? ''
      return !policy.includes("frame-ancestors 'none'")
    })
    return framed?.url.pathname
  },
  async honest(place) {
    const { browser, page } = await atSignIn(place)
    return standsAtConsent(await signIn(browser, page))
  },
})

attack({
  title: 'name of a client as a script',
  clause: 'RFC 7591 §5',
  story:
    'The attacker registers markup as the name of his client, and brings the user to its consent page.',
  fence: { because: 'the page escapes it' },
  attempt: async (place) =>
    (await consentTo(place, '<script>alert(1)</script>')) && 'his script runs',
  honest: async (place) => consentTo(place, 'My application'),
})

async function consentTo(place: TestPlace, client_name: string): Promise<string | undefined> {
  const client = await registerClient(place, { client_name })
  const browser = createBrowser(place.trustedFetch)
  const page = await browser.open(authorizationRequest(place, client).url)
  const { text } = await signIn(browser, page)
  return text.includes(client_name) ? client_name : undefined
}

attack({
  title: 'guessing of a password',
  clause: 'RFC 6819 §4.4.3.6',
  story:
    'The attacker tries common passwords for a user, from addresses that he makes up, until one is right.',
  waive: ['login.throttled'],
  async attempt(place) {
    const { browser, page } = await atSignIn(place)
    const { action, hidden } = readForm(page)
    let last = page
    for (const [n, password] of ['123456', 'secret', 'qwertz', 'lab', 'dev', 'test'].entries()) {
      const form: [string, string][] = [
        ['login', 'developer'],
        ['password', password],
      ]
      const body = new URLSearchParams([...hidden, ...form])
      const headers = { 'x-forwarded-for': `192.0.2.${n}`, origin: place.origin }
      last = await browser.open(action, { method: 'POST', body, headers })
    }
    return standsAtConsent(last)
  },
})

attack({
  title: 'finding out who has an account',
  clause: 'RFC 6819 §4.4.3.6',
  story: 'The attacker compares what the page says of a wrong password and of an unknown user.',
  fence: 'login.password',
  async attempt(place) {
    const client = await registerClient(place)
    const said = async (login: string) => {
      const browser = createBrowser(place.trustedFetch)
      const page = await browser.open(authorizationRequest(place, client).url)
      const { status, text } = await browser.submit(page, { login, password: 'wrong' })
      // What differs with each page, or was typed by the attacker himself.
      const same = text.replaceAll(/(?:action|value|href|content)="[^"]*"|class="id">\w+/g, '')
      return `${status} ${same.replaceAll(login, 'who')}`
    }
    // Those whom a new lab has are listed on the page.
    const { username } = await place.control.users.create({
      username: 'erika-mine',
      password: 'hers',
    })
    return (await said(username)) === (await said('nobody-at-all')) ? undefined : 'a list of users'
  },
  async honest(place) {
    const { browser, page } = await atSignIn(place)
    return standsAtConsent(await signIn(browser, page))
  },
})

attack({
  title: 'guessing of a one-time password',
  clause: 'RFC 6238 §5.2',
  story: 'The attacker knows the password and tries one code after the other.',
  // Both steps of a sign-in count together.
  waive: ['totp.throttled', 'login.throttled'],
  async attempt(place) {
    await place.control.clock.set({ freeze: true })
    const { secret } = await place.control.users.setTotp('developer')
    noteSecret(secret, 'TOTP secret')
    const { now } = await place.control.clock.get()
    const right = new TOTP({ secret: Secret.fromBase32(secret) }).generate({
      timestamp: Date.parse(now),
    })
    const { browser, page } = await atSignIn(place)
    const second = await signIn(browser, page)
    for (let n = 1; n <= 5; n += 1) {
      const code = String((Number(right) + n) % 1_000_000).padStart(6, '0')
      await browser.submit(second, { code })
    }
    return standsAtConsent(await browser.submit(second, { code: right }))
  },
})

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'

/** A device of the attacker's that waits. */
async function device(place: TestPlace) {
  const change = { grant_types: [deviceGrant], redirect_uris: [] }
  const client = await registerPublicClient(place, change)
  const { body } = await formRequest(place, client, 'device_authorization', { scope: 'openid' })
  return {
    userCode: String(body['user_code']),
    link: String(body['verification_uri_complete']),
    async poll() {
      const form = { grant_type: deviceGrant, device_code: String(body['device_code']) }
      const { status } = await tokenRequest(place, client, form)
      return status === 200 ? 'tokens of the user' : undefined
    },
  }
}

attack({
  title: 'guessing of a user code',
  clause: 'RFC 8628 §5.1',
  story:
    'The attacker types codes until one is that of somebody’s device, and signs that device in to his own account.',
  waive: ['user-code.throttled'],
  async attempt(place) {
    const { userCode } = await device(place)
    const browser = createBrowser(place.trustedFetch)
    const type = async (code: string) =>
      browser.submit(await browser.open(`${place.base}/authserver/device`), { user_code: code })
    for (const code of ['BBBB-BBBB', 'CCCC-CCCC', 'DDDD-DDDD', 'FFFF-FFFF', 'GGGG-GGGG'])
      await type(code)
    const { text } = await type(userCode)
    return text.includes('name="password"') ? 'a device of somebody' : undefined
  },
})

attack({
  title: 'device of the attacker, allowed by a link',
  clause: 'RFC 8628 §5.4',
  story:
    'The attacker sends a signed-in user the link that has the code of his device in it, hoping that opening it is enough.',
  fence: { because: 'the page shows the code and asks twice' },
  async attempt(place) {
    const { link, poll } = await device(place)
    const { browser, client } = await atSignIn(place)
    await authorize(place, client, {}, { browser })
    await browser.open(link)
    return poll()
  },
  async honest(place) {
    const { link, userCode, poll } = await device(place)
    const browser = createBrowser(place.trustedFetch)
    const login = await browser.submit(await browser.open(link), { user_code: userCode })
    const consent = await signIn(browser, login)
    equal(consent.text.includes(userCode), true)
    await allow(browser, consent, ['openid'])
    return poll()
  },
})
