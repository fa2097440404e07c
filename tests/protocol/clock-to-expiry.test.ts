import { deepEqual, equal, match } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { noteSecret, noteSecretsIn } from '../secrets.ts'
import { readAnswer, requireRefused } from './support/answer.ts'
import {
  authorizationRequest,
  authorize,
  clientToken,
  flowTokens,
  introspect,
  redeem,
  refresh,
} from './support/code-flow.ts'
import { registerClient } from './support/place.ts'
import { refusal } from './support/refusal.ts'
import { configure, useLab } from './support/use-lab.ts'
import type { TestPlace } from './support/use-lab.ts'

const used = useLab()
const start = '2030-01-01T00:00:00.000Z'

/** A sandbox whose clock stands, and a client. */
async function open() {
  const place = await used.sandbox()
  await place.control.clock.set({ at: start, freeze: true })
  return { place, client: await registerClient(place) }
}

/** Seconds from the beginning to where all clocks stand. */
async function passed(place: TestPlace): Promise<number> {
  const { now, roles } = await place.control.clock.get()
  for (const role of Object.values(roles)) equal(role.now, now)
  return (Date.parse(now) - Date.parse(start)) / 1000
}

describe('the clock goes to the moment at which', () => {
  test('an access token has expired; a second before, it is accepted', async () => {
    const { place, client } = await open()
    const token = await clientToken(place, client)
    await place.control.clock.set({ toExpiryOf: { token } })
    equal(await passed(place), 3600)
    const check = async () => {
      const address = `${place.base}/resserver/protected-resources/`
      const headers = { authorization: `Bearer ${token}` }
      return (await readAnswer(place.trustedFetch(address, { headers }))).body['check']
    }
    equal(await check(), 'token.not-expired')
    await place.control.clock.set({ forward: -1 })
    equal(await check(), undefined)
  })

  test('an opaque token has expired', async () => {
    const { place, client } = await open()
    await configure(place, { accessTokenFormat: 'opaque', accessTokenLifetime: 90 })
    const token = await clientToken(place, client)
    await place.control.clock.set({ toExpiryOf: { token } })
    equal(await passed(place), 90)
    equal((await introspect(place, client, token))['active'], false)
  })

  test('a refresh token, or an ID token, has expired', async () => {
    const { place, client } = await open()
    await configure(place, { refreshTokenLifetime: 7200, idTokenLifetime: 60 })
    const tokens = await flowTokens(place, client, { scope: 'openid offline_access' })
    await place.control.clock.set({ toExpiryOf: { token: String(tokens['id_token']) } })
    equal(await passed(place), 60)
    const token = String(tokens['refresh_token'])
    await place.control.clock.set({ toExpiryOf: { token } })
    equal(await passed(place), 7200)
    const refused = await refresh(place, client, token)
    requireRefused(refused, 'invalid_grant', { check: 'refresh-token.fresh' })
  })

  test('a code has expired', async () => {
    const { place, client } = await open()
    const authorization = await authorize(place, client)
    await place.control.clock.set({ toExpiryOf: { code: authorization.code } })
    equal(await passed(place), 60)
    const refused = await redeem(place, client, authorization)
    requireRefused(refused, 'invalid_grant', { check: 'code.fresh' })
  })

  test('a session has expired, by its cookie, the value of it, or its sid', async () => {
    const { place, client } = await open()
    const { control } = place
    const { url } = authorizationRequest(place, client, { prompt: 'none' })
    const first = authorizationRequest(place, client).url
    const allowed = await control.authorizations.create({ url: first, user: 'developer' })
    noteSecretsIn(Object.entries(allowed.parameters))
    const { cookie, sid } = await control.browserSessions.create({ user: 'developer', age: 400 })
    const [, value] = cookie.split('=')
    noteSecret(value, 'cookie')
    const silent = async () => {
      const response = await place.trustedFetch(url, { redirect: 'manual', headers: { cookie } })
      await response.arrayBuffer()
      const { searchParams } = new URL(response.headers.get('location')!)
      noteSecretsIn(searchParams)
      return searchParams.get('error')
    }
    for (const session of [cookie, value!, sid]) {
      equal(await silent(), null)
      await control.clock.set({ toExpiryOf: { session } })
      equal(await passed(place), 86_000)
      equal(await silent(), 'login_required')
      await control.clock.set({ at: start })
    }
  })

  test('a token of another issuer has expired, by what it says itself', async () => {
    const { place } = await open()
    const claims = Buffer.from(JSON.stringify({ exp: 1_893_456_100 })).toString('base64url')
    await place.control.clock.set({ toExpiryOf: { token: `e30.${claims}.c2ln` } })
    equal(await passed(place), 100)
  })
})

test('one role may go there alone, and a clock that runs may be frozen there', async () => {
  const { place, client } = await open()
  const token = await clientToken(place, client)
  const { now, roles } = await place.control.clock.set({ toExpiryOf: { token } }, 'resserver')
  deepEqual([now, roles['resserver']?.now], [start, '2030-01-01T01:00:00.000Z'])
  await place.control.clock.set({ run: true })
  const frozen = await place.control.clock.set({ toExpiryOf: { token }, freeze: true })
  deepEqual([frozen.mode, frozen.now], ['frozen', '2030-01-01T01:00:00.000Z'])
})

test('what nobody knows, or what is named twice, moves no clock', async () => {
  const { place } = await open()
  const { clock } = place.control
  for (const kind of ['token', 'session', 'code'] as const) {
    const { status, problems } = await refusal(clock.set({ toExpiryOf: { [kind]: 'unknown' } }))
    const message = `is no ${kind} that this server knows`
    deepEqual([status, problems], [400, [{ path: `toExpiryOf.${kind}`, message }]])
  }
  const far = Buffer.from(JSON.stringify({ exp: 1e15 })).toString('base64url')
  const beyond = await refusal(clock.set({ toExpiryOf: { token: `e30.${far}.c2ln` } }))
  deepEqual(beyond.problems, [
    { path: 'toExpiryOf.token', message: 'leads out of the years 1970 to 9999' },
  ])
  for (const wrong of [{}, { token: 'a', code: 'b' }]) {
    const { problems } = await refusal(clock.set({ toExpiryOf: wrong }))
    deepEqual(
      problems.map(({ path }) => path),
      ['toExpiryOf'],
    )
  }
  const two = await refusal(clock.set({ toExpiryOf: { token: 'a' }, forward: 1 }))
  match(two.problems[0]!.message, /one of offset, at, forward and toExpiryOf/)
  const shape = await refusal(
    clock.set({ toExpiryOf: { tokn: 'a' } as never, at: 'then', role: 'nobody' } as never),
  )
  deepEqual(shape.problems.map(({ path }) => path).toSorted(), [
    'at',
    'role',
    'toExpiryOf',
    'toExpiryOf.tokn',
  ])
  equal(await passed(place), 0)
})

test('a token of another sandbox ends nothing here', async () => {
  const [{ place }, other] = [await open(), await open()]
  await configure(other.place, { accessTokenFormat: 'opaque' })
  const token = await clientToken(other.place, other.client)
  const { problems } = await refusal(place.control.clock.set({ toExpiryOf: { token } }))
  deepEqual(
    problems.map(({ path }) => path),
    ['toExpiryOf.token'],
  )
})
