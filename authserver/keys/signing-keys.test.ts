import { deepEqual, equal, notEqual, ok } from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { createRandom } from '@oauth-lab/kit/random.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { openStore } from '@oauth-lab/kit/store/store.ts'
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { migrations } from '../store/tables.ts'
import type { Tables } from '../store/tables.ts'
import { createKeyPool } from './key-pool.ts'
import { createSigningKeys } from './signing-keys.ts'

const hour = 3600_000

async function openKeys(t: TestContext) {
  const { db, close } = await openStore<Tables>({ file: ':memory:', migrations })
  t.after(close)
  let now = 1_800_000_000_000
  let epoch = 0
  const sandbox = () =>
    ({
      id: 'default',
      clock: { now: () => now },
      random: createRandom('seed', epoch++),
      settings: () => ({ seed: 'seed' }),
      cache: new Map(),
      copies: new Map(),
    }) as unknown as Sandbox
  const keys = createSigningKeys(db, createKeyPool(0))
  const kids = async (one: Sandbox) => (await keys.published(one)).keys.map(({ kid }) => kid)
  return {
    keys,
    sandbox,
    kids,
    /** A token of ES256 that lives for some hours. */
    sign: async (one: Sandbox, hours: number) => {
      const exp = (now + hours * hour) / 1000
      return decodeProtectedHeader(await keys.sign(one, 'ES256', 'JWT', { exp })).kid
    },
    pass: (hours: number) => {
      now += hours * hour
    },
  }
}

test('a key is published until nothing that it signed lives, however often keys are rotated', async (t) => {
  const { keys, sandbox, kids, sign, pass } = await openKeys(t)
  const one = sandbox()
  const kid = await sign(one, 3)
  await sign(one, 1)
  for (let times = 0; times < 3; times += 1) {
    await keys.rotate(one)
    ok((await kids(one)).includes(kid))
  }
  notEqual(await sign(one, 1), kid)
  pass(2.9)
  ok((await kids(one)).includes(kid))
  pass(1.1)
  ok(!(await kids(one)).includes(kid))
})

test('one family is rotated alone, and each key tells since when it signs and when it was retired', async (t) => {
  const { keys, sandbox, pass } = await openKeys(t)
  const one = sandbox()
  const first = await keys.listed(one)
  pass(1)
  await keys.rotate(one, 'P-256')
  const second = await keys.listed(one)
  const of = (list: typeof first, family: string, state: string) =>
    list.find((key) => key.family === family && key.state === state)
  for (const family of ['RSA', 'Ed25519']) {
    for (const state of ['current', 'next']) {
      deepEqual(of(second, family, state), of(first, family, state))
    }
  }
  const [made, rotated] = ['2027-01-15T08:00:00.000Z', '2027-01-15T09:00:00.000Z']
  const former = of(second, 'P-256', 'retired')
  equal(former?.kid, of(first, 'P-256', 'current')?.kid)
  deepEqual([former?.signsSince, former?.retiredAt], [made, rotated])
  const current = of(second, 'P-256', 'current')
  equal(current?.kid, of(first, 'P-256', 'next')?.kid)
  deepEqual([current?.createdAt, current?.signsSince, current?.retiredAt], [made, rotated, null])
  const next = of(second, 'P-256', 'next')
  deepEqual([next?.createdAt, next?.signsSince], [rotated, null])
  equal(second.length, first.length + 1)
})

test('a rotation before anything was signed makes the keys first', async (t) => {
  const { keys, sandbox, sign } = await openKeys(t)
  const one = sandbox()
  await keys.rotate(one, 'RSA')
  ok(await sign(one, 1))
})

test('a key is known for a day after what it signed has ended, for hints', async (t) => {
  const { keys, sandbox, sign, pass } = await openKeys(t)
  const one = sandbox()
  const kid = await sign(one, 1)
  const isKnown = async () => (await keys.known(one)).keys.some((key) => key.kid === kid)
  await keys.rotate(one)
  pass(24)
  await keys.rotate(one)
  ok(await isKnown())
  pass(2)
  await keys.rotate(one)
  ok(!(await isKnown()))
})

test('a key that signed nothing is not published once it is retired', async (t) => {
  const { keys, sandbox, kids } = await openKeys(t)
  const one = sandbox()
  const before = await kids(one)
  await keys.rotate(one)
  const after = await kids(one)
  equal(after.length, before.length)
  // The next key was published before it signs.
  deepEqual(after.slice(0, 3), before.slice(3))
})

test('what the keys signed is known after the process begins anew, and their order stays', async (t) => {
  const { keys, sandbox, kids, sign } = await openKeys(t)
  const one = sandbox()
  const kid = await sign(one, 1)
  const [before, anew] = [await kids(one), sandbox()]
  deepEqual(await kids(anew), before)
  await keys.rotate(anew)
  ok((await kids(anew)).includes(kid))
})

test('a seed repeats the keys and their names, also after a rotation', async (t) => {
  const keysOf = async ({ keys, sandbox }: Awaited<ReturnType<typeof openKeys>>) => {
    const one = sandbox()
    const first = await keys.published(one)
    await keys.rotate(one)
    return [first, await keys.published(one)]
  }
  const [first, second] = [await openKeys(t), await openKeys(t)]
  deepEqual(await keysOf(first), await keysOf(second))
})

test('what is signed with RS256 or Ed25519 repeats with a seed, and verifies', async (t) => {
  const claims = { exp: 1_800_000_600 }
  const sign = async ({ keys, sandbox }: Awaited<ReturnType<typeof openKeys>>) => {
    const one = sandbox()
    const published = createLocalJWKSet(await keys.published(one))
    const currentDate = new Date(1_800_000_000_000)
    return Promise.all(
      (['RS256', 'Ed25519', 'ES256'] as const).map(async (algorithm) => {
        const jwt = await keys.sign(one, algorithm, 'JWT', claims)
        await jwtVerify(jwt, published, { currentDate })
        return jwt
      }),
    )
  }
  const [rsa, ed25519, ecdsa] = await sign(await openKeys(t))
  const again = await sign(await openKeys(t))
  deepEqual(again.slice(0, 2), [rsa, ed25519])
  // ECDSA takes a number of its own for each signature (RFC 7518 §3.4).
  notEqual(again[2], ecdsa)
})

test('a key that serves one algorithm names it, one that serves several does not', async (t) => {
  const { keys, sandbox } = await openKeys(t)
  for (const { kty, alg } of (await keys.published(sandbox())).keys) {
    equal(alg, kty === 'EC' ? 'ES256' : undefined)
  }
})
