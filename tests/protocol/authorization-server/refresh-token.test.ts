import { deepEqual, equal, notEqual, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { requireRefused } from '../support/answer.ts'
import { flowTokens, introspect, refresh, tokenRequest } from '../support/code-flow.ts'
import { registerClient, registerPublicClient } from '../support/place.ts'
import { checksOf, configure, useLab } from '../support/use-lab.ts'

const used = useLab()
const offline = { scope: 'openid email offline_access my/scope' }

describe('how long refresh tokens live', () => {
  test('a refresh begins the lifetime anew unless the setting is absolute', async () => {
    const place = await used.sandbox()
    const client = await registerClient(place)
    for (const [refreshTokenExpiry, lives] of [
      ['sliding', true],
      ['absolute', false],
    ] as const) {
      await place.control.clock.set({ offset: 0 })
      await configure(place, { refreshTokenExpiry, refreshTokenLifetime: 1000 })
      const first = await flowTokens(place, client, offline)
      await place.control.clock.set({ offset: 600 })
      const second = await refresh(place, client, first['refresh_token'])
      equal(second.status, 200)
      await place.control.clock.set({ offset: 1200 })
      const third = await refresh(place, client, second.body['refresh_token'])
      if (lives) equal(third.status, 200)
      else requireRefused(third, 'invalid_grant', { check: 'refresh-token.fresh' })
    }
  })

  test('one that is not used ends after the idle time-out, one that is used goes on', async () => {
    const place = await used.sandbox()
    const client = await registerClient(place)
    await configure(place, { refreshTokenIdleTimeout: 100 })
    const first = await flowTokens(place, client, offline)
    await place.control.clock.set({ offset: 90 })
    const second = await refresh(place, client, first['refresh_token'])
    await place.control.clock.set({ offset: 180 })
    const third = await refresh(place, client, second.body['refresh_token'])
    equal(third.status, 200)
    await place.control.clock.set({ offset: 290 })
    const late = await refresh(place, client, third.body['refresh_token'])
    requireRefused(late, 'invalid_grant', { check: 'refresh-token.fresh' })
  })

  test('a used one is good again within the grace of the setting, as a leniency, and not after it', async () => {
    const place = await used.sandbox()
    const client = await registerClient(place)
    await configure(place, { refreshTokenReuseGrace: 30 })
    const first = await flowTokens(place, client, offline)
    const [lost, again] = [
      await refresh(place, client, first['refresh_token']),
      await refresh(place, client, first['refresh_token']),
    ]
    deepEqual([lost.status, again.status], [200, 200])
    deepEqual(await checksOf(place, '/token', 'waived'), ['refresh-token.unused'])
    notEqual(again.body['refresh_token'], lost.body['refresh_token'])
    equal((await refresh(place, client, again.body['refresh_token'])).status, 200)
    await place.control.clock.set({ offset: 31 })
    const late = await refresh(place, client, first['refresh_token'])
    requireRefused(late, 'invalid_grant', { check: 'refresh-token.unused' })
    const other = await refresh(place, client, lost.body['refresh_token'])
    requireRefused(other, 'invalid_grant', { check: 'grant.live' })
  })

  test('of a confidential client stays where refreshTokenRotation is public, and lives on by use', async () => {
    const place = await used.sandbox()
    const client = await registerClient(place)
    await configure(place, { refreshTokenRotation: 'public', refreshTokenLifetime: 1000 })
    const { refresh_token: token } = await flowTokens(place, client, offline)
    for (const offset of [0, 900, 1800]) {
      await place.control.clock.set({ offset })
      const { status, body } = await refresh(place, client, token)
      deepEqual([status, body['refresh_token']], [200, undefined])
    }
    await place.control.clock.set({ offset: 2801 })
    const late = await refresh(place, client, token)
    requireRefused(late, 'invalid_grant', { check: 'refresh-token.fresh' })
  })

  test('of a public client is rotated all the same, and one that was rotated before stays refused', async () => {
    const place = await used.sandbox()
    const [client, other] = [await registerPublicClient(place), await registerClient(place)]
    const { refresh_token: rotated } = await flowTokens(place, other, offline)
    equal((await refresh(place, other, rotated)).status, 200)
    await configure(place, { refreshTokenRotation: 'public' })
    const { refresh_token: token } = await flowTokens(place, client, offline)
    notEqual((await refresh(place, client, token)).body['refresh_token'], token)
    for (const [who, sent] of [
      [client, token],
      [other, rotated],
    ] as const) {
      const again = await refresh(place, who, sent)
      requireRefused(again, 'invalid_grant', { check: 'refresh-token.unused' })
    }
  })

  test('who is signed in still, with an access token that ended, gets the next by a refresh', async () => {
    const place = await used.sandbox()
    const client = await registerClient(place)
    const first = await flowTokens(place, client, offline)
    await place.control.clock.set({ offset: 3601 })
    deepEqual(await introspect(place, client, first.access_token), { active: false })
    const { body } = await refresh(place, client, first['refresh_token'])
    equal((await introspect(place, client, body['access_token']))['active'], true)
  })
})

describe('a refresh token', () => {
  test('brings new tokens and is rotated', async () => {
    const client = await registerClient(used.lab)
    const first = await flowTokens(used.lab, client, offline)
    const { status, headers, body } = await refresh(used.lab, client, first['refresh_token'])
    equal(status, 200)
    equal(headers.get('cache-control'), 'no-store')
    notEqual(body['refresh_token'], first['refresh_token'])
    notEqual(body['access_token'], first.access_token)
    equal(body['scope'], offline.scope)
    const again = await refresh(used.lab, client, body['refresh_token'])
    equal(again.status, 200)
    equal((await introspect(used.lab, client, first.access_token))['active'], true)
  })

  test('brings an ID token of the same sign-in, without nonce', async () => {
    const client = await registerClient(used.lab)
    const first = await flowTokens(used.lab, client, offline)
    const { body } = await refresh(used.lab, client, first['refresh_token'])
    const [before, after] = [claimsOf(first['id_token']), claimsOf(body['id_token'])]
    for (const name of ['iss', 'sub', 'aud', 'auth_time', 'sid', 'acr']) {
      equal(after[name], before[name], name)
    }
    equal(after['nonce'], undefined)
  })

  test('that comes again ends the grant and every token of it', async () => {
    const client = await registerClient(used.lab)
    const first = await flowTokens(used.lab, client, offline)
    const second = await refresh(used.lab, client, first['refresh_token'])
    const replay = await refresh(used.lab, client, first['refresh_token'])
    requireRefused(replay, 'invalid_grant', { check: 'refresh-token.unused' })
    const latest = await refresh(used.lab, client, second.body['refresh_token'])
    requireRefused(latest, 'invalid_grant', { check: 'grant.live' })
    for (const token of [first.access_token, second.body['access_token']]) {
      deepEqual(await introspect(used.lab, client, token), { active: false })
    }
  })

  test('of 10 refreshes at the same moment one wins, and its tokens are dead afterwards', async () => {
    const client = await registerClient(used.lab)
    const { refresh_token } = await flowTokens(used.lab, client, offline)
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => refresh(used.lab, client, refresh_token)),
    )
    const won = answers.filter(({ status }) => status === 200)
    equal(won.length, 1)
    deepEqual(await introspect(used.lab, client, won[0]!.body['access_token']), { active: false })
    requireRefused(await refresh(used.lab, client, won[0]!.body['refresh_token']), 'invalid_grant')
  })

  test('of another client is refused and stays good for its own', async () => {
    const [client, other] = [await registerClient(used.lab), await registerClient(used.lab)]
    const { refresh_token } = await flowTokens(used.lab, client, offline)
    const stolen = await refresh(used.lab, other, refresh_token)
    requireRefused(stolen, 'invalid_grant', { check: 'refresh-token.of-client' })
    equal((await refresh(used.lab, client, refresh_token)).status, 200)
  })

  test('may bring fewer scopes, and the next one all of them again', async () => {
    const client = await registerClient(used.lab)
    const { refresh_token } = await flowTokens(used.lab, client, offline)
    const fewer = await refresh(used.lab, client, refresh_token, { scope: 'email' })
    equal(fewer.body['scope'], 'email')
    equal(fewer.body['id_token'], undefined)
    const all = await refresh(used.lab, client, fewer.body['refresh_token'])
    equal(all.body['scope'], offline.scope)
  })

  test('never brings a scope that was not granted, and is not used up by asking', async () => {
    const client = await registerClient(used.lab)
    const { refresh_token } = await flowTokens(used.lab, client, offline)
    for (const scope of ['openid phone', `${offline.scope} address`, 'unknown', 'openid  email']) {
      requireRefused(await refresh(used.lab, client, refresh_token, { scope }), 'invalid_scope')
    }
    equal((await refresh(used.lab, client, refresh_token)).status, 200)
  })

  test('that is unknown, missing or an access token is refused', async () => {
    const client = await registerClient(used.lab)
    const { access_token } = await flowTokens(used.lab, client, offline)
    const form = { grant_type: 'refresh_token' }
    requireRefused(await tokenRequest(used.lab, client, form), 'invalid_request')
    for (const token of ['x', access_token]) {
      const answer = await refresh(used.lab, client, token)
      requireRefused(answer, 'invalid_grant', { check: 'refresh-token.known' })
    }
  })

  test('expires on the clock of the sandbox', async () => {
    const place = await used.sandbox()
    await place.control.clock.set({ freeze: true })
    const client = await registerClient(place)
    const first = await flowTokens(place, client, offline)
    await place.control.clock.set({ forward: 10_799 })
    const second = await refresh(place, client, first['refresh_token'])
    equal(second.status, 200)
    await place.control.clock.set({ forward: 10_800 })
    const late = await refresh(place, client, second.body['refresh_token'])
    requireRefused(late, 'invalid_grant', { check: 'refresh-token.fresh' })
  })

  test('of a public client is rotated too', async () => {
    const client = await registerPublicClient(used.lab)
    const { refresh_token } = await flowTokens(used.lab, client, offline)
    const { body } = await refresh(used.lab, client, refresh_token)
    ok(body['refresh_token'])
    requireRefused(await refresh(used.lab, client, refresh_token), 'invalid_grant')
    requireRefused(await refresh(used.lab, client, body['refresh_token']), 'invalid_grant')
  })

  test('of a user who is gone brings nothing', async () => {
    const place = await used.sandbox()
    const client = await registerClient(place)
    const { refresh_token } = await flowTokens(place, client, offline)
    await place.control.users.delete('developer')
    requireRefused(await refresh(place, client, refresh_token), 'invalid_grant')
  })
})

describe('the policy for refresh tokens', () => {
  test('offline_access: only where that scope was granted', async () => {
    const client = await registerClient(used.lab)
    equal((await flowTokens(used.lab, client))['refresh_token'], undefined)
    ok((await flowTokens(used.lab, client, offline))['refresh_token'])
  })

  test('only for clients that registered the grant type', async () => {
    const client = await registerClient(used.lab, { grant_types: ['authorization_code'] })
    equal((await flowTokens(used.lab, client, offline))['refresh_token'], undefined)
  })

  test('always and never', async () => {
    const place = await used.sandbox()
    const client = await registerClient(place)
    await configure(place, { refreshTokens: 'always' })
    ok((await flowTokens(place, client))['refresh_token'])
    await configure(place, { refreshTokens: 'never' })
    equal((await flowTokens(place, client, offline))['refresh_token'], undefined)
  })

  test('none for public clients where the server says so', async () => {
    const place = await used.sandbox()
    await configure(place, { refreshForPublicClients: false })
    const client = await registerPublicClient(place)
    equal((await flowTokens(place, client, offline))['refresh_token'], undefined)
    const confidential = await registerClient(place)
    ok((await flowTokens(place, confidential, offline))['refresh_token'])
  })
})

function claimsOf(token: unknown): Record<string, unknown> {
  const payload = Buffer.from(String(token).split('.')[1]!, 'base64url').toString()
  return JSON.parse(payload) as Record<string, unknown>
}
