import { deepEqual, equal, match, notEqual, ok, rejects } from 'node:assert/strict'
import { hash, randomBytes, randomUUID } from 'node:crypto'
import { text } from 'node:stream/consumers'
import { describe, test } from 'node:test'
import { decodeJwt, SignJWT, UnsecuredJWT } from 'jose'
import { walkBackchannelFlow } from '@oauth-lab/scripts/backchannel-flow.ts'
import { noteSecret, noteSecretsIn } from '../../secrets.ts'
import { requireRefused } from '../support/answer.ts'
import { createBrowser } from '../support/browser.ts'
import {
  allow,
  flowTokens,
  formRequest,
  introspect,
  refresh,
  signIn,
  tokenRequest,
} from '../support/code-flow.ts'
import type { Change } from '../support/code-flow.ts'
import { embeddedOnly } from '../support/embedded-only.ts'
import { openProgram } from '../support/external-program.ts'
import { register, registerClient } from '../support/place.ts'
import type { Place, RegisteredClient } from '../support/place.ts'
import { createKey } from '../support/signing-client.ts'
import { checksOf, configure, useLab } from '../support/use-lab.ts'
import type { TestPlace } from '../support/use-lab.ts'

const used = useLab()

const grantType = 'urn:openid:params:grant-type:ciba'
const grant_types = [grantType, 'refresh_token']
const scope = 'openid offline_access my/scope'
const endpoint = 'backchannel_authentication'
const polls = { grant_types, redirect_uris: [], backchannel_token_delivery_mode: 'poll' }

/** A sandbox whose server has the grant type. */
async function openPlace(): Promise<TestPlace> {
  const place = await used.sandbox()
  const { supportedGrantTypes } = await place.control.config.get()
  await configure(place, { supportedGrantTypes: [...supportedGrantTypes, grantType] })
  return place
}

const ask = (place: Place, client: RegisteredClient, change: Change = {}) =>
  formRequest(place, client, endpoint, { scope, login_hint: 'developer', ...change })

/** A request that waits: its client, and what that asks with. */
async function begin(place: TestPlace, change: Change = {}) {
  const client = await registerClient(place, polls)
  const { status, body } = await ask(place, client, change)
  equal(status, 200, JSON.stringify(body))
  const [kept] = (await place.control.backchannelRequests.list()).items
  return { client, authReqId: String(body['auth_req_id']), id: kept!.id, body }
}
type Waiting = Awaited<ReturnType<typeof begin>>

/** The client asks for its tokens. */
const poll = (
  place: Place,
  { client, authReqId }: Omit<Waiting, 'id' | 'body'>,
  change: Change = {},
) => tokenRequest(place, client, { grant_type: grantType, auth_req_id: authReqId, ...change })

describe('client-initiated backchannel authentication (CIBA Core)', () => {
  test('answers a client with a name for its request, and says how to ask', async () => {
    const place = await openPlace()
    const client = await registerClient(place, polls)
    const answer = await ask(place, client)
    equal(answer.status, 200)
    equal(answer.headers.get('cache-control'), 'no-store')
    const { auth_req_id, ...rest } = answer.body
    match(String(auth_req_id), /^[\w-]{43}$/)
    deepEqual(rest, { expires_in: 300, interval: 5 })
  })

  test('brings the tokens of the user whom the hint names, once, when an administrator allows', async () => {
    const place = await openPlace()
    await place.control.clock.set({ freeze: true })
    const waiting = await begin(place, { binding_message: 'W4SCT' })
    requireRefused(await poll(place, waiting), 'authorization_pending', {
      check: 'auth-req-id.answered',
    })
    const { control } = place
    const [listed] = (await control.backchannelRequests.list({ state: 'waiting' })).items
    deepEqual(
      [listed!.user, listed!.client, listed!.bindingMessage, listed!.scope, listed!.told],
      ['developer', waiting.client.client_id, 'W4SCT', scope, null],
    )
    const answered = await control.backchannelRequests.answer(waiting.id, { answer: 'allow' })
    equal(answered.state, 'allowed')
    const { status, body } = await poll(place, waiting)
    equal(status, 200, JSON.stringify(body))
    equal(body['scope'], scope)
    equal(typeof body['refresh_token'], 'string')
    const { sub } = (await control.users.list()).find(({ username }) => username === 'developer')!
    const claims = decodeJwt(String(body['id_token']))
    deepEqual([claims.sub, claims.aud, claims['amr']], [sub, waiting.client.client_id, ['pwd']])
    equal(typeof claims['auth_time'], 'number')
    const check = 'auth-req-id.unused'
    requireRefused(await poll(place, waiting), 'invalid_grant', { check })
    await control.backchannelRequests.answer(waiting.id, { answer: 'deny' }).then(
      () => ok(false, 'it was answered twice'),
      (error: { status: number }) => equal(error.status, 409),
    )
  })

  test('grants the scopes that were allowed, and tells how the user signed in', async () => {
    const place = await openPlace()
    const waiting = await begin(place, { acr_values: 'urn:oauth-lab:two-factors' })
    await place.control.backchannelRequests.answer(waiting.id, {
      answer: 'allow',
      scopes: ['profile', 'my/scope'],
      amr: ['pwd', 'otp', 'mfa'],
    })
    const { body } = await poll(place, waiting)
    equal(body['scope'], 'openid my/scope')
    equal(decodeJwt(String(body['id_token']))['acr'], 'urn:oauth-lab:two-factors')
  })

  test('tells the client that the user denied', async () => {
    const place = await openPlace()
    const waiting = await begin(place)
    await place.control.backchannelRequests.answer(waiting.id, { answer: 'deny' })
    requireRefused(await poll(place, waiting), 'access_denied', { check: 'auth-req-id.allowed' })
  })

  test('slows a client down that does not wait, by five seconds each time', async () => {
    const place = await openPlace()
    await place.control.clock.set({ freeze: true })
    const waiting = await begin(place)
    requireRefused(await poll(place, waiting), 'authorization_pending')
    const hasty = await poll(place, waiting)
    requireRefused(hasty, 'slow_down', { check: 'auth-req-id.pace' })
    match(String(hasty.body['error_description']), /The interval is 10 s/)
    await place.control.clock.set({ freeze: true, offset: 11 })
    requireRefused(await poll(place, waiting), 'authorization_pending')
  })

  test('ends after the time that the client asked for, an hour at most', async () => {
    const place = await openPlace()
    const waiting = await begin(place, { requested_expiry: '60' })
    equal(waiting.body['expires_in'], 60)
    const { body } = await ask(place, waiting.client, { requested_expiry: '86400' })
    equal(body['expires_in'], 3600)
    await place.control.clock.set({ offset: 61 })
    requireRefused(await poll(place, waiting), 'expired_token', { check: 'auth-req-id.fresh' })
    const { items } = await place.control.backchannelRequests.list({ state: 'expired' })
    deepEqual(
      items.map(({ id }) => id),
      [waiting.id],
    )
    for (const requested_expiry of ['0', '-1', '1.5', 'soon']) {
      const answer = await ask(place, waiting.client, { requested_expiry })
      requireRefused(answer, 'invalid_request', { check: 'backchannel-request.expiry' })
    }
  })

  test('takes an ID token of the same client as hint, and no other', async () => {
    const place = await openPlace()
    const client = await registerClient(place, {
      grant_types: ['authorization_code', ...grant_types],
      backchannel_token_delivery_mode: 'poll',
    })
    const { id_token } = await flowTokens(place, client)
    const hinted = { login_hint: undefined, id_token_hint: String(id_token) }
    equal((await ask(place, client, hinted)).status, 200)
    const other = await registerClient(place, polls)
    const check = 'backchannel-request.id-token-hint'
    requireRefused(await ask(place, other, hinted), 'invalid_request', { check })
    const broken = { ...hinted, id_token_hint: 'a.b.c' }
    requireRefused(await ask(place, client, broken), 'invalid_request', { check })
  })

  test('refuses a request that names nobody, several, or somebody unknown', async () => {
    const place = await openPlace()
    const client = await registerClient(place, polls)
    const refused = async (change: Change, error: string, check: string) =>
      requireRefused(await ask(place, client, change), error, {
        check: `backchannel-request.${check}`,
      })
    await refused({ login_hint: undefined }, 'invalid_request', 'one-hint')
    await refused({ id_token_hint: 'a.b.c' }, 'invalid_request', 'one-hint')
    const token = { login_hint: undefined, login_hint_token: 'a.b.c' }
    await refused(token, 'invalid_request', 'hint-kind')
    await refused({ login_hint: 'nobody' }, 'unknown_user_id', 'user')
    await refused({ scope: 'my/scope' }, 'invalid_request', 'openid')
    await refused({ scope: undefined }, 'invalid_request', 'openid')
    for (const message of ['x'.repeat(65), 'two\nlines', 'turned \u202eround'])
      await refused({ binding_message: message }, 'invalid_binding_message', 'binding-message')
    deepEqual((await place.control.backchannelRequests.list()).items, [])
  })

  test('takes an auth_req_id of its own client alone', async () => {
    const place = await openPlace()
    const waiting = await begin(place)
    const client = await registerClient(place, polls)
    const other = await poll(place, { ...waiting, client })
    requireRefused(other, 'invalid_grant', { check: 'auth-req-id.of-client' })
    const unknown = await poll(place, { ...waiting, authReqId: 'unknown' })
    requireRefused(unknown, 'invalid_grant', { check: 'auth-req-id.known' })
    const none = await poll(place, waiting, { auth_req_id: undefined })
    requireRefused(none, 'invalid_request', { check: 'auth-req-id.present' })
  })

  test('of two questions at the same moment one gets the tokens', async () => {
    const place = await openPlace()
    const waiting = await begin(place)
    await place.control.backchannelRequests.answer(waiting.id, { answer: 'allow' })
    const answers = await Promise.all([1, 2, 3].map(() => poll(place, waiting)))
    deepEqual(
      answers.map(({ status }) => status).toSorted((a, b) => a - b),
      [200, 400, 400],
    )
  })

  test('is off unless the configuration names it, and for clients that did not register it', async () => {
    const { lab } = used
    const well = `${lab.issuer}/.well-known/openid-configuration`
    const before = (await (await lab.trustedFetch(well)).json()) as Record<string, unknown>
    equal(before['backchannel_authentication_endpoint'], undefined)
    equal(before['backchannel_token_delivery_modes_supported'], undefined)
    const plain = await registerClient(lab)
    requireRefused(await ask(lab, plain), 'unsupported_grant_type')
    const place = await openPlace()
    const there = `${place.issuer}/.well-known/openid-configuration`
    const metadata = (await (await place.trustedFetch(there)).json()) as Record<string, unknown>
    equal(metadata['backchannel_authentication_endpoint'], `${place.issuer}/${endpoint}`)
    deepEqual(metadata['backchannel_token_delivery_modes_supported'], ['poll', 'ping', 'push'])
    equal(metadata['backchannel_user_code_parameter_supported'], false)
    const member = 'backchannel_authentication_request_signing_alg_values_supported'
    ok((metadata[member] as string[]).includes('PS256'))
    equal((metadata[member] as string[]).includes('none'), false)
    const other = await registerClient(place)
    requireRefused(await ask(place, other), 'unauthorized_client', { check: 'grant-type.allowed' })
    requireRefused(await ask(place, { ...other, client_secret: 'wrong' }), 'invalid_client', {
      status: 401,
    })
  })

  test('is done by the command line’s own walk, which says where the user answers', async () => {
    const place = await openPlace()
    await configure(place, { pollInterval: 1 })
    const method = { token_endpoint_auth_method: 'client_secret_post' }
    const { client_id, client_secret } = await registerClient(place, { ...polls, ...method })
    const answers: Promise<unknown>[] = []
    const answer = async (told: string) => {
      const [, page, message] = /^developer answers at (\S+) and compares (\d{4})$/m.exec(told)!
      equal(page, `${place.base}/authserver/backchannel`)
      const [kept] = (await place.control.backchannelRequests.list()).items
      equal(kept!.bindingMessage, message)
      await place.control.backchannelRequests.answer(kept!.id, { answer: 'allow' })
    }
    const walk = {
      fetch: place.trustedFetch,
      endpoints: {
        token_endpoint: `${place.issuer}/token`,
        backchannel_authentication_endpoint: `${place.issuer}/${endpoint}`,
      },
      authenticate: ({ form }: { form: URLSearchParams }) => {
        form.set('client_id', client_id)
        form.set('client_secret', client_secret)
      },
      scope: 'my/scope',
      user: 'developer',
      page: `${place.base}/authserver/backchannel`,
      tell: (told: string) => void answers.push(answer(told)),
    }
    await rejects(walkBackchannelFlow({ ...walk, user: 'nobody' }), /unknown_user_id/)
    const tokens = await walkBackchannelFlow(walk)
    noteSecretsIn(Object.entries(tokens))
    await answers[0]
    equal(tokens['scope'], 'openid my/scope')
    const { backchannel_authentication_endpoint: _, ...off } = walk.endpoints
    await rejects(walkBackchannelFlow({ ...walk, endpoints: off }), /no backchannel authentication/)
  })

  test('is allowed at once where the server answers by itself, as a leniency', async () => {
    const place = await openPlace()
    await configure(place, { interaction: 'automatic' })
    const waiting = await begin(place)
    deepEqual(await checksOf(place, `/${endpoint}`, 'waived'), ['interaction.person'])
    equal((await poll(place, waiting)).status, 200)
  })
})

describe('a signed backchannel request (CIBA Core §7.1.1)', () => {
  /** A client that signs its requests by ES256. */
  async function openSigner() {
    const place = await openPlace()
    const key = await createKey('ES256', 'one')
    const client = await registerClient(place, {
      ...polls,
      jwks: { keys: [key.publicJwk] },
      backchannel_authentication_request_signing_alg: 'ES256',
    })
    const now = Math.floor(Date.now() / 1000)
    const claims = () => ({
      iss: client.client_id,
      aud: place.issuer,
      iat: now,
      nbf: now,
      exp: now + 300,
      jti: randomUUID(),
      scope,
      login_hint: 'developer',
      requested_expiry: 60,
    })
    const send = async (change: Record<string, unknown> = {}, by = key, beside: Change = {}) => {
      const sent = { ...claims(), ...change }
      const request = await new SignJWT(sent)
        .setProtectedHeader({ alg: by.alg, kid: 'one' })
        .sign(by.privateKey)
      return formRequest(place, client, endpoint, { request, ...beside })
    }
    return { place, client, send, claims }
  }

  test('is taken as it is signed; what stands beside it does not count', async () => {
    const { place, send } = await openSigner()
    const beside = { scope: 'openid unknown', login_hint: 'superuser', requested_expiry: '10' }
    const { status, body } = await send({}, undefined, beside)
    equal(status, 200, JSON.stringify(body))
    equal(body['expires_in'], 60)
    const [kept] = (await place.control.backchannelRequests.list()).items
    deepEqual([kept!.user, kept!.scope], ['developer', scope])
  })

  test('is refused where it lacks a claim, is of another client, for another server, or came before', async () => {
    const { send } = await openSigner()
    for (const name of ['aud', 'exp', 'iat', 'nbf', 'jti']) {
      const answer = await send({ [name]: undefined })
      const check = 'backchannel-request.object-claims'
      requireRefused(answer, 'invalid_request_object', { check })
    }
    const refused = async (change: Record<string, unknown>, check: string) =>
      requireRefused(await send(change), 'invalid_request_object', { check })
    await refused({ iss: undefined }, 'request-object.client')
    await refused({ iss: 'c-other' }, 'request-object.client')
    await refused({ client_id: 'c-other' }, 'request-object.client')
    await refused({ aud: 'https://other.example' }, 'request-object.audience')
    await refused({ exp: 1 }, 'request-object.fresh')
    const jti = randomUUID()
    equal((await send({ jti })).status, 200)
    await refused({ jti }, 'request-object.unused')
  })

  test('is refused by another key or unsigned, and may not be left out by who registered it', async () => {
    const { place, client, send, claims } = await openSigner()
    const other = await send({}, await createKey('ES256', 'one'))
    requireRefused(other, 'invalid_request_object', { check: 'request-object.signature' })
    const request = new UnsecuredJWT(claims()).encode()
    const unsigned = await formRequest(place, client, endpoint, { request })
    requireRefused(unsigned, 'invalid_request_object', { check: 'request-object.signed' })
    requireRefused(await ask(place, client), 'invalid_request', {
      check: 'backchannel-request.signed',
    })
    const keyless = await register(place, {
      ...polls,
      backchannel_authentication_request_signing_alg: 'ES256',
    })
    equal(keyless.body['error'], 'invalid_client_metadata')
  })
})

describe('registration for backchannel authentication (CIBA Core §4)', () => {
  test('wants a delivery mode, an address for its notifications, and a client that authenticates', async () => {
    const place = await openPlace()
    const refused = async (change: object, member: string) => {
      const { status, body } = await register(place, { ...polls, ...change })
      equal(status, 400)
      equal(body['error'], 'invalid_client_metadata')
      match(String(body['error_description']), new RegExp(member))
    }
    await refused({ backchannel_token_delivery_mode: undefined }, 'backchannel_token_delivery_mode')
    await refused({ backchannel_token_delivery_mode: 'pull' }, 'backchannel_token_delivery_mode')
    for (const backchannel_token_delivery_mode of ['ping', 'push'])
      await refused({ backchannel_token_delivery_mode }, 'backchannel_client_notification_endpoint')
    const push = {
      backchannel_token_delivery_mode: 'push',
      backchannel_client_notification_endpoint: 'https://application.example/told',
    }
    await refused({ ...push, dpop_bound_access_tokens: true }, 'bound')
    await refused({ token_endpoint_auth_method: 'none' }, 'public client')
    const http = { backchannel_client_notification_endpoint: 'http://application.example/told' }
    await refused({ ...push, ...http }, 'https address')
    const { status, body } = await register(place, { ...polls, ...push })
    equal(status, 201)
    equal(body['backchannel_token_delivery_mode'], 'push')
    notEqual(body['backchannel_client_notification_endpoint'], undefined)
  })
})

describe('the page of what waits for its user', () => {
  /** Signs in and looks at what waits. */
  async function open(place: TestPlace, username = 'developer') {
    const browser = createBrowser(place.trustedFetch)
    const login = await browser.open(`${place.base}/authserver/backchannel`)
    match(login.text, /which applications wait for your answer/)
    return { browser, list: await signIn(browser, login, username) }
  }

  test('shows client, scopes and message, and brings tokens when the user allows', async () => {
    const place = await openPlace()
    const waiting = await begin(place, { binding_message: 'W4SCT-7' })
    const { browser, list } = await open(place)
    match(list.text, /test application/)
    match(list.text, /W4SCT-7/)
    match(list.text, /openid offline_access my\/scope/)
    const consent = await browser.submit(list, {})
    match(consent.text, /Do you see the same words where this began\?/)
    match(consent.text, /W4SCT-7/)
    const done = await allow(browser, consent, ['my/scope'])
    match(done.text, /You allowed it/)
    match(done.text, /Tokens, when the application asks next/)
    const { status, body } = await poll(place, waiting)
    equal(status, 200)
    equal(body['scope'], 'openid my/scope')
    const empty = await browser.open(`${place.base}/authserver/backchannel`)
    match(empty.text, /No application waits for your answer/)
  })

  test('tells the client that the user denied', async () => {
    const place = await openPlace()
    const waiting = await begin(place)
    const { browser, list } = await open(place)
    const consent = await browser.submit(list, {})
    match((await browser.submit(consent, { answer: 'deny' })).text, /You denied it/)
    requireRefused(await poll(place, waiting), 'access_denied', { check: 'auth-req-id.allowed' })
  })

  test('asks each time, whatever was allowed before', async () => {
    const place = await openPlace()
    const first = await begin(place)
    const { browser, list } = await open(place)
    await allow(browser, await browser.submit(list, {}), scope.split(' '))
    equal((await poll(place, first)).status, 200)
    await ask(place, first.client)
    const again = await browser.open(`${place.base}/authserver/backchannel`)
    match((await browser.submit(again, {})).text, /value="allow"/)
  })

  test('shows nobody what another user is asked', async () => {
    const place = await openPlace()
    const waiting = await begin(place)
    const { list } = await open(place, 'superuser')
    match(list.text, /No application waits for your answer/)
    requireRefused(await poll(place, waiting), 'authorization_pending')
  })

  test('takes no answer of another user who signs in meanwhile', async () => {
    const place = await openPlace()
    const waiting = await begin(place)
    const { browser, list } = await open(place)
    const consent = await browser.submit(list, {})
    const path = new URL('other-user', `${consent.url.href}/`)
    const other = await signIn(browser, await browser.open(path), 'superuser')
    match(other.text, /Somebody else is signed in here/)
    deepEqual(await checksOf(place, '/login'), [])
    requireRefused(await poll(place, waiting), 'authorization_pending')
    const [kept] = (await place.control.backchannelRequests.list()).items
    equal(kept!.state, 'waiting')
  })

  test('counts the first answer alone, and none that comes too late', async () => {
    const place = await openPlace()
    const waiting = await begin(place, { requested_expiry: '60' })
    const { browser, list } = await open(place)
    const consent = await browser.submit(list, {})
    await place.control.backchannelRequests.answer(waiting.id, { answer: 'deny' })
    match((await allow(browser, consent, ['openid'])).text, /You denied it/)
    requireRefused(await poll(place, waiting), 'access_denied')
    await ask(place, waiting.client, { requested_expiry: '60' })
    const page = await browser.open(`${place.base}/authserver/backchannel`)
    const late = await browser.submit(page, {})
    await place.control.clock.set({ offset: 61 })
    match((await allow(browser, late, ['openid'])).text, /The request is over/)
    match((await browser.submit(page, {})).text, /No application waits for your answer/)
  })

  test('takes a form of its own alone', async () => {
    const place = await openPlace()
    const { id } = await begin(place)
    const { browser } = await open(place)
    const body = new URLSearchParams({ request_id: id, csrf: 'made-up' })
    const address = `${place.base}/authserver/backchannel`
    const headers = { origin: place.origin }
    equal((await browser.open(address, { method: 'POST', body, headers })).status, 403)
  })
})

const embedded = embeddedOnly('the receiver stands in the place of a role of its own lab')

embedded.suite('notifications (CIBA Core §10.2, §10.3)', () => {
  const token = randomBytes(32).toString('base64url')

  /** A client that is told, in the place of the lab's own web client, and answers with the next of these. */
  async function openTold(mode: 'ping' | 'push', ...statuses: number[]) {
    const told: { authorization: string | undefined; body: Record<string, unknown> }[] = []
    const program = await openProgram('client', async (request, response) => {
      const body = JSON.parse(await text(request)) as Record<string, unknown>
      noteSecretsIn(Object.entries(body))
      told.push({ authorization: request.headers.authorization, body })
      const status = statuses[told.length - 1] ?? 204
      response.writeHead(status, { location: `${program.lab.base}/client/elsewhere` }).end()
    })
    const { lab } = program
    const { supportedGrantTypes } = await lab.control.config.get()
    await configure(lab, { supportedGrantTypes: [...supportedGrantTypes, grantType] })
    noteSecret(token, 'client_notification_token')
    const client = await registerClient(lab, {
      ...polls,
      backchannel_token_delivery_mode: mode,
      backchannel_client_notification_endpoint: `${lab.base}/client/told`,
    })
    const { status, body } = await ask(lab, client, { client_notification_token: token })
    equal(status, 200, JSON.stringify(body))
    const [kept] = (await lab.control.backchannelRequests.list()).items
    const answer = (given: 'allow' | 'deny') =>
      lab.control.backchannelRequests.answer(kept!.id, { answer: given })
    return { ...program, client, told, body, authReqId: String(body['auth_req_id']), answer }
  }

  test('ping tells the client that its user has answered, and it asks then', async () => {
    await using place = await openTold('ping')
    const { lab, told, authReqId } = place
    equal(place.body['interval'], 5)
    requireRefused(await poll(lab, place), 'authorization_pending')
    equal((await place.answer('allow')).told, 'took the notification')
    deepEqual(told, [{ authorization: `Bearer ${token}`, body: { auth_req_id: authReqId } }])
    equal((await poll(lab, place)).status, 200)
  })

  test('ping tells of a denial as well, and says no more', async () => {
    await using place = await openTold('ping')
    await place.answer('deny')
    deepEqual(
      place.told.map(({ body }) => Object.keys(body)),
      [['auth_req_id']],
    )
    requireRefused(await poll(place.lab, place), 'access_denied')
  })

  test('push sends the tokens, with an ID token that names request and refresh token', async () => {
    await using place = await openTold('push')
    const { lab, told, authReqId } = place
    equal(place.body['interval'], undefined)
    equal((await place.answer('allow')).told, 'took the notification')
    equal(told[0]!.authorization, `Bearer ${token}`)
    const { auth_req_id, access_token, id_token, refresh_token, ...rest } = told[0]!.body
    equal(auth_req_id, authReqId)
    deepEqual(rest, { token_type: 'Bearer', expires_in: 3600, scope })
    const claims = decodeJwt(String(id_token))
    equal(claims['urn:openid:params:jwt:claim:auth_req_id'], authReqId)
    equal(claims['urn:openid:params:jwt:claim:rt_hash'], halfHash(refresh_token))
    equal(claims['at_hash'], halfHash(access_token))
    equal((await introspect(lab, place.client, access_token))['active'], true)
    equal((await refresh(lab, place.client, refresh_token)).status, 200)
    const check = 'auth-req-id.asks'
    requireRefused(await poll(lab, place), 'unauthorized_client', { check })
  })

  test('push sends the error where the user denied', async () => {
    await using place = await openTold('push')
    await place.answer('deny')
    const { auth_req_id, ...rest } = place.told[0]!.body
    equal(auth_req_id, place.authReqId)
    deepEqual(rest, { error: 'access_denied' })
  })

  test('asks a client that fails three times, and shows the user what came of it', async () => {
    await using place = await openTold('ping', 503, 500, 502)
    const { lab, told } = place
    const browser = createBrowser(lab.trustedFetch)
    const login = await browser.open(`${lab.base}/authserver/backchannel`)
    const consent = await browser.submit(await signIn(browser, login), {})
    const done = await allow(browser, consent, ['openid'])
    equal(told.length, 3)
    match(done.text, /test application was asked 3 times: It answered 502/)
    deepEqual(await checksOf(lab, '/consent'), ['backchannel-notification.taken'])
    const [kept] = (await lab.control.backchannelRequests.list()).items
    equal(kept!.told, 'was asked 3 times: It answered 502.')
  })

  test('follows no redirect, and does not ask again who refuses', async () => {
    await using place = await openTold('ping', 302)
    equal((await place.answer('allow')).told, 'was asked once: It answered 302.')
    equal(place.told.length, 1)
  })

  test('needs a token that nobody guesses', async () => {
    await using place = await openTold('ping')
    const check = 'backchannel-request.notification-token'
    for (const sent of [undefined, 'short', 'x'.repeat(1025), `${token}\r\nx: y`, `${token} y`]) {
      const answer = await ask(place.lab, place.client, { client_notification_token: sent })
      requireRefused(answer, 'invalid_request', { check })
    }
  })

  const halfHash = (value: unknown) =>
    hash('sha256', String(value), 'buffer').subarray(0, 16).toString('base64url')
})
