import { deepEqual, equal, notEqual, ok, rejects } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readAnswer, requireRefused } from '../support/answer.ts'
import { createBrowser } from '../support/browser.ts'
import {
  authorizationRequest,
  authorize,
  flowTokens,
  formRequest,
  introspect,
  redeem,
  refresh,
  tokenRequest,
} from '../support/code-flow.ts'
import { registerClient } from '../support/place.ts'
import { useLab } from '../support/use-lab.ts'

const used = useLab()
const own = { grant_type: 'client_credentials', scope: 'my/scope' }
const offline = { scope: 'openid offline_access' }

describe('a sandbox is a lab of its own', () => {
  test('a client of another sandbox is unknown', async () => {
    const place = await used.sandbox()
    const [client, foreign] = [await registerClient(used.lab), await registerClient(place)]
    for (const [here, stranger] of [
      [place, client],
      [used.lab, foreign],
    ] as const) {
      const answer = await tokenRequest(here, stranger, own)
      requireRefused(answer, 'invalid_client', { status: 401 })
      const browser = createBrowser(here.trustedFetch)
      equal((await browser.open(authorizationRequest(here, stranger).url)).status, 400)
    }
  })

  test('codes and tokens of another sandbox are refused', async () => {
    const place = await used.sandbox()
    const [client, local] = [await registerClient(used.lab), await registerClient(place)]
    const foreign = await authorize(used.lab, client)
    requireRefused(await redeem(place, local, foreign), 'invalid_grant', { check: 'code.known' })
    const { access_token, refresh_token } = await flowTokens(used.lab, client, offline)
    requireRefused(await refresh(place, local, refresh_token), 'invalid_grant')
    for (const token of [access_token, refresh_token]) {
      deepEqual(await introspect(place, local, token), { active: false })
      const answer = await formRequest(place, local, 'revocation', { token: String(token) })
      equal(answer.status, 200)
    }
    equal((await introspect(used.lab, client, access_token))['active'], true)
  })

  test('a session of another sandbox signs nobody in, though the browser shows it', async () => {
    const place = await used.sandbox()
    const browser = createBrowser(place.trustedFetch)
    await authorize(used.lab, await registerClient(used.lab), {}, { browser })
    const { url } = authorizationRequest(place, await registerClient(place))
    ok((await browser.open(url)).text.includes('name="password"'))
  })

  test('an interaction of another sandbox is unknown', async () => {
    const place = await used.sandbox()
    const browser = createBrowser(used.lab.trustedFetch)
    const { url } = authorizationRequest(used.lab, await registerClient(used.lab))
    const page = await browser.open(url)
    const elsewhere = page.url.href.replace(used.lab.base, place.base)
    equal((await browser.open(elsewhere)).status, 400)
  })

  test('its clock is its own', async () => {
    const [place, other] = [await used.sandbox(), await used.sandbox()]
    await place.control.clock.set({ at: '2040-01-01T00:00:00Z', freeze: true })
    equal((await place.control.clock.get()).now, '2040-01-01T00:00:00.000Z')
    ok(Date.parse((await other.control.clock.get()).now) < Date.parse('2040-01-01T00:00:00Z'))
  })

  test('a frozen clock stands, a shift keeps it frozen, run goes on from there', async () => {
    const place = await used.sandbox()
    const { clock } = place.control
    await clock.set({ at: '2030-01-01T00:00:00Z', freeze: true })
    equal((await clock.set({ forward: 90 })).now, '2030-01-01T00:01:30.000Z')
    equal((await clock.get()).roles['authserver']!.now, '2030-01-01T00:01:30.000Z')
    equal((await clock.set({ run: true })).mode, 'running')
    ok(Date.parse((await clock.get()).now) - Date.parse('2030-01-01T00:01:30Z') < 60_000)
    for (const change of [{ freeze: true, run: true }, { at: 'soon' }, { at: '99999-01-01' }]) {
      await rejects(clock.set(change), { status: 400 })
    }
    await rejects(clock.set({ forward: 1e15 }), { status: 400 })
  })

  test('a reset forgets clients, tokens, policy and clock, and makes the people again', async () => {
    const place = await used.sandbox()
    const client = await registerClient(place)
    const { body } = await tokenRequest(place, client, own)
    await place.control.policy.waive('pkce.required')
    await place.control.clock.set({ at: '2030-01-01T00:00:00Z' })
    await place.control.reset()
    requireRefused(await tokenRequest(place, client, own), 'invalid_client', { status: 401 })
    const fresh = await registerClient(place)
    deepEqual(await introspect(place, fresh, body['access_token']), { active: false })
    deepEqual((await place.control.policy.get())['authserver']!.waived, [])
    equal((await place.control.clock.get()).mode, 'running')
    ok((await flowTokens(place, fresh)).access_token)
  })

  test('one that was deleted, or never was, is answered 404 as JSON', async () => {
    const place = await used.sandbox()
    const id = place.base.split('~')[1]!
    const url = `${place.issuer}/.well-known/openid-configuration`
    equal((await place.trustedFetch(url)).status, 200)
    await used.lab.control.sandboxes.delete(id)
    for (const gone of [url, url.replace(id, 'never'), url.replace(id, '')]) {
      const { status, body } = await readAnswer(place.trustedFetch(gone))
      equal(status, 404)
      equal(body['error'], 'not_found')
    }
    await rejects(used.lab.control.sandboxes.delete(id), { status: 404 })
    await rejects(used.lab.control.sandboxes.delete('default'), { status: 409 })
  })

  test('an id that is taken or malformed is refused', async () => {
    const place = await used.sandbox()
    const id = place.base.split('~')[1]!
    await rejects(used.sandbox({ id }), { status: 409 })
    for (const bad of ['abc', 'UPPER', 'a/b/c', '../..', 'a'.repeat(13), 'ab%2f']) {
      await rejects(used.sandbox({ id: bad }), { status: 400 })
    }
  })
})

describe('a sandbox with a seed', () => {
  const issued = async (seed: string) => {
    const place = await used.sandbox({ seed })
    await place.control.clock.set({ freeze: true })
    const client = await registerClient(place)
    const { code } = await authorize(place, client)
    const clients = await place.control.clients.list()
    const people = await place.control.users.list()
    return {
      client: client.client_id,
      secret: client.client_secret,
      code,
      clients: clients.map(({ client_id }) => client_id),
      people: people.map(({ sub }) => sub),
    }
  }

  test('repeats its ids, secrets and codes; another seed has others', async () => {
    const [one, two, other] = [await issued('alpha'), await issued('alpha'), await issued('beta')]
    deepEqual(one, two)
    notEqual(one.client, other.client)
    notEqual(one.code, other.code)
  })
})
