import { deepEqual, equal, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { errors } from 'jose'
import { createJwks } from './jwks.ts'
import { PeerError } from './peer-error.ts'
import type { Fetch } from './trust.ts'

const key = (kid: string) => ({
  kty: 'OKP',
  crv: 'Ed25519',
  alg: 'EdDSA',
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
  kid,
})
const header = (kid: string) => ({ alg: 'EdDSA', kid })
const minute = 60_000

/** A key set that counts how often it is fetched, and a clock that is moved by hand. */
function setUp() {
  const state = { now: 1_000_000, fetches: 0, kids: ['one'], status: 200 }
  const fetch = (async () => {
    state.fetches += 1
    await new Promise(setImmediate)
    return Response.json({ keys: state.kids.map(key) }, { status: state.status })
  }) as Fetch
  const clock = {
    now: () => state.now,
    seconds: () => Math.floor(state.now / 1000),
    isFrozen: () => true,
  }
  return { state, keys: createJwks({ uri: 'https://as.example/jwks', fetch, clock }) }
}

test('a key set is fetched when first needed and kept for ten minutes', async () => {
  const { state, keys } = setUp()
  equal(state.fetches, 0)
  await keys(header('one'))
  state.now += 10 * minute - 1
  await keys(header('one'))
  equal(state.fetches, 1)
  state.now += 1
  await keys(header('one'))
  equal(state.fetches, 2)
})

test('a key is found at once after a second rotation while the clock of the sandbox stands', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { state, keys } = setUp()
  await keys(header('one'))
  state.kids = ['two', 'three']
  await keys(header('two'))
  equal(state.fetches, 2)

  state.kids = ['three', 'four', 'five']
  const found = keys(header('four'))
  await new Promise(setImmediate)
  equal(state.fetches, 2)
  t.mock.timers.tick(1000)
  await found
  equal(state.fetches, 3)
})

test('unknown keys cause one fetch a second, and a key that is not published is refused', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { state, keys } = setUp()
  await keys(header('one'))
  await rejects(keys(header('none-0')), errors.JWKSNoMatchingKey)
  equal(state.fetches, 2)

  const refused = ['none-1', 'none-2', 'none-3'].map((kid) =>
    rejects(keys(header(kid)), errors.JWKSNoMatchingKey),
  )
  await new Promise(setImmediate)
  t.mock.timers.tick(999)
  await new Promise(setImmediate)
  equal(state.fetches, 2)
  t.mock.timers.tick(1)
  await Promise.all(refused)
  equal(state.fetches, 3)
})

test('requests with a new key at the same moment are all verified by one more fetch', async () => {
  const { state, keys } = setUp()
  await keys(header('one'))
  state.kids = ['one', 'two']
  await Promise.all(Array.from({ length: 20 }, () => keys(header('two'))))
  equal(state.fetches, 2)
})

test('a key that is no longer published stops verifying within ten minutes', async () => {
  const { state, keys } = setUp()
  await keys(header('one'))
  state.kids = ['two']
  state.now += 10 * minute
  await rejects(keys(header('one')), errors.JWKSNoMatchingKey)
})

test('requests at the same moment share one fetch', async () => {
  const { state, keys } = setUp()
  await Promise.all(Array.from({ length: 20 }, () => keys(header('one'))))
  equal(state.fetches, 1)
})

test('a clock that was set back does not keep an old key set', async () => {
  const { state, keys } = setUp()
  await keys(header('one'))
  state.now -= 60 * minute
  await keys(header('one'))
  equal(state.fetches, 2)
})

test('a failed fetch is reported and not remembered', async () => {
  const { state, keys } = setUp()
  state.status = 500
  await rejects(keys(header('one')), PeerError)
  state.status = 200
  await keys(header('one'))
  deepEqual(state.fetches, 2)
})
