import { deepEqual, equal, match, rejects } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { administer } from './support/administer.ts'
import {
  authorizationRequest,
  authorize,
  introspect,
  redeem,
  refresh,
  responseOf,
} from './support/code-flow.ts'
import { registerClient } from './support/place.ts'
import { useLab } from './support/use-lab.ts'

const used = useLab()
const api = 'authserver/admin/api'
const scope = 'openid my/scope offline_access'

/** A sandbox in which a user has signed in, and allowed a client something. */
async function open() {
  const place = await used.sandbox()
  const client = await registerClient(place)
  const authorization = await authorize(place, client, { scope, prompt: 'consent' })
  const { body: tokens } = await redeem(place, client, authorization)
  return { place, client, tokens, browser: authorization.browser }
}

describe('the sessions of users', () => {
  test('are listed by user, client and state, and searched', async () => {
    const { place, client } = await open()
    const { browserSessions } = place.control
    await browserSessions.create({ user: 'superuser', amr: ['pwd', 'otp'], age: 60 })
    const all = await browserSessions.list()
    deepEqual([all.total, all.page, all.items.length], [2, 1, 2])
    deepEqual(
      all.items.map(({ user, amr, state }) => [user, amr, state]),
      [
        ['developer', ['pwd'], 'live'],
        ['superuser', ['pwd', 'otp'], 'live'],
      ],
    )
    const { signedInAt, expiresAt } = all.items[0]!
    equal(Date.parse(expiresAt) - Date.parse(signedInAt) > 86_399_000, true)
    const users = async (question: Parameters<typeof browserSessions.list>[0]) =>
      (await browserSessions.list(question)).items.map(({ user }) => user)
    deepEqual(await users({ user: 'superuser' }), ['superuser'])
    deepEqual(await users({ user: all.items[0]!.sub }), ['developer'])
    deepEqual(await users({ client: client.client_id }), ['developer'])
    deepEqual(await users({ client: 'another' }), [])
    deepEqual(await users({ search: 'SUPER' }), ['superuser'])
    deepEqual(await users({ sort: 'user', order: 'desc' }), ['superuser', 'developer'])
    deepEqual(await users({ sort: 'user', order: 'asc', size: 1, page: 2 }), ['superuser'])
    await place.control.clock.set({ forward: 86_401 })
    deepEqual(await users({ state: 'live' }), [])
    deepEqual((await users({ state: 'expired' })).length, 2)
  })

  test('one is ended: its browser is signed out, others are not', async () => {
    const { place, client, browser } = await open()
    const [first] = (await place.control.browserSessions.list({ user: 'developer' })).items
    const other = (await authorize(place, client, { prompt: 'login' })).browser
    const silent = async (from: typeof browser) => {
      const { url } = authorizationRequest(place, client, { scope: 'openid', prompt: 'none' })
      return responseOf(await from.open(url))['error']
    }
    equal(await silent(browser), undefined)
    await place.control.browserSessions.end(first!.id)
    equal(await silent(browser), 'login_required')
    equal(await silent(other), undefined)
    const again = place.control.browserSessions.end(first!.id)
    await rejects(again, { status: 404, code: 'not_found' })
  })

  test('the cookie of one is told to nobody', async () => {
    const { place } = await open()
    const { cookie } = await place.control.browserSessions.create({ user: 'developer' })
    const { body } = await administer(place, 'GET', `${api}/browser-sessions`)
    equal(JSON.stringify(body).includes(cookie.split('=')[1]!), false)
  })
})

describe('what users allowed clients', () => {
  test('is listed as consents, by user, client and scope', async () => {
    const { place, client } = await open()
    const { consents } = place.control
    const { total, items } = await consents.list()
    equal(total, 1)
    const [{ sub, ...rest }] = items as [(typeof items)[number]]
    match(sub, /^u-/)
    deepEqual(rest, {
      user: 'developer',
      client: client.client_id,
      clientName: 'test application',
      resource: `${place.base}/resserver`,
      scope,
      claims: [],
    })
    const count = async (question: object) => (await consents.list(question)).total
    deepEqual(await Promise.all([count({ user: 'developer' }), count({ user: sub })]), [1, 1])
    deepEqual(await Promise.all([count({ user: 'superuser' }), count({ client: 'c-x' })]), [0, 0])
    deepEqual(await Promise.all([count({ scope: 'my/scope' }), count({ scope: 'my' })]), [1, 0])
    deepEqual(await Promise.all([count({ search: 'TEST APP' }), count({ search: '%' })]), [1, 0])
  })

  test('a consent is ended: with its grants and tokens, and the user is asked again', async () => {
    const { place, client, tokens, browser } = await open()
    const named = { user: 'developer', client: client.client_id }
    await place.control.consents.end(named)
    equal((await introspect(place, client, tokens['access_token']))['active'], false)
    const { status, body } = await refresh(place, client, tokens['refresh_token'])
    deepEqual([status, body['error']], [400, 'invalid_grant'])
    const { url } = authorizationRequest(place, client, { scope: 'openid', prompt: 'none' })
    equal(responseOf(await browser.open(url))['error'], 'consent_required')
    equal((await place.control.consents.list()).total, 0)
    await rejects(place.control.consents.end(named), { status: 404, code: 'not_found' })
  })

  test('a consent is not ended by a request that leaves the user or the client open', async () => {
    const { place } = await open()
    const { status, body } = await administer(place, 'DELETE', `${api}/consents?user=developer`)
    equal(status, 400)
    deepEqual((body['problems'] as { path: string }[])[0]?.path, 'client')
    equal((await place.control.consents.list()).total, 1)
  })

  test('is listed as grants, each with its session and state', async () => {
    const { place, client } = await open()
    const { grants, browserSessions } = place.control
    const [session] = (await browserSessions.list()).items
    const { items } = await grants.list({ user: 'developer' })
    const [{ id, sub: _sub, createdAt, ...rest }] = items as [(typeof items)[number]]
    equal(createdAt, new Date(createdAt).toISOString())
    deepEqual(rest, {
      state: 'live',
      user: 'developer',
      client: client.client_id,
      clientName: 'test application',
      scope,
      resources: [],
      authorizationDetails: [],
      session: session!.id,
      revokedAt: null,
    })
    await grants.revoke(id)
    const [revoked] = (await grants.list({ state: 'revoked' })).items
    equal(revoked?.id, id)
    equal(typeof revoked?.revokedAt, 'string')
    const count = async (question: object) => (await grants.list(question)).total
    deepEqual(await Promise.all([count({ state: 'live' }), count({ search: id })]), [0, 1])
    deepEqual(await Promise.all([count({ client: 'c-x' }), count({ scope: 'openid' })]), [0, 1])
  })

  test('an unknown filter and an unknown order are named', async () => {
    const { place } = await open()
    for (const list of ['browser-sessions', 'consents', 'grants']) {
      const { status, body } = await administer(place, 'GET', `${api}/${list}?users=x&sort=age`)
      equal(status, 400)
      const paths = (body['problems'] as { path: string }[]).map(({ path }) => path)
      deepEqual(paths.toSorted(), ['sort', 'users'])
    }
  })
})
