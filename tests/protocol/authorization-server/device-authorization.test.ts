import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as oidc from 'openid-client'
import { walkDeviceFlow } from '@oauth-lab/scripts/device-flow.ts'
import { noteSecretsIn } from '../../secrets.ts'
import { requireRefused } from '../support/answer.ts'
import { createBrowser } from '../support/browser.ts'
import type { Browser, Page } from '../support/browser.ts'
import { allow, formRequest, introspect, signIn, tokenRequest } from '../support/code-flow.ts'
import type { Change, FlowClient } from '../support/code-flow.ts'
import { registerClient, registerPublicClient } from '../support/place.ts'
import { checksOf, configure, useLab } from '../support/use-lab.ts'
import type { TestPlace } from '../support/use-lab.ts'

const used = useLab()

const grantType = 'urn:ietf:params:oauth:grant-type:device_code'
const grant_types = [grantType, 'refresh_token']
const scope = 'openid offline_access my/scope'

const registerDevice = (place: TestPlace) =>
  registerPublicClient(place, { grant_types, redirect_uris: [], client_name: 'television' })

/** A device that has its codes. */
interface Waiting {
  client: FlowClient
  deviceCode: string
  userCode: string
  body: Record<string, unknown>
}

async function begin(place: TestPlace, change: Change = { scope }): Promise<Waiting> {
  const client = await registerDevice(place)
  const { status, body } = await formRequest(place, client, 'device_authorization', change)
  equal(status, 200, JSON.stringify(body))
  const [deviceCode, userCode] = [String(body['device_code']), String(body['user_code'])]
  return { client, deviceCode, userCode, body }
}

/** The device asks for its tokens. */
function poll(place: TestPlace, { client, deviceCode }: Waiting, change: Change = {}) {
  return tokenRequest(place, client, {
    grant_type: grantType,
    device_code: deviceCode,
    ...change,
  })
}

/** Types a code on the verification page. */
async function type(place: TestPlace, browser: Browser, userCode: string): Promise<Page> {
  const page = await browser.open(`${place.base}/authserver/device`)
  equal(page.status, 200)
  return browser.submit(page, { user_code: userCode })
}

/** Types the code, signs in, and stands before the consent page. */
async function toConsent(place: TestPlace, { userCode }: Waiting, browser: Browser) {
  const consent = await signIn(browser, await type(place, browser, userCode))
  match(consent.text, /Does your device show this code\?/)
  ok(consent.text.includes(userCode))
  return consent
}

describe('the device authorization grant (RFC 8628)', () => {
  test('answers a device with two codes, an address and the same with the code in it', async () => {
    const { lab } = used
    const client = await registerDevice(lab)
    const answer = await formRequest(lab, client, 'device_authorization', { scope })
    equal(answer.headers.get('cache-control'), 'no-store')
    const { device_code, user_code, ...rest } = answer.body
    match(String(device_code), /^[\w-]{43}$/)
    // No vowels, no digits, and nothing that looks like something else (RFC 8628 §6.1).
    match(String(user_code), /^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/)
    const page = `${lab.base}/authserver/device`
    deepEqual(rest, {
      verification_uri: page,
      verification_uri_complete: `${page}?user_code=${String(user_code)}`,
      expires_in: 600,
      interval: 5,
    })
  })

  test('brings the tokens of the user who typed the code, signed in and allowed', async () => {
    const place = await used.sandbox()
    await place.control.clock.set({ freeze: true })
    const waiting = await begin(place)
    requireRefused(await poll(place, waiting), 'authorization_pending')
    const browser = createBrowser(place.trustedFetch)
    // Small letters and other punctuation do as well (RFC 8628 §6.1).
    const typed = waiting.userCode.toLowerCase().replace('-', ' ')
    const consent = await signIn(browser, await type(place, browser, typed))
    const done = await allow(browser, consent, scope.split(' '))
    match(done.text, /The device is connected/)
    const { status, body } = await poll(place, waiting)
    equal(status, 200)
    equal(typeof body['refresh_token'], 'string')
    equal(typeof body['id_token'], 'string')
    const told = await introspect(place, waiting.client, body['access_token'])
    // A public client may not introspect; its token opens the resource server.
    equal(told['error'], 'invalid_client')
    const resource = await place.trustedFetch(`${place.base}/resserver/protected-resources/`, {
      headers: { authorization: `Bearer ${String(body['access_token'])}` },
    })
    equal(resource.status, 200)
    const check = 'device-code.unused'
    requireRefused(await poll(place, waiting), 'invalid_grant', { check })
  })

  test('grants the scopes that the user left ticked, and no others', async () => {
    const place = await used.sandbox()
    const waiting = await begin(place)
    const browser = createBrowser(place.trustedFetch)
    await allow(browser, await toConsent(place, waiting, browser), ['openid'])
    const { body } = await poll(place, waiting)
    equal(body['scope'], 'openid')
    equal(body['refresh_token'], undefined)
  })

  test('asks each time, whatever was allowed before, and skips the sign-in', async () => {
    const place = await used.sandbox()
    const first = await begin(place)
    const browser = createBrowser(place.trustedFetch)
    await allow(browser, await toConsent(place, first, browser), ['openid', 'my/scope'])
    const { client } = first
    const { body } = await formRequest(place, client, 'device_authorization', { scope: 'openid' })
    const page = await type(place, browser, String(body['user_code']))
    match(page.text, /value="allow"/)
  })

  test('shows the code of the address for comparison, and needs the button all the same', async () => {
    const { lab } = used
    const waiting = await begin(lab)
    const browser = createBrowser(lab.trustedFetch)
    const page = await browser.open(String(waiting.body['verification_uri_complete']))
    match(page.text, new RegExp(`value="${waiting.userCode}"`))
    match(page.text, /only if your own device shows the same code/)
    equal(page.text.includes('name="password"'), false)
    const next = await browser.submit(page, { user_code: waiting.userCode })
    match(next.text, /name="password"/)
  })

  test('tells the device that the user denied, or gave up', async () => {
    const place = await used.sandbox()
    const denied = await begin(place)
    const browser = createBrowser(place.trustedFetch)
    const consent = await toConsent(place, denied, browser)
    match((await browser.submit(consent, { answer: 'deny' })).text, /The device was refused/)
    requireRefused(await poll(place, denied), 'access_denied', { check: 'device-code.allowed' })
    const left = await begin(place)
    const other = createBrowser(place.trustedFetch)
    const login = await type(place, other, left.userCode)
    match((await other.submit(login, { cancel: 'true' })).text, /The device was refused/)
    requireRefused(await poll(place, left), 'access_denied')
  })

  test('counts the first answer alone', async () => {
    const place = await used.sandbox()
    const waiting = await begin(place)
    const [first, second] = [createBrowser(place.trustedFetch), createBrowser(place.trustedFetch)]
    const pages = [
      await toConsent(place, waiting, first),
      await toConsent(place, waiting, second),
    ] as const
    match((await first.submit(pages[0], { answer: 'deny' })).text, /The device was refused/)
    match((await allow(second, pages[1], ['openid'])).text, /The code is over/)
    requireRefused(await poll(place, waiting), 'access_denied')
  })

  test('slows a device down that does not wait, by five seconds each time', async () => {
    const place = await used.sandbox()
    await place.control.clock.set({ freeze: true })
    const waiting = await begin(place)
    requireRefused(await poll(place, waiting), 'authorization_pending')
    const hasty = await poll(place, waiting)
    requireRefused(hasty, 'slow_down', { check: 'device-code.pace' })
    match(String(hasty.body['error_description']), /The interval is 10 s/)
    await place.control.clock.set({ freeze: true, offset: 6 })
    requireRefused(await poll(place, waiting), 'slow_down')
    await place.control.clock.set({ freeze: true, offset: 22 })
    requireRefused(await poll(place, waiting), 'authorization_pending')
  })

  test('ends after its lifetime on the sandbox’s clock, for the device and for the user', async () => {
    const place = await used.sandbox()
    await configure(place, { deviceCodeLifetime: 60, pollInterval: 7 })
    const waiting = await begin(place)
    deepEqual([waiting.body['expires_in'], waiting.body['interval']], [60, 7])
    const browser = createBrowser(place.trustedFetch)
    const consent = await toConsent(place, waiting, browser)
    await place.control.clock.set({ offset: 61 })
    requireRefused(await poll(place, waiting), 'expired_token', { check: 'device-code.fresh' })
    match((await allow(browser, consent, ['openid'])).text, /The code is over/)
    equal((await type(place, browser, waiting.userCode)).status, 400)
    deepEqual(await checksOf(place, '/authserver/device'), ['user-code.known'])
  })

  test('bounds guessing per address, and a right code between takes nothing back', async () => {
    const place = await used.sandbox()
    await place.control.clock.set({ freeze: true })
    const browser = createBrowser(place.trustedFetch)
    const waiting = await begin(place)
    for (const code of ['BBBB-BBBB', 'no such code', '', 'CCCC-CCCC']) {
      const page = await type(place, browser, code)
      equal(page.status, 400)
      match(page.text, /The code was not accepted/)
    }
    match((await type(place, browser, waiting.userCode)).text, /name="password"/)
    equal((await type(place, browser, 'DDDD-DDDD')).status, 400)
    const locked = await type(place, browser, waiting.userCode)
    equal(locked.status, 429)
    match(locked.text, /too many wrong codes/)
    deepEqual(await checksOf(place, '/authserver/device'), ['user-code.throttled'])
    await place.control.clock.set({ freeze: true, offset: 301 })
    match((await type(place, browser, waiting.userCode)).text, /name="password"/)
  })

  test('takes a code of its own client alone, and only from a form of its own page', async () => {
    const place = await used.sandbox()
    const waiting = await begin(place)
    const client = await registerDevice(place)
    const check = 'device-code.of-client'
    requireRefused(await poll(place, { ...waiting, client }), 'invalid_grant', { check })
    const unknown = await poll(place, { ...waiting, deviceCode: 'unknown' })
    requireRefused(unknown, 'invalid_grant', { check: 'device-code.known' })
    const none = await poll(place, waiting, { device_code: undefined })
    requireRefused(none, 'invalid_request', { check: 'device-code.present' })
    const body = new URLSearchParams({ user_code: waiting.userCode, csrf: 'made-up' })
    const headers = { origin: place.origin }
    const browser = createBrowser(place.trustedFetch)
    const page = `${place.base}/authserver/device`
    await browser.open(page)
    equal((await browser.open(page, { method: 'POST', body, headers })).status, 403)
  })

  test('is refused to a client that did not register it, and where the server has it not', async () => {
    const place = await used.sandbox()
    const other = await registerClient(place)
    const check = 'grant-type.allowed'
    const asked = await formRequest(place, other, 'device_authorization', { scope })
    requireRefused(asked, 'unauthorized_client', { check })
    const waiting = await begin(place)
    requireRefused(
      await formRequest(place, waiting.client, 'device_authorization', { scope: 'unknown' }),
      'invalid_scope',
    )
    const stranger = await formRequest(place, { client_id: 'c-0' }, 'device_authorization', {})
    requireRefused(stranger, 'invalid_client')
    await configure(place, { supportedGrantTypes: ['authorization_code'] })
    const off = await formRequest(place, waiting.client, 'device_authorization', { scope })
    requireRefused(off, 'unsupported_grant_type')
    requireRefused(await poll(place, waiting), 'unsupported_grant_type')
    const well = `${place.issuer}/.well-known/openid-configuration`
    const metadata = (await (await place.trustedFetch(well)).json()) as Record<string, unknown>
    equal(metadata['device_authorization_endpoint'], undefined)
  })

  test('of two questions at the same moment one gets the tokens', async () => {
    const place = await used.sandbox()
    const waiting = await begin(place)
    const browser = createBrowser(place.trustedFetch)
    await allow(browser, await toConsent(place, waiting, browser), ['openid'])
    const answers = await Promise.all([1, 2, 3].map(() => poll(place, waiting)))
    deepEqual(
      answers.map(({ status }) => status).toSorted((a, b) => a - b),
      [200, 400, 400],
    )
  })

  test('is allowed at once where the server answers by itself, as a leniency', async () => {
    const place = await used.sandbox()
    await configure(place, { interaction: 'automatic' })
    const waiting = await begin(place)
    const waived = await checksOf(place, '/device_authorization', 'waived')
    deepEqual(waived, ['interaction.person'])
    equal((await poll(place, waiting)).status, 200)
  })

  test('is done by the command line’s own walk, which shows the address and a QR code', async () => {
    const place = await used.sandbox()
    await configure(place, { pollInterval: 1 })
    const { client_id } = await registerDevice(place)
    const answers: Promise<Page>[] = []
    const answer = async (told: string) => {
      match(told, /[▀▄█]{10}/)
      const address = /or open (\S+)$/m.exec(told)![1]!
      const browser = createBrowser(place.trustedFetch)
      const page = await browser.open(address)
      const user_code = new URL(address).searchParams.get('user_code')!
      const consent = await signIn(browser, await browser.submit(page, { user_code }))
      return allow(browser, consent, ['my/scope'])
    }
    const tokens = await walkDeviceFlow({
      fetch: place.trustedFetch,
      endpoints: {
        token_endpoint: `${place.issuer}/token`,
        device_authorization_endpoint: `${place.issuer}/device_authorization`,
      },
      authenticate: ({ form }) => form.set('client_id', client_id),
      scope: 'my/scope',
      tell: (told) => void answers.push(answer(told)),
    })
    noteSecretsIn(Object.entries(tokens))
    match((await answers[0]!).text, /The device is connected/)
    equal(tokens['scope'], 'my/scope')
  })

  test('is done by openid-client, which knows nothing of the lab', async () => {
    const place = await used.sandbox()
    await configure(place, { pollInterval: 1 })
    const { client_id } = await registerDevice(place)
    const fetch = place.trustedFetch as unknown as oidc.CustomFetch
    const options = { [oidc.customFetch]: fetch }
    const issuer = new URL(place.issuer)
    const configuration = await oidc.discovery(issuer, client_id, undefined, oidc.None(), options)
    const begun = await oidc.initiateDeviceAuthorization(configuration, { scope })
    noteSecretsIn(Object.entries(begun))
    const browser = createBrowser(place.trustedFetch)
    const consent = await signIn(browser, await type(place, browser, begun.user_code))
    await allow(browser, consent, scope.split(' '))
    const tokens = await oidc.pollDeviceAuthorizationGrant(configuration, begun)
    noteSecretsIn(Object.entries(tokens))
    notEqual(tokens.claims()!.sub, undefined)
    equal(tokens.scope, scope)
  })
})
