import { equal } from 'node:assert/strict'
import { createBrowser } from '../protocol/support/browser.ts'
import type { Browser } from '../protocol/support/browser.ts'
import {
  authorizationRequest,
  authorize,
  flowTokens,
  redeem,
  responseOf,
  signIn,
} from '../protocol/support/code-flow.ts'
import type { Change, FlowClient } from '../protocol/support/code-flow.ts'
import {
  redirectUri,
  register,
  registerClient,
  registerPublicClient,
} from '../protocol/support/place.ts'
import { useLab } from '../protocol/support/use-lab.ts'
import type { TestPlace } from '../protocol/support/use-lab.ts'
import { createAttack } from './support/attack.ts'

const attack = createAttack(useLab())

/** The user's browser: signed in, and the client was allowed before. */
async function victimAt(place: TestPlace, client: FlowClient): Promise<Browser> {
  const { browser } = await authorize(place, client)
  return browser
}

/** The user opens the attacker's link; a code that comes to his address is the attacker's to redeem. */
async function followLink(
  place: TestPlace,
  client: FlowClient,
  { browser, change = {}, more = '' }: { browser: Browser; change?: Change; more?: string },
): Promise<string | undefined> {
  const { url, verifier } = authorizationRequest(place, client, change)
  const page = await browser.open(url + more)
  if (page.leaves === undefined) return undefined
  const { code = '' } = responseOf(page)
  const { status } = await redeem(place, client, { code, verifier }, change)
  return status === 200 ? `a token, by a code that came to ${page.leaves.host}` : undefined
}

const looksAlike = [
  'https://attacker.example/callback',
  'https://attacker.application.example/callback',
  'https://application.example.attacker.example/callback',
  'https://application.example@attacker.example/callback',
  'https://attacker.example\\@application.example/callback',
  'https://application.example/callback/../go?x=https://attacker.example',
  'https://application.example:8443/callback',
]

attack({
  title: 'code at an address that looks like the registered one',
  clause: 'RFC 9700 §4.1.1',
  story:
    'The attacker has a signed-in user open a link of his, with a challenge of his own, and reads the code where it comes.',
  waive: ['redirect-uri.registered'],
  async attempt(place) {
    const client = await registerPublicClient(place)
    const browser = await victimAt(place, client)
    const gains: string[] = []
    for (const redirect_uri of looksAlike) {
      const gain = await followLink(place, client, { browser, change: { redirect_uri } })
      if (gain !== undefined) gains.push(gain)
    }
    // Where the check is waived each of them brings a token, so that each is tried in earnest.
    if (gains.length > 0) equal(gains.length, looksAlike.length)
    return gains[0]
  },
})

attack({
  title: 'code at the second of two redirect URIs',
  clause: 'RFC 9700 §4.1.3',
  story:
    'The attacker hides his address behind the registered one, hoping that one part of the server reads the first and another the last.',
  fence: 'authorization.address-once',
  async attempt(place) {
    const client = await registerPublicClient(place)
    const browser = await victimAt(place, client)
    return followLink(place, client, { browser, more: '&redirect_uri=https://attacker.example/' })
  },
  async honest(place) {
    const client = await registerPublicClient(place)
    return followLink(place, client, { browser: await victimAt(place, client) })
  },
})

attack({
  title: 'code through another page of the client',
  clause: 'RFC 6749 §10.6',
  story:
    'A code came to a page of the application that leaks it; the attacker has the application redeem it as if it had come to the callback.',
  waive: ['code.redirect-uri'],
  async attempt(place) {
    const leaking = 'https://application.example/old'
    const client = await registerClient(place, { redirect_uris: [redirectUri, leaking] })
    const authorization = await authorize(place, client, { redirect_uri: leaking })
    const { status } = await redeem(place, client, authorization)
    return status === 200 ? 'a session of the user' : undefined
  },
})

attack({
  title: 'script as redirect URI',
  clause: 'RFC 9700 §4.1.3',
  story: 'The attacker registers an address that the server’s page would run as a script.',
  fence: 'registration.redirect-uris',
  async attempt(place) {
    for (const uri of [
      'javascript:alert(1)',
      'data:text/html,<script>alert(1)</script>',
      'blob:x',
    ]) {
      for (const application_type of ['web', 'native']) {
        const { status } = await register(place, { redirect_uris: [uri], application_type })
        if (status !== 400) return `${uri} is registered`
      }
    }
    return undefined
  },
  async honest(place) {
    const { client_id } = await registerClient(place)
    return client_id
  },
})

attack({
  title: 'script in the form that carries the answer',
  clause: 'RFC 6749 §10.14',
  story:
    'The attacker puts markup into state and has the server write it into the page of form_post.',
  fence: { because: 'the page escapes it' },
  async attempt(place) {
    const client = await registerClient(place)
    const browser = await victimAt(place, client)
    const state = '"><script>alert(1)</script>'
    const { url } = authorizationRequest(place, client, { state, response_mode: 'form_post' })
    const page = await browser.open(url)
    equal(page.status, 200)
    return page.text.includes('<script>alert(1)') ? 'his script runs at the server' : undefined
  },
  async honest(place) {
    const client = await registerClient(place)
    const browser = await victimAt(place, client)
    const { url } = authorizationRequest(place, client, {
      response_mode: 'form_post',
      state: 'a&b',
    })
    return /name="state" value="a&amp;b"/.exec((await browser.open(url)).text)?.[0]
  },
})

attack({
  title: 'server as an open redirector',
  clause: 'RFC 9700 §4.11.2',
  story:
    'The attacker registers his own client and sends anybody a link to the trusted server that can only end in an error, and so at his page.',
  waive: ['authorization.user-first'],
  async attempt(place) {
    const redirect_uris = ['https://attacker.example/phishing']
    const client = await registerClient(place, { redirect_uris })
    const wrong = { scope: 'no-such-scope', redirect_uri: redirect_uris[0] }
    const { url } = authorizationRequest(place, client, wrong)
    const { leaves } = await createBrowser(place.trustedFetch).open(url)
    return leaves?.host === 'attacker.example' ? 'the user at his page' : undefined
  },
})

const afterLogout = (place: TestPlace, parameters: Record<string, string>, browser: Browser) =>
  browser.open(`${place.issuer}/logout?${new URLSearchParams(parameters).toString()}`)

attack({
  title: 'log-out as an open redirector',
  clause: 'OpenID Connect RP-Initiated Logout §3',
  story: 'The attacker appends his own address to the application’s link for logging out.',
  waive: ['logout.redirect-registered'],
  async attempt(place) {
    const post_logout_redirect_uris = ['https://application.example/']
    const client = await registerClient(place, { post_logout_redirect_uris })
    const browser = createBrowser(place.trustedFetch)
    const { id_token } = await flowTokens(place, client, {}, { browser })
    const address = 'https://attacker.example/phishing'
    const link = { id_token_hint: String(id_token), post_logout_redirect_uri: address }
    const { leaves } = await afterLogout(place, link, browser)
    return leaves?.href === address ? 'the user at his page' : undefined
  },
})

attack({
  title: 'log-out as an open redirector of the attacker’s client',
  clause: 'RFC 9700 §4.11.2',
  story:
    'The attacker registers his own client with his page as the one after the log-out, and sends its link to somebody who is not signed in.',
  waive: ['logout.user-first'],
  async attempt(place) {
    const address = 'https://attacker.example/phishing'
    const { client_id } = await registerClient(place, { post_logout_redirect_uris: [address] })
    const link = { client_id, post_logout_redirect_uri: address }
    const { leaves } = await afterLogout(place, link, createBrowser(place.trustedFetch))
    return leaves?.href === address ? 'the user at his page' : undefined
  },
})

attack({
  title: 'password sent on by a 307 redirect',
  clause: 'RFC 9700 §4.12',
  story:
    'The attacker’s client has the user sign in, hoping that the browser repeats the form with the password at his redirect URI.',
  fence: { because: 'the answer to a form is 303' },
  async attempt(place) {
    const client = await registerClient(place)
    // A session and consent are there, so that the password alone leads to the redirect URI.
    const browser = await victimAt(place, client)
    const login = await browser.open(authorizationRequest(place, client, { prompt: 'login' }).url)
    const answered = await signIn(browser, login)
    equal(answered.leaves?.href.startsWith(redirectUri), true)
    return answered.status === 303 ? undefined : 'the password'
  },
  async honest(place) {
    const { code } = await authorize(place, await registerClient(place))
    return code
  },
})

attack({
  title: 'code and state in a Referer header',
  clause: 'RFC 9700 §4.2',
  story: 'A page of the sign-in leads to another site, which reads the address that it came from.',
  fence: { because: 'Referrer-Policy: no-referrer' },
  async attempt(place) {
    const client = await registerClient(place, { client_uri: 'https://application.example/' })
    const browser = createBrowser(place.trustedFetch)
    const login = await browser.open(authorizationRequest(place, client).url)
    const pages = [login, await signIn(browser, login)]
    const leaks = pages.find(({ headers }) => headers.get('referrer-policy') !== 'no-referrer')
    return leaks?.url.pathname
  },
  async honest(place) {
    const { response } = await authorize(place, await registerClient(place))
    return response['state']
  },
})
