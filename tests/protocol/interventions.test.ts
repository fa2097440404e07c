import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { InterventionDocument } from '@oauth-lab/kit/interventions/intervention.ts'
import type { ShownEntry } from '@oauth-lab/kit/admin/recording-document.ts'
import { openTestLab } from '../test-lab.ts'
import { readAnswer, requireRefused } from './support/answer.ts'
import { createBrowser } from './support/browser.ts'
import {
  allow,
  authorizationRequest,
  authorize,
  basic,
  clientToken,
  redeem,
  responseOf,
  signIn,
  tokenRequest,
} from './support/code-flow.ts'
import type { Authorization } from './support/code-flow.ts'
import { refusal } from './support/refusal.ts'
import { embeddedOnly } from './support/embedded-only.ts'
import { redirectUri, registerClient } from './support/place.ts'
import type { RegisteredClient } from './support/place.ts'
import { useLab } from './support/use-lab.ts'
import type { TestPlace } from './support/use-lab.ts'

const embedded = embeddedOnly('it stops a lab of its own')
const tokenRequests = { role: 'authserver', message: 'token request' } as const
const resourcePath = '/resserver/protected-resources/'
const nobody = { exchange: 'none' }
const teapot = { answer: { status: 418 } }

const credentialsRequest = (place: TestPlace, client: RegisteredClient) =>
  tokenRequest(place, client, { grant_type: 'client_credentials', scope: 'my/scope' })
const callResource = (place: TestPlace, token: string) =>
  readAnswer(
    place.trustedFetch(place.base + resourcePath, {
      headers: { authorization: `Bearer ${token}` },
    }),
  )

/** The token request for a code, its answer as it came. */
function sendCode(
  place: TestPlace,
  client: RegisteredClient,
  { code, verifier }: Authorization,
  signal?: AbortSignal,
): Promise<Response> {
  return place.trustedFetch(`${place.issuer}/token`, {
    method: 'POST',
    headers: { authorization: basic(client.client_id, client.client_secret) },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      code_verifier: verifier,
      redirect_uri: redirectUri,
    }),
    ...(signal && { signal }),
  })
}

/** Resolves when so many messages are held. */
async function untilHeld({ control }: Pick<TestPlace, 'control'>, count: number) {
  for (;;) {
    const held = await control.interventions.held()
    if (held.length >= count) return held
  }
}

/** The entry of the last token request, when it is recorded. */
async function lastTokenRequest({ control }: TestPlace): Promise<ShownEntry> {
  const since = '2020-01-01T00:00:00Z'
  await control.recording.wait({ since, message: 'token request' })
  const { log } = await control.recording.har({ message: 'token request' })
  return log.entries.at(-1)!
}

describe('an intervention', () => {
  const used = useLab()

  const withClient = async () => {
    const place = await used.sandbox()
    return { place, client: await registerClient(place) }
  }
  /** A sandbox with a code that nobody has redeemed, and an intervention on token requests. */
  const withCode = async (wanted: Omit<InterventionDocument, 'match'>) => {
    const { place, client } = await withClient()
    const authorization = await authorize(place, client)
    const { id } = await place.control.interventions.create({ match: tokenRequests, ...wanted })
    return { place, client, authorization, id }
  }

  test('that holds lets a request go on when it is released, as it was sent', async () => {
    const { place, client } = await withClient()
    const { interventions } = place.control
    const { id } = await interventions.create({ match: tokenRequests, do: { hold: true } })
    const token = clientToken(place, client)
    const [held, ...others] = await untilHeld(place, 1)
    assert.equal(others.length, 0)
    const { exchange, since, until, carries, ...rest } = held!
    assert.deepEqual(carries!.form, { grant_type: 'client_credentials', scope: 'my/scope' })
    assert.equal(carries!.headers['authorization'], 'hidden')
    assert.deepEqual(rest, {
      intervention: id,
      role: 'authserver',
      at: 'request',
      message: 'token request',
      method: 'POST',
      path: '/authserver/oauth2/token',
    })
    assert.equal(Date.parse(until) - Date.parse(since), 300_000)
    assert.deepEqual(await interventions.release({ exchange }), { released: 1 })
    assert.ok(await token)
    assert.deepEqual(await interventions.held(), [])
  })

  test('that holds lets a request go on changed, and the recording says by whom', async () => {
    const { place, client } = await withClient()
    const { interventions } = place.control
    const { id } = await interventions.create({ match: tokenRequests, do: { hold: true } })
    const asked = credentialsRequest(place, client)
    const [{ exchange } = nobody] = await untilHeld(place, 1)
    const change = [{ op: 'replace' as const, path: '/form/scope', value: 'openid' }]
    await interventions.release({ exchange, do: { change } })
    requireRefused(await asked, 'invalid_scope')
    const { interventions: done } = (await lastTokenRequest(place))._oauth
    assert.deepEqual(
      done?.map(({ id: of, do: what, changed }) => ({ of, what, changed })),
      [
        { of: id, what: 'hold', changed: undefined },
        { of: id, what: 'change', changed: ['/form/scope'] },
      ],
    )
    assert.match(done[1]!.by, /^(?:superuser|lab)$/)
  })

  test('that holds lets an answer go on changed, and a request be answered instead', async () => {
    const { place, client, authorization } = await withCode({ at: 'response', do: { hold: true } })
    const { interventions } = place.control
    const redeemed = redeem(place, client, authorization)
    const [first] = await untilHeld(place, 1)
    const { status, json } = first!.carries!
    assert.equal(status, 200)
    const { access_token, token_type } = json as Record<string, string>
    assert.equal(token_type, 'Bearer')
    assert.match(access_token!, /\.hidden$/)
    const change = [{ op: 'replace' as const, path: '/json/token_type', value: 'mac' }]
    await interventions.release({ exchange: first!.exchange, do: { change } })
    assert.equal((await redeemed).body['token_type'], 'mac')
    await interventions.delete()
    await interventions.create({ match: tokenRequests, do: { hold: true } })
    const asked = credentialsRequest(place, client)
    const [second = nobody] = await untilHeld(place, 1)
    await interventions.release({ exchange: second.exchange, do: teapot })
    assert.equal((await asked).status, 418)
  })

  test('of a release that says what is to be done with no message, nothing is let go', async () => {
    const { interventions } = (await used.sandbox()).control
    const { status, problems } = await refusal(interventions.release({ do: teapot }))
    assert.equal(status, 400)
    assert.deepEqual(problems, [
      { path: 'exchange', message: 'must be set beside do: only one message is changed' },
    ])
    const delayed = interventions.release({ exchange: 'e', do: { delay: 1 } })
    assert.deepEqual((await refusal(delayed)).problems, [
      { path: 'do', message: 'must be one of change, answer, drop' },
    ])
  })

  test('that holds is told by the stream of the recording, and so is the release', async () => {
    const { place, client } = await withClient()
    const { interventions } = place.control
    const stopping = new AbortController()
    const following = interventions.follow(stopping.signal)
    const first = following.next()
    await interventions.create({ match: tokenRequests, do: { hold: true } })
    const token = clientToken(place, client)
    assert.deepEqual((await first).value, await interventions.held())
    await interventions.release()
    assert.deepEqual((await following.next()).value, [])
    stopping.abort()
    assert.equal((await following.next()).done, true)
    assert.ok(await token)
  })

  test('that holds an answer has let the handler do its work', async () => {
    const { place, client, authorization } = await withCode({ at: 'response', do: { hold: true } })
    const first = redeem(place, client, authorization)
    await untilHeld(place, 1)
    const second = redeem(place, client, authorization)
    await untilHeld(place, 2)
    await place.control.interventions.release()
    assert.deepEqual([(await first).status, (await second).status], [200, 400])
  })

  test('of 40 token requests with one code, held and let go at once, lets one win', async () => {
    const { place, client, authorization } = await withCode({ do: { hold: true } })
    const racing = Array.from({ length: 40 }, () => redeem(place, client, authorization))
    await untilHeld(place, 40)
    assert.deepEqual(await place.control.interventions.release(), { released: 40 })
    const statuses = (await Promise.all(racing)).map(({ status }) => status)
    assert.equal(statuses.filter((status) => status === 200).length, 1)
    assert.equal(statuses.filter((status) => status === 400).length, 39)
  })

  test('that holds blocks no other request', async () => {
    const { place, client } = await withClient()
    const other = await registerClient(place)
    const match = { ...tokenRequests, client: client.client_id }
    await place.control.interventions.create({ match, do: { hold: true } })
    const token = clientToken(place, client)
    await untilHeld(place, 1)
    const { status } = await callResource(place, await clientToken(place, other))
    assert.equal(status, 200)
    await place.control.interventions.release()
    assert.ok(await token)
  })

  test('that holds a callback, and then the token request that the client makes meanwhile, ends no sign-in', async () => {
    const { place } = await withClient()
    const { interventions } = place.control
    const browser = createBrowser(place.trustedFetch)
    const form = await browser.open(`${place.base}/client/application/login`)
    const consent = await signIn(browser, form)
    await interventions.create({ match: { message: 'callback' }, do: { hold: true } })
    await interventions.create({ match: tokenRequests, do: { hold: true } })
    const signedIn = allow(browser, consent, ['profile', 'email', 'my/scope'])
    for (const role of ['client', 'authserver']) {
      const [held, ...others] = await untilHeld(place, 1)
      assert.deepEqual([held!.role, others], [role, []])
      await interventions.release()
    }
    assert.match((await signedIn).text, /Sign out|Log out/i)
  })

  test('that holds blocks no reset, which ends it and lets the request go on', async () => {
    const { place, client } = await withClient()
    await place.control.interventions.create({ match: tokenRequests, do: { hold: true } })
    const answer = credentialsRequest(place, client)
    await untilHeld(place, 1)
    await place.control.reset()
    // Its client went with the reset.
    requireRefused(await answer, 'invalid_client', { status: 401 })
    const { interventions } = place.control
    assert.deepEqual([await interventions.list(), await interventions.held()], [[], []])
    assert.ok(await clientToken(place, await registerClient(place)))
  })

  embedded.test('that holds blocks no stop of the lab: the request is told of it', async () => {
    const lab = await openTestLab()
    const client = await registerClient(lab)
    await lab.control.interventions.create({ match: tokenRequests, do: { hold: true } })
    const form = { grant_type: 'client_credentials' }
    const answer = tokenRequest(lab, client, form)
    await untilHeld(lab, 1)
    await Promise.all([lab.stop(), answer])
    requireRefused(await answer, 'temporarily_unavailable', { status: 503 })
  })

  test('that holds a request whose caller has gone lets it go on all the same', async () => {
    const { place, client, authorization, id } = await withCode({ do: { hold: true } })
    const leaving = new AbortController()
    const answer = sendCode(place, client, authorization, leaving.signal)
    await untilHeld(place, 1)
    leaving.abort()
    await assert.rejects(answer, { name: 'AbortError' })
    const { _oauth } = await lastTokenRequest(place)
    assert.equal(_oauth.failure, 'the caller went away')
    assert.deepEqual(await place.control.interventions.release(), { released: 1 })
    await place.control.interventions.delete(id)
    requireRefused(await redeem(place, client, authorization), 'invalid_grant')
  })

  test('that ends lets go what it held', async () => {
    const { place, client } = await withClient()
    const { interventions } = place.control
    const { id } = await interventions.create({ match: tokenRequests, do: { hold: true } })
    const token = clientToken(place, client)
    await untilHeld(place, 1)
    await interventions.delete(id)
    assert.ok(await token)
    assert.deepEqual(await interventions.list(), [])
    await assert.rejects(interventions.delete(id), { status: 404, code: 'not_found' })
  })

  test('that delays a request delays no other one', async () => {
    const { place, client } = await withClient()
    const { interventions } = place.control
    const match = { ...tokenRequests, client: client.client_id }
    await interventions.create({ match, do: { delay: 300_000 } })
    const delayed = clientToken(place, client)
    while ((await interventions.list())[0]!.used === 0);
    assert.ok(await clientToken(place, await registerClient(place)))
    assert.deepEqual(await interventions.held(), [])
    await interventions.delete()
    assert.ok(await delayed)
  })

  test('that answers a request stands instead of the handler', async () => {
    const body = { error: 'slow_down' }
    const answer = { status: 429, headers: { 'retry-after': '7' }, body }
    const { place, client, authorization, id } = await withCode({ do: { answer } })
    const answered = await redeem(place, client, authorization)
    assert.deepEqual([answered.status, answered.body], [429, body])
    assert.equal(answered.headers.get('retry-after'), '7')
    await place.control.interventions.delete(id)
    assert.equal((await redeem(place, client, authorization)).status, 200)
  })

  test('that answers instead of an answer leaves what the handler did', async () => {
    const answer = { status: 503, headers: { 'content-type': 'text/html' }, body: '<p>Busy</p>' }
    const { place, client, authorization, id } = await withCode({ at: 'response', do: { answer } })
    const response = await sendCode(place, client, authorization)
    assert.equal(response.status, 503)
    assert.equal(response.headers.get('content-type'), 'text/html')
    assert.equal(await response.text(), '<p>Busy</p>')
    await place.control.interventions.delete(id)
    requireRefused(await redeem(place, client, authorization), 'invalid_grant')
  })

  test('sends an OAuth error as the token endpoint renders it', async () => {
    const { place, client } = await withClient()
    const { interventions } = place.control
    await interventions.create({ match: tokenRequests, do: { error: 'invalid_scope' } })
    requireRefused(await credentialsRequest(place, client), 'invalid_scope')
    await interventions.delete()
    await interventions.create({ match: tokenRequests, do: { error: 'invalid_client' } })
    const refused = await credentialsRequest(place, client)
    requireRefused(refused, 'invalid_client', { status: 401 })
    assert.match(refused.headers.get('www-authenticate')!, /^Basic realm=/)
  })

  test('sends an OAuth error as the authorization endpoint renders it: to the redirect URI', async () => {
    const { place, client } = await withClient()
    const { browser } = await authorize(place, client)
    const match = { role: 'authserver', message: 'authorization request' } as const
    await place.control.interventions.create({ match, do: { error: 'temporarily_unavailable' } })
    const { url, parameters } = authorizationRequest(place, client)
    const { error, state, iss } = responseOf(await browser.open(url))
    assert.deepEqual(
      { error, state, iss },
      { error: 'temporarily_unavailable', state: parameters['state'], iss: place.issuer },
    )
  })

  test('sends an OAuth error as the resource server renders it: in a challenge', async () => {
    const { place, client } = await withClient()
    const token = await clientToken(place, client)
    const match = { role: 'resserver', path: resourcePath } as const
    await place.control.interventions.create({ match, do: { error: 'invalid_token' } })
    const { status, headers } = await callResource(place, token)
    assert.equal(status, 401)
    assert.match(headers.get('www-authenticate')!, /^Bearer .*error="invalid_token"/)
  })

  test('that drops a request ends its connection without an answer; the handler never runs', async () => {
    const { place, client, authorization, id } = await withCode({ do: { drop: 'before' } })
    await assert.rejects(redeem(place, client, authorization), TypeError)
    const { response, _oauth } = await lastTokenRequest(place)
    assert.equal(response.status, 0)
    assert.equal(_oauth.failure, 'the lab dropped the connection')
    await place.control.interventions.delete(id)
    assert.equal((await redeem(place, client, authorization)).status, 200)
  })

  test('that drops an answer in its middle sends its head, and not the whole body', async () => {
    const { place, client, authorization, id } = await withCode({
      at: 'response',
      do: { drop: 'within' },
    })
    await assert.rejects(redeem(place, client, authorization), TypeError)
    const { response, _oauth } = await lastTokenRequest(place)
    assert.equal(response.status, 200)
    assert.equal(_oauth.failure, 'the lab dropped the connection')
    await place.control.interventions.delete(id)
    requireRefused(await redeem(place, client, authorization), 'invalid_grant')
  })

  test('changes a parameter and a header of a request before the handler reads them', async () => {
    const { place, client } = await withClient()
    const { interventions } = place.control
    await interventions.create({
      match: tokenRequests,
      do: { change: [{ op: 'replace', path: '/form/scope', value: 'no/such' }] },
    })
    requireRefused(await credentialsRequest(place, client), 'invalid_scope')
    const { request } = await lastTokenRequest(place)
    assert.match(request.postData!.text, /scope=my%2Fscope/)
    // A media type has no case (RFC 9110 §8.3.1).
    const init = {
      method: 'POST',
      headers: {
        'content-type': 'Application/X-WWW-Form-Urlencoded',
        authorization: basic(client.client_id, client.client_secret),
      },
      body: 'grant_type=client_credentials&scope=my/scope',
    }
    const answer = await readAnswer(place.trustedFetch(`${place.issuer}/token`, init))
    requireRefused(answer, 'invalid_scope')
    await interventions.delete()
    const token = await clientToken(place, client)
    await interventions.create({
      match: { path: resourcePath },
      do: { change: [{ op: 'remove', path: '/headers/authorization' }] },
    })
    assert.equal((await callResource(place, token)).status, 401)
  })

  test('knows a header by its name in any case (RFC 9110 §5.1), of a request and of an answer', async () => {
    const { place, client } = await withClient()
    const { interventions } = place.control
    await interventions.create({
      match: tokenRequests,
      at: 'response',
      do: { change: [{ op: 'replace', path: '/headers/Cache-Control', value: 'private' }] },
    })
    const { headers } = await credentialsRequest(place, client)
    assert.equal(headers.get('cache-control'), 'private')
    const token = await clientToken(place, client)
    await interventions.create({
      match: { path: resourcePath },
      do: { change: [{ op: 'add', path: '/headers/Authorization', value: 'Bearer another' }] },
    })
    assert.equal((await callResource(place, token)).status, 401)
  })

  test('that takes the JSON of an answer away leaves it without a body', async () => {
    const { place, client } = await withClient()
    await place.control.interventions.create({
      match: tokenRequests,
      at: 'response',
      do: { change: [{ op: 'remove', path: '/json' }] },
    })
    const response = await place.trustedFetch(`${place.issuer}/token`, {
      method: 'POST',
      headers: { authorization: basic(client.client_id, client.client_secret) },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'my/scope' }),
    })
    assert.deepEqual([response.status, await response.text()], [200, ''])
  })

  test('changes the query of a callback: the client sends on the code that it reads there', async () => {
    const { place } = await withClient()
    const { interventions } = place.control
    const browser = createBrowser(place.trustedFetch)
    const form = await browser.open(`${place.base}/client/application/login`)
    const consent = await signIn(browser, form)
    await interventions.create({
      match: { message: 'callback' },
      do: { change: [{ op: 'replace', path: '/query/code', value: 'another' }] },
    })
    await allow(browser, consent, ['profile', 'email', 'my/scope'])
    const { log } = await place.control.recording.har({ message: 'token request', secrets: true })
    const { request, response } = log.entries.at(-1)!
    assert.equal(new URLSearchParams(request.postData!.text).get('code'), 'another')
    assert.equal(response.status, 400)
  })

  test('changes the status, a header and a member of an answer', async () => {
    const { place, client } = await withClient()
    await place.control.interventions.create({
      match: tokenRequests,
      at: 'response',
      do: {
        change: [
          { op: 'replace', path: '/status', value: 201 },
          { op: 'remove', path: '/headers/cache-control' },
          { op: 'replace', path: '/json/token_type', value: 'mac' },
          { op: 'add', path: '/json/x', value: ['é'] },
        ],
      },
    })
    const { status, headers, body } = await credentialsRequest(place, client)
    assert.equal(status, 201)
    assert.equal(headers.get('cache-control'), null)
    assert.deepEqual([body['token_type'], body['x']], ['mac', ['é']])
    assert.equal(typeof body['access_token'], 'string')
  })

  test('changes the parameters of a redirect', async () => {
    const { place, client } = await withClient()
    const { browser } = await authorize(place, client)
    await place.control.interventions.create({
      match: { role: 'authserver', message: 'authorization request' },
      at: 'response',
      do: { change: [{ op: 'replace', path: '/redirect/query/state', value: 'another' }] },
    })
    const response = responseOf(await browser.open(authorizationRequest(place, client).url))
    assert.equal(response['state'], 'another')
    assert.ok(response['code'])
  })

  test('whose patch does not apply changes nothing, and the recording says why', async () => {
    const { place, client } = await withClient()
    await place.control.interventions.create({
      match: tokenRequests,
      do: {
        change: [
          { op: 'remove', path: '/form/scope' },
          { op: 'test', path: '/form/grant_type', value: 'password' },
        ],
      },
    })
    const { status, body } = await credentialsRequest(place, client)
    assert.deepEqual([status, body['scope']], [200, 'my/scope'])
    const [done] = (await lastTokenRequest(place))._oauth.interventions!
    assert.equal(done!.problem, 'operation 1 of the patch does not apply: test /form/grant_type')
  })

  test('whose patch makes what cannot be read or sent changes nothing either', async () => {
    const { place, client } = await withClient()
    const { interventions } = place.control
    const change = (path: string, value: unknown): InterventionDocument['do'] => ({
      change: [{ op: 'add', path, value }],
    })
    await interventions.create({ match: tokenRequests, do: change('/form/scope', 5) })
    await interventions.create({ match: tokenRequests, do: change('/headers/x', 'a\r\nb: c') })
    const at = 'response'
    for (const [path, value] of [
      ['/status', 'teapot'],
      ['/headers/x', 'a\nb'],
    ] as const) {
      await interventions.create({ match: tokenRequests, at, do: change(path, value) })
    }
    assert.ok(await clientToken(place, client))
    const done = (await lastTokenRequest(place))._oauth.interventions!
    assert.deepEqual(
      done.map(({ problem }) => problem),
      [
        '/form/scope must be a text, or a list of texts',
        'the header "x" cannot be sent',
        '/status must be a whole number from 200 to 599',
        'the header "x" cannot be sent',
      ],
    )
  })

  test('is in the recording: what it did, and who set it', async () => {
    const { place, client, authorization, id } = await withCode({ do: { error: 'invalid_grant' } })
    await redeem(place, client, authorization)
    const { interventions } = (await lastTokenRequest(place))._oauth
    assert.deepEqual(interventions, [{ id, do: 'error', by: 'superuser' }])
  })

  test('of the nth acts on that one alone, and one of some times on as many', async () => {
    const { place, client } = await withClient()
    const { interventions } = place.control
    const statusesOf = async (count: number) => {
      const statuses: number[] = []
      while (statuses.length < count)
        statuses.push((await credentialsRequest(place, client)).status)
      return statuses
    }
    const nth = { match: { ...tokenRequests, nth: 2 }, do: teapot }
    const { id } = await interventions.create(nth)
    assert.deepEqual(await statusesOf(3), [200, 418, 200])
    await interventions.delete(id)
    await interventions.create({ match: tokenRequests, do: teapot, times: 2 })
    assert.deepEqual(await statusesOf(3), [418, 418, 200])
    assert.deepEqual(
      (await interventions.list()).map((one) => one.used),
      [2],
    )
  })

  test('of a probability with a seed takes the same messages each time', async () => {
    const take = async (match: InterventionDocument['match']) => {
      const { place, client } = await withClient()
      await place.control.interventions.create({ match, do: teapot })
      const statuses: number[] = []
      while (statuses.length < 12) statuses.push((await credentialsRequest(place, client)).status)
      return statuses
    }
    const match = { ...tokenRequests, probability: 0.5, seed: 'dice' }
    const [first, second] = [await take(match), await take(match)]
    assert.deepEqual(first, second)
    assert.ok(first.includes(200) && first.includes(418))
    assert.ok(!(await take({ ...tokenRequests, probability: 0 })).includes(418))
  })

  test('ends with its lifetime', async () => {
    const { place, client } = await withClient()
    const { interventions } = place.control
    const { until } = await interventions.create({ match: tokenRequests, do: teapot, lifetime: 1 })
    assert.ok(Date.parse(until!) > Date.now() - 1000)
    while ((await interventions.list()).length > 0);
    assert.ok(await clientToken(place, client))
  })

  test('of a client, user or path touches no other', async () => {
    const { place, client } = await withClient()
    const other = await registerClient(place)
    const { interventions } = place.control
    await interventions.create({ match: { client: client.client_id }, do: teapot })
    assert.equal((await credentialsRequest(place, client)).status, 418)
    assert.equal((await credentialsRequest(place, other)).status, 200)
    await interventions.create({ match: { message: 'sign-in', user: 'superuser' }, do: teapot })
    const { browser } = await authorize(place, other)
    assert.ok(browser)
    await assert.rejects(authorize(place, other, {}, { username: 'superuser' }), /418/)
    await interventions.create({ match: { path: '/client/*' }, do: teapot })
    const page = await createBrowser(place.trustedFetch).open(`${place.base}/client/application/`)
    assert.equal(page.status, 418)
  })

  test('touches no other sandbox', async () => {
    const { place, client } = await withClient()
    const other = await withClient()
    await place.control.interventions.create({ match: tokenRequests, do: teapot })
    assert.equal((await credentialsRequest(place, client)).status, 418)
    assert.ok(await clientToken(other.place, other.client))
    assert.deepEqual(await other.place.control.interventions.list(), [])
  })

  test('that cannot be set is refused with every problem and its path', async () => {
    const { control } = await used.sandbox()
    const refused = (wanted: unknown, problems: [path: string, message: string][]) =>
      assert.rejects(control.interventions.create(wanted as InterventionDocument), {
        status: 400,
        code: 'invalid_document',
        problems: problems.map(([path, message]) => ({ path, message })),
      })
    await refused({ match: { role: 'nobody', nth: 0 }, at: 'never', do: { hold: 1 }, time: 1 }, [
      ['match.role', 'must be one of authserver, resserver, client'],
      ['match.nth', 'must be at least 1'],
      ['at', 'must be one of request, response'],
      ['do.hold', 'must be true'],
      ['time', 'there is no such member; did you mean times?'],
    ])
    const oneOf = 'must have exactly one of hold, delay, answer, error, drop, change'
    await refused({ do: {} }, [['do', oneOf]])
    await refused({ do: { hold: true, delay: 5 } }, [['do', oneOf]])
    await refused({ do: { hold: true }, times: 1, match: { seed: 'x' } }, [
      ['match.role', 'must be set: nth and times are counted by one role'],
      ['match.seed', 'must not be set without probability'],
    ])
    await refused(
      {
        do: {
          change: [
            { op: 'replace', path: 'scope' },
            { op: 'turn', path: '' },
            { op: 'add', path: '/headers/__proto__', value: 'x' },
          ],
        },
      },
      [
        ['do.change.0.path', 'must be a JSON pointer like /form/scope (RFC 6901)'],
        ['do.change.0.value', 'must be set'],
        ['do.change.1.op', 'must be one of add, remove, replace, move, copy, test'],
        [
          'do.change.2.path',
          'must not lead to __proto__, constructor or prototype: no patch reaches them',
        ],
      ],
    )
    await refused({ do: { answer: { status: 99, headers: { 'a b': 'x', c: 'x\ny' } } } }, [
      ['do.answer.status', 'must be at least 200'],
      ['do.answer.headers.a b', 'must be the name of a header (RFC 9110 §5.1)'],
      ['do.answer.headers.c', 'must be printable ASCII'],
    ])
    await refused({ at: 'response', do: { error: 'invalid_grant' } }, [
      ['at', 'must be request: an error stands instead of what the handler does'],
    ])
    await refused({ do: { drop: 'within' } }, [
      ['at', 'must be response: before the handler there is no answer to cut'],
    ])
    await refused({ match: { message: 'token requests' }, do: { hold: true } }, [
      ['match.message', 'no role serves such a message; did you mean token request?'],
    ])
    assert.deepEqual(await control.interventions.list(), [])
  })
})
