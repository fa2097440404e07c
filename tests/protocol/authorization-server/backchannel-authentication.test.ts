import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { decodeJwt } from 'jose'
import { requireRefused } from '../support/answer.ts'
import { flowTokens, formRequest, tokenRequest } from '../support/code-flow.ts'
import type { Change } from '../support/code-flow.ts'
import { register, registerClient } from '../support/place.ts'
import type { Place, RegisteredClient } from '../support/place.ts'
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
const poll = (place: Place, { client, authReqId }: Waiting, change: Change = {}) =>
  tokenRequest(place, client, { grant_type: grantType, auth_req_id: authReqId, ...change })

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
    await refused({ request: 'a.b.c' }, 'invalid_request', 'plain')
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
    const other = await registerClient(place)
    requireRefused(await ask(place, other), 'unauthorized_client', { check: 'grant-type.allowed' })
    requireRefused(await ask(place, { ...other, client_secret: 'wrong' }), 'invalid_client', {
      status: 401,
    })
  })

  test('is allowed at once where the server answers by itself, as a leniency', async () => {
    const place = await openPlace()
    await configure(place, { interaction: 'automatic' })
    const waiting = await begin(place)
    deepEqual(await checksOf(place, `/${endpoint}`, 'waived'), ['interaction.person'])
    equal((await poll(place, waiting)).status, 200)
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
