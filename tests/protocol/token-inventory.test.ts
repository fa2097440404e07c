import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { StoredToken } from '@oauth-lab/kit/admin/token-inventory-document.ts'
import { administer } from './support/administer.ts'
import { clientToken, flowTokens, introspect, refresh } from './support/code-flow.ts'
import { registerClient } from './support/place.ts'
import { configure, useLab } from './support/use-lab.ts'
import type { TestPlace } from './support/use-lab.ts'

const used = useLab()
const api = 'authserver/admin/api'

async function list(place: TestPlace, filter: Record<string, string> = {}) {
  const query = new URLSearchParams(filter).toString()
  const { status, body } = await administer(place, 'GET', `${api}/tokens?${query}`)
  equal(status, 200, JSON.stringify(body))
  return body as unknown as { total: number; page: number; size: number; items: StoredToken[] }
}

/** A sandbox with a token of a machine, and those of a user who signed in. */
async function open() {
  const place = await used.sandbox()
  const client = await registerClient(place)
  const machine = await clientToken(place, client)
  const scope = 'openid my/scope offline_access'
  const user = await flowTokens(place, client, { scope, prompt: 'consent' })
  return { place, client, machine, user }
}

const usersOf = ({ items }: { items: StoredToken[] }) => items.map(({ user }) => user)

describe('the inventory of access tokens', () => {
  test('lists those of users and of clients, JWT and opaque', async () => {
    const { place, client } = await open()
    await configure(place, { accessTokenFormat: 'opaque' })
    await clientToken(place, client)
    const all = await list(place, { client: client.client_id })
    equal(all.total, 3)
    deepEqual(usersOf(all).map(String).toSorted(), ['developer', 'null', 'null'])
    for (const { id, state, audience, issuedAt, expiresAt, revokedAt } of all.items) {
      match(id, /^\S{20,}$/)
      equal(state, 'live')
      deepEqual(audience, [`${place.base}/resserver`])
      equal(Date.parse(expiresAt) - Date.parse(issuedAt), 3600_000)
      equal(revokedAt, null)
    }
  })

  test('is searched by user, client, scope and a part of a name', async () => {
    const { place, client } = await open()
    deepEqual(usersOf(await list(place, { user: 'developer' })), ['developer'])
    deepEqual(usersOf(await list(place, { scope: 'offline_access' })), ['developer'])
    // A scope is compared whole, and its case counts (RFC 6749 §3.3).
    equal((await list(place, { scope: 'offline' })).total, 0)
    equal((await list(place, { scope: 'MY/scope' })).total, 0)
    deepEqual(usersOf(await list(place, { search: 'EVELOP' })), ['developer'])
    equal((await list(place, { search: '%' })).total, 0)
    equal((await list(place, { client: 'another' })).total, 0)
    equal((await list(place, { client: client.client_id, user: 'superuser' })).total, 0)
  })

  test('is read page by page, in the order that is asked for', async () => {
    const { place, client } = await open()
    await clientToken(place, client)
    const own = { client: client.client_id, size: '2', sort: 'user', order: 'asc' }
    const pages = [await list(place, own), await list(place, { ...own, page: '2' })]
    deepEqual(
      pages.map(({ total, page, items }) => [total, page, items.length]),
      [
        [3, 1, 2],
        [3, 2, 1],
      ],
    )
    equal(new Set(pages.flatMap(({ items }) => items.map(({ id }) => id))).size, 3)
    equal((await list(place, { ...own, page: '3' })).items.length, 0)
  })

  test('tells what lives, has expired and was revoked, on the lab’s clock', async () => {
    const { place, client, machine } = await open()
    const own = { client: client.client_id }
    const [{ id }] = (await list(place, { ...own, search: 'developer' })).items as [StoredToken]
    equal((await administer(place, 'DELETE', `${api}/tokens/${id}`)).status, 204)
    equal((await list(place, { ...own, state: 'revoked' })).total, 1)
    equal((await introspect(place, client, machine))['active'], true)
    await place.control.clock.set({ forward: 3601 })
    const states = (await list(place, own)).items.map(({ state }) => state)
    deepEqual(states.toSorted(), ['expired', 'revoked'])
    equal((await list(place, { ...own, state: 'live' })).total, 0)
  })

  test('tells who introspected a token last and when; who may not see it leaves no trace', async () => {
    const { place, client, machine } = await open()
    const stranger = await registerClient(place)
    const machines = async () =>
      (await list(place, { client: client.client_id })).items.find(({ user }) => user === null)!
    equal((await machines()).introspectedAt, null)
    equal((await introspect(place, stranger, machine))['active'], false)
    equal((await machines()).introspectedBy, null)
    await place.control.clock.set({ forward: 60, freeze: true })
    equal((await introspect(place, client, machine))['active'], true)
    const { introspectedAt, introspectedBy, issuedAt, id } = await machines()
    equal(introspectedBy, client.client_id)
    ok(Date.parse(introspectedAt!) >= Date.parse(issuedAt) + 60_000)
    const found = await list(place, { introspectedBy: client.client_id })
    deepEqual(
      found.items.map((token) => token.id),
      [id],
    )
    equal((await list(place, { introspectedBy: stranger.client_id })).total, 0)
  })

  test('opens one: its grant, the refresh tokens of it, and what introspection tells besides', async () => {
    const { place, client, user } = await open()
    await refresh(place, client, user['refresh_token'])
    const [token] = (await list(place, { user: 'developer' })).items as [StoredToken]
    const { status, body } = await administer(place, 'GET', `${api}/tokens/${token.id}`)
    equal(status, 200)
    equal(body['grant'], token.grant)
    equal(typeof body['jti'], 'string')
    const refreshTokens = body['refreshTokens'] as { state: string }[]
    deepEqual(refreshTokens.map(({ state }) => state).toSorted(), ['live', 'used'])
    // The token itself is nowhere, and neither is a refresh token.
    ok(!JSON.stringify(body).includes(String(user['refresh_token'])))
  })

  test('one that is not there cannot be opened or revoked', async () => {
    const { place } = await open()
    for (const method of ['GET', 'DELETE']) {
      const { status, body } = await administer(place, method, `${api}/tokens/nobody`)
      deepEqual([status, body['error']], [404, 'not_found'])
    }
    equal((await administer(place, 'DELETE', `${api}/grants/nobody`)).status, 404)
  })

  test('an unknown filter and a page that is no number are named', async () => {
    const { place } = await open()
    const { status, body } = await administer(place, 'GET', `${api}/tokens?users=x&page=none`)
    equal(status, 400)
    const paths = (body['problems'] as { path: string }[]).map(({ path }) => path)
    deepEqual(paths.toSorted(), ['page', 'users'])
  })
})

describe('tokens are revoked by an administrator', () => {
  test('those of a user, and of nobody else', async () => {
    const { place, client, machine, user } = await open()
    const { status, body } = await administer(place, 'DELETE', `${api}/tokens?user=developer`)
    deepEqual([status, body], [200, { revoked: 1 }])
    equal((await introspect(place, client, user.access_token))['active'], false)
    equal((await introspect(place, client, machine))['active'], true)
    equal((await refresh(place, client, user['refresh_token'])).status, 200)
  })

  test('a family: with its grant its refresh tokens end too', async () => {
    const { place, client, user } = await open()
    const [{ grant }] = (await list(place, { user: 'developer' })).items as [StoredToken]
    equal((await administer(place, 'DELETE', `${api}/grants/${grant}`)).status, 204)
    equal((await introspect(place, client, user.access_token))['active'], false)
    const { status, body } = await refresh(place, client, user['refresh_token'])
    deepEqual([status, body['error']], [400, 'invalid_grant'])
    equal((await list(place, { user: 'developer', state: 'revoked' })).total, 1)
  })

  test('through the control API and its client as well', async () => {
    const { place, client, machine } = await open()
    const { tokens, grants } = place.control
    const [token] = (await tokens.list({ user: 'developer', size: 1 })).items as [StoredToken]
    equal((await tokens.open(token.id)).id, token.id)
    await grants.revoke(token.grant!)
    await tokens.revoke(token.id)
    equal((await tokens.list({ user: 'developer', state: 'live' })).total, 0)
    deepEqual(await tokens.revokeAll({ client: client.client_id }), { revoked: 1 })
    equal((await introspect(place, client, machine))['active'], false)
    await rejects(tokens.open('nobody'), { status: 404, code: 'not_found' })
    await rejects(tokens.revokeAll({}), { status: 400 })
  })

  test('not all at once by a request that says nothing', async () => {
    const { place, client, machine } = await open()
    const { status } = await administer(place, 'DELETE', `${api}/tokens`)
    equal(status, 400)
    equal((await introspect(place, client, machine))['active'], true)
  })
})
