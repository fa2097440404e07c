import { equal, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { createDiscovery, type WellKnown } from './discovery.ts'
import { PeerError } from './peer-error.ts'
import type { Fetch } from './trust.ts'

const issuer = 'https://as.example/oauth2'
const metadata = { issuer, jwks_uri: `${issuer}/jwks` }

function setUp(source?: WellKnown) {
  const state = { now: 0, answer: metadata as object, asked: [] as string[], reachable: true }
  const fetch = (async (url: string) => {
    state.asked.push(url)
    if (!state.reachable) throw new TypeError('fetch failed')
    return Response.json(state.answer)
  }) as Fetch
  const clock = {
    now: () => state.now,
    seconds: () => Math.floor(state.now / 1000),
    isFrozen: () => true,
  }
  return {
    state,
    discover: createDiscovery({ issuer, fetch, clock, ...(source !== undefined && { source }) }),
  }
}

test('metadata is asked for at the issuer and kept for ten minutes of the clock', async () => {
  const { state, discover } = setUp()
  equal((await discover()).jwks_uri, `${issuer}/jwks`)
  state.now += 10 * 60_000 - 1
  await discover()
  equal(state.asked.join(), `${issuer}/.well-known/openid-configuration`)
  state.now += 1
  await discover()
  equal(state.asked.length, 2)
})

test('metadata that names another issuer is refused', async () => {
  const { state, discover } = setUp()
  state.answer = { ...metadata, issuer: `${issuer}/` }
  await rejects(discover(), { name: 'PeerError', message: /names another issuer/ })
})

test('OpenID Connect metadata without jwks_uri is refused by the name of the member', async () => {
  const { state, discover } = setUp()
  state.answer = { issuer }
  await rejects(discover(), { name: 'PeerError', message: /jwks_uri/ })
})

test('RFC 8414 metadata may leave jwks_uri out', async () => {
  const { state, discover } = setUp('oauth-authorization-server')
  state.answer = { issuer }
  equal((await discover()).jwks_uri, undefined)
  equal(state.asked.join(), 'https://as.example/.well-known/oauth-authorization-server/oauth2')
})

test('a failure is not remembered', async () => {
  const { state, discover } = setUp()
  state.reachable = false
  await rejects(discover(), PeerError)
  state.reachable = true
  equal((await discover()).issuer, issuer)
})
