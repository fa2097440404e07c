import { createHash } from 'node:crypto'
import { deepEqual, doesNotMatch, equal, match, notEqual, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readAnswer } from '../support/answer.ts'
import { createBrowser } from '../support/browser.ts'
import type { Browser } from '../support/browser.ts'
import { authorizationRequest, authorize, responseOf } from '../support/code-flow.ts'
import type { Change, FlowClient } from '../support/code-flow.ts'
import { redirectUri, registerClient } from '../support/place.ts'
import { configure, useLab } from '../support/use-lab.ts'
import type { TestPlace } from '../support/use-lab.ts'

const used = useLab()

async function watched() {
  const place = await used.sandbox()
  await configure(place, { sessionManagement: true })
  return { place, client: await registerClient(place), browser: createBrowser(place.trustedFetch) }
}

/** The browser's state, of the cookie that the frame's script reads. */
const stateOf = ({ cookies }: Browser) =>
  [...cookies].find(([name]) => name.includes('authserver-browser-state'))?.[1]

/** As the frame computes it (OpenID Connect Session Management §3.2). */
function isUnchanged(client: FlowClient, told: string | undefined, browser: Browser): boolean {
  const [hash, salt] = (told ?? '').split('.')
  const text = [client.client_id, new URL(redirectUri).origin, stateOf(browser), salt].join(' ')
  return createHash('sha256').update(text).digest('base64url') === hash
}

const metadataOf = async ({ trustedFetch, issuer }: TestPlace) =>
  (await readAnswer(trustedFetch(`${issuer}/.well-known/openid-configuration`))).body

/** The answer to a request of a browser that is signed in and was asked. */
async function again(place: TestPlace, client: FlowClient, browser: Browser, change: Change = {}) {
  const { url } = authorizationRequest(place, client, change)
  return responseOf(await browser.open(url))
}

describe('session management (OpenID Connect Session Management)', () => {
  test('is off unless said: no frame, no session_state, no cookie that scripts read', async () => {
    const place = await used.sandbox()
    const browser = createBrowser(place.trustedFetch)
    const answer = await authorize(place, await registerClient(place), {}, { browser })
    equal(answer.response['session_state'], undefined)
    equal(stateOf(browser), undefined)
    equal((await metadataOf(place))['check_session_iframe'], undefined)
    const page = await browser.open(`${place.issuer}/check-session`)
    equal(page.status, 404)
    match(page.text, /session-management\.offered/)
    doesNotMatch(page.text, /Authorization request/)
  })

  test('tells each client a session_state of its own that fits the browser’s state', async () => {
    const { place, client, browser } = await watched()
    const first = await authorize(place, client, {}, { browser })
    const told = first.response['session_state']
    ok(isUnchanged(client, told, browser))
    const other = await registerClient(place)
    const { response } = await authorize(place, other, {}, { browser })
    notEqual(response['session_state'], told)
    ok(isUnchanged(other, response['session_state'], browser))
    ok(!isUnchanged(other, told, browser))
    ok(isUnchanged(client, told, browser))
  })

  test('tells none without the scope openid, and none to an application that is no web page', async () => {
    const { place, client, browser } = await watched()
    const plain = await authorize(place, client, { scope: 'my/scope' }, { browser })
    equal(plain.response['session_state'], undefined)
    const native = await registerClient(place, {
      application_type: 'native',
      redirect_uris: ['com.example.app:/callback'],
    })
    const change = { redirect_uri: 'com.example.app:/callback' }
    const { response } = await authorize(place, native, change, { browser })
    ok(response['code'])
    equal(response['session_state'], undefined)
  })

  test('has another state after a log-out, and again after the next sign-in', async () => {
    const { place, client, browser } = await watched()
    const { response } = await authorize(place, client, {}, { browser })
    const before = stateOf(browser)
    const silent = await again(place, client, browser, { prompt: 'none' })
    ok(isUnchanged(client, silent['session_state'], browser))
    equal(stateOf(browser), before)

    const question = await browser.open(`${place.issuer}/logout`)
    await browser.submit(question, { answer: 'yes' })
    equal(stateOf(browser), undefined)
    equal((await again(place, client, browser, { prompt: 'none' }))['error'], 'login_required')

    const fresh = await authorize(place, client, {}, { browser })
    notEqual(stateOf(browser), before)
    ok(isUnchanged(client, fresh.response['session_state'], browser))
    ok(!isUnchanged(client, response['session_state'], browser))
  })

  test('its page may stand in the frame of any origin, and tells nothing of the person', async () => {
    const { place, client, browser } = await watched()
    await authorize(place, client, {}, { browser })
    const address = String((await metadataOf(place))['check_session_iframe'])
    const page = await browser.open(address)
    equal(page.status, 200)
    match(page.headers.get('content-security-policy') ?? '', /frame-ancestors \*/)
    equal(page.headers.get('x-frame-options'), null)
    const alone = await createBrowser(place.trustedFetch).open(address)
    const plain = (text: string) => text.replace(/Request <code[^<]*<\/code>/, '')
    deepEqual(plain(page.text), plain(alone.text))
  })
})
