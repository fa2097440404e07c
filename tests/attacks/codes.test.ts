import { createBrowser } from '../protocol/support/browser.ts'
import type { Browser, Page } from '../protocol/support/browser.ts'
import { authorizationRequest, authorize, redeem } from '../protocol/support/code-flow.ts'
import { untilHeld } from '../protocol/lessons/release-held.ts'
import { administer } from '../protocol/support/administer.ts'
import { registerClient, registerPublicClient } from '../protocol/support/place.ts'
import { createProver, proofRequest } from '../protocol/support/prover.ts'
import { useLab } from '../protocol/support/use-lab.ts'
import type { TestPlace } from '../protocol/support/use-lab.ts'
import { createAttack } from './support/attack.ts'

const used = useLab()
const attack = createAttack(used)

/** Signs in at a page of the server, allows everything, and stops before the address. */
async function signInBefore(browser: Browser, page: Page, stopAt: string): Promise<URL> {
  let next = page
  if (next.text.includes('name="password"')) {
    next = await browser.submit(next, { login: 'developer', password: 'test' }, { stopAt })
  }
  if (next.text.includes('value="allow"')) {
    const scope = [...next.text.matchAll(/name="scope" value="([^"]+)"/g)].map(([, one]) => one!)
    next = await browser.submit(next, { scope, answer: 'allow' }, { stopAt })
  }
  return next.leaves!
}

/** The callback of the web client that somebody's sign-in ends at, kept from being opened. */
async function callbackOf({ base }: TestPlace, browser: Browser): Promise<URL> {
  const stopAt = `${base}/client/application/callback`
  const page = await browser.open(`${base}/client/application/login`, { stopAt })
  return page.leaves ?? signInBefore(browser, page, stopAt)
}

/** The state of a sign-in that somebody begins at the web client. */
async function beginAt({ base, issuer }: TestPlace, browser: Browser): Promise<string> {
  const stopAt = `${issuer}/authorize`
  const { leaves } = await browser.open(`${base}/client/application/login`, { stopAt })
  return leaves!.searchParams.get('state')!
}

const signedInAs = ({ text }: Page) => /<h1>(Signed in as [^<]*)<\/h1>/.exec(text)?.[1]

attack({
  title: 'code of the user in the attacker’s sign-in',
  clause: 'RFC 9700 §4.5',
  story:
    'The attacker reads the code in a log, begins a sign-in of his own at the application, and puts the code into its answer.',
  waive: ['pkce.verifier-matches', 'id-token.nonce'],
  async attempt(place) {
    const stolen = await callbackOf(place, createBrowser(place.trustedFetch))
    const attacker = createBrowser(place.trustedFetch)
    stolen.searchParams.set('state', await beginAt(place, attacker))
    return signedInAs(await attacker.open(stolen))
  },
})

attack({
  title: 'code at the attacker’s client',
  clause: 'RFC 6749 §10.5',
  story: 'The attacker reads a code, and has his own registered client redeem it.',
  waive: ['code.of-client', 'pkce.verifier-matches'],
  async attempt(place) {
    const { code } = await authorize(place, await registerClient(place))
    const own = await registerClient(place)
    const { verifier } = authorizationRequest(place, own)
    const { status } = await redeem(place, own, { code, verifier })
    return status === 200 ? 'a token of the user' : undefined
  },
})

attack({
  title: 'code of a public client without its verifier',
  clause: 'RFC 7636 §1',
  story:
    'Another app of the phone takes the redirect with the code, knows the client_id, and asks for the token first.',
  waive: ['pkce.verifier-present', 'pkce.verifier-matches'],
  async attempt(place) {
    const client = await registerPublicClient(place)
    const { code } = await authorize(place, client)
    const { status } = await redeem(
      place,
      client,
      { code, verifier: '' },
      { code_verifier: undefined },
    )
    return status === 200 ? 'a token of the user' : undefined
  },
})

attack({
  title: 'PKCE downgrade by a request without a challenge',
  clause: 'RFC 9700 §4.8',
  story:
    'The attacker strips code_challenge from the user’s request on its way, takes the code, and redeems it without a verifier.',
  waive: ['pkce.required', 'pkce.or-nonce'],
  async attempt(place) {
    const client = await registerPublicClient(place)
    const stripped = { code_challenge: undefined, code_challenge_method: undefined }
    const { code, verifier } = await authorize(place, client, stripped)
    const answer = await redeem(place, client, { code, verifier }, { code_verifier: undefined })
    return answer.status === 200 ? 'a token of the user' : undefined
  },
})

attack({
  title: 'PKCE downgrade at a client that sends its verifier',
  clause: 'RFC 9700 §4.8.2',
  story:
    'The attacker gets a code by a request without a challenge and puts it into the user’s session, whose client sends a verifier that nobody compares.',
  fence: 'pkce.verifier-unexpected',
  async attempt(place) {
    const client = await registerClient(place)
    const stripped = { code_challenge: undefined, code_challenge_method: undefined }
    const { code } = await authorize(place, client, stripped)
    const { verifier } = authorizationRequest(place, client)
    const { status } = await redeem(place, client, { code, verifier })
    return status === 200 ? 'the user in the attacker’s session' : undefined
  },
  async honest(place) {
    const client = await registerClient(place)
    const { status } = await redeem(place, client, await authorize(place, client))
    return status === 200 ? 'a session' : undefined
  },
})

attack({
  title: 'PKCE downgrade to plain',
  clause: 'RFC 9700 §2.1.1',
  story:
    'The client sends plain, so that the attacker who reads the request of the browser knows the verifier, and redeems the code.',
  waive: ['pkce.method-s256'],
  async attempt(place) {
    const client = await registerPublicClient(place)
    const readByAttacker = 'the-verifier-of-the-client-in-plain-sight-of-all'
    const plain = { code_challenge: readByAttacker, code_challenge_method: 'plain' }
    const { code } = await authorize(place, client, plain)
    const { status } = await redeem(place, client, { code, verifier: readByAttacker })
    return status === 200 ? 'a token of the user' : undefined
  },
})

attack({
  title: 'code that comes again',
  clause: 'RFC 6749 §10.5',
  story: 'The attacker knows everything that the client sent, and sends it once more.',
  fence: 'code.unused',
  async attempt(place) {
    const client = await registerPublicClient(place)
    const authorization = await authorize(place, client)
    await redeem(place, client, authorization)
    const again = await redeem(place, client, authorization)
    return again.status === 200 ? 'a token of the user' : undefined
  },
  async honest(place) {
    const client = await registerPublicClient(place)
    const { status } = await redeem(place, client, await authorize(place, client))
    return status === 200 ? 'a token' : undefined
  },
})

attack({
  title: 'code in the browser’s history',
  clause: 'RFC 9700 §4.3.1',
  story:
    'The sign-in broke off before the code was redeemed; the attacker finds it in the history of a shared computer minutes later.',
  waive: ['code.fresh', 'pkce.verifier-matches'],
  async attempt(place) {
    const client = await registerPublicClient(place)
    const { code } = await authorize(place, client)
    await place.control.clock.set({ forward: 61 })
    const { verifier } = authorizationRequest(place, client)
    const { status } = await redeem(place, client, { code, verifier })
    return status === 200 ? 'a token of the user' : undefined
  },
})

attack({
  title: 'code that is bound to a key',
  clause: 'RFC 9449 §11.9',
  story:
    'The attacker has code and verifier, and redeems them with a DPoP key of his own, so that the token is his.',
  waive: ['code.key'],
  async attempt(place) {
    const client = await registerPublicClient(place)
    const owner = await createProver()
    const { code, verifier, parameters } = await authorize(place, client, { dpop_jkt: owner.jkt })
    const attacker = await createProver()
    const url = `${place.issuer}/token`
    const { status } = await proofRequest(place, client, {
      form: {
        grant_type: 'authorization_code',
        code,
        redirect_uri: parameters['redirect_uri'],
        code_verifier: verifier,
      },
      proof: await attacker.proof({ method: 'POST', url }),
    })
    return status === 200 ? 'a token of the user, bound to his key' : undefined
  },
})

attack({
  title: 'sign-in of the attacker in the user’s browser',
  clause: 'RFC 9700 §4.7',
  story:
    'The attacker signs in, keeps his callback back, and has the user open it: what the user does from then on is in the attacker’s account.',
  waive: ['state.this-browser'],
  async attempt(place) {
    const callback = await callbackOf(place, createBrowser(place.trustedFetch))
    return signedInAs(await createBrowser(place.trustedFetch).open(callback))
  },
})

attack({
  title: 'sign-in that the application did not begin',
  clause: 'RFC 9700 §4.7.1',
  story:
    'The attacker has the user open a callback with the attacker’s code and a state that he made up.',
  fence: 'state.known',
  async attempt(place) {
    const callback = await callbackOf(place, createBrowser(place.trustedFetch))
    callback.searchParams.set('state', 'x'.repeat(43))
    return signedInAs(await createBrowser(place.trustedFetch).open(callback))
  },
  async honest(place) {
    const browser = createBrowser(place.trustedFetch)
    return signedInAs(await browser.open(await callbackOf(place, browser)))
  },
})

/**
 * Has the web client use a server of the attacker, which leads each of its sign-ins to the honest one
 * as a sign-in of the web client there.
 * @returns the sandbox of the attacker's server
 */
async function setUpMixUp(place: TestPlace): Promise<TestPlace> {
  const evil = await used.sandbox()
  // The web client is known at the honest server.
  await callbackOf(place, createBrowser(place.trustedFetch))
  const configurations = 'client/admin/api/client-configurations'
  const { body: server } = await administer(place, 'POST', 'client/admin/api/server-definitions', {
    issuer: evil.issuer,
  })
  const { body: made } = await administer(place, 'POST', configurations, {
    name: 'at the attacker',
    clientName: 'mixed up',
    server: server['id'],
    scope: 'openid my/scope',
  })
  const id = String(made['id'])
  await administer(place, 'POST', `${configurations}/${id}/registration`)
  await administer(place, 'PUT', 'client/admin/api/applications/web', { configuration: id })
  await evil.control.interventions.create({
    match: { role: 'authserver', message: 'authorization request' },
    do: { hold: true },
  })
  return evil
}

let mixedUp: TestPlace | undefined

attack({
  title: 'mix-up of two servers',
  clause: 'RFC 9700 §4.4.1',
  story:
    'The user chooses the attacker’s server; it sends the browser on to the honest one, whose code the application then brings to the attacker’s token endpoint.',
  waive: ['authorization-response.issuer'],
  async attempt(place) {
    const evil = (mixedUp ??= await setUpMixUp(place))
    const [honest] = await place.control.clients.list({ client_name: 'simple-web-page', limit: 1 })
    const browser = createBrowser(place.trustedFetch)
    const asked = await browser.open(`${place.base}/client/application/login`, {
      stopAt: evil.base,
    })
    const there = browser.open(asked.leaves!)
    const { exchange } = await untilHeld(evil)
    const onward = new URL(asked.leaves!)
    onward.searchParams.set('client_id', honest!.client_id)
    const location = `${place.issuer}/authorize${onward.search}`
    await evil.control.interventions.release({
      exchange,
      do: { answer: { status: 302, headers: { location } } },
    })
    const callback = await signInBefore(browser, await there, `${place.base}/client/`)
    await browser.open(callback)
    const requests = await evil.control.checks({ role: 'authserver' })
    const stolen = requests.find(({ path }) => path.endsWith('/token'))
    return stolen && 'a code of the user at the attacker’s token endpoint'
  },
})
