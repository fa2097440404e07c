import { deepEqual, equal, notEqual, ok } from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { describe, test } from 'node:test'
import { AdminError } from './admin-error.ts'
import { adminTokenLifetime, createAdminToken, readAdminToken, versionOf } from './admin-token.ts'
import { askControl } from './ask-control.ts'
import type { SandboxSettings } from '../sandbox.ts'
import { createControlToken, verifyControlToken } from './control-token.ts'

const key = '5'.repeat(64)
const origin = 'https://localhost:8443'
const administration = { username: 'superuser', password: 'SYS', key }
const token = createAdminToken(administration, origin)
const nameIn = (text: string, withKey = key, at = origin) =>
  readAdminToken(withKey, at, text, 'default')?.username

describe('a token of an administrator', () => {
  test('is good with its key at its origin', () => {
    equal(nameIn(token), 'superuser')
  })

  test('of another key, or for another origin, is not good', () => {
    equal(nameIn(token, '6'.repeat(64)), undefined)
    equal(nameIn(token, key, 'https://localhost:8444'), undefined)
  })

  test('of a sandbox is good there, and nowhere else', () => {
    const sandbox = { id: 'k3f9', expiresAt: 1 }
    const bound = createAdminToken(administration, origin, '0', sandbox)
    deepEqual(readAdminToken(key, origin, bound, 'k3f9')?.sandbox, sandbox)
    for (const other of ['default', 'k3f8']) {
      equal(readAdminToken(key, origin, bound, other), undefined)
    }
  })

  test('is good for twelve hours', ({ mock }) => {
    mock.timers.enable({ apis: ['Date'], now: Date.now() })
    mock.timers.tick((adminTokenLifetime - 60) * 1000)
    equal(nameIn(token), 'superuser')
    mock.timers.tick(61_000)
    equal(nameIn(token), undefined)
  })

  test('that was changed, cut or made up is not good', () => {
    const [, claims, signature] = token.split('.') as [string, string, string]
    const other = Buffer.from(claims, 'base64url').toString().replace('superuser', 'somebody0')
    const forged = `lab-admin.${Buffer.from(other).toString('base64url')}`
    for (const bad of [
      `${forged}.${signature}`,
      claims,
      `${claims}.`,
      `.${signature}`,
      '.',
      '',
      'x.y',
    ]) {
      equal(nameIn(bad), undefined, bad)
    }
  })

  test('is not what its key has signed for another purpose', () => {
    const key64 = Buffer.from(key, 'hex')
    for (const value of [
      'eyJhbGciOiJIUzI1NiJ9.e30',
      'text',
      Buffer.from('{}').toString('base64url'),
    ]) {
      const signature = createHmac('sha256', key64).update(value).digest('base64').replace('=', '')
      equal(nameIn(`${value}.${signature}`), undefined)
    }
    equal(nameIn(createControlToken(key, origin)), undefined)
    equal(verifyControlToken(key, origin, token), false)
  })

  test('has a version that changes with the password, and with a sign-out if it is of a sign-in', () => {
    const version = versionOf(administration)
    equal(readAdminToken(key, origin, token, 'k3f9')?.version, version)
    notEqual(versionOf({ ...administration, password: 'other' }), version)
    notEqual(versionOf({ ...administration, key: '6'.repeat(64) }), version)
    notEqual(versionOf(administration, '0'), versionOf(administration, '1'))
    ok(!version.includes('SYS'))
  })
})

describe('a role asks control about an administrator', () => {
  const asked: string[] = []
  const roleBeside = (answer: () => Response) =>
    askControl({
      origin,
      administration,
      fetch: (url, init) => {
        asked.push(`${url as string} ${new Headers(init?.headers).get('authorization')}`)
        return Promise.resolve().then(answer)
      },
    })

  const place = { id: 'k3f9', base: `${origin}/~k3f9`, settings: () => ({}) as SandboxSettings }

  test('each time, with the same token; what was never a token is not asked about', async () => {
    const authenticate = roleBeside(() => Response.json({ username: 'superuser' }))
    deepEqual(await authenticate(token, place), { username: 'superuser', wholeLab: true })
    equal(await authenticate('x.y', place), undefined)
    deepEqual(asked, [`${origin}/~k3f9/control/api/session Bearer ${token}`])
  })

  test('and refuses a token that control does not know any more', async () => {
    const authenticate = roleBeside(() => new Response(null, { status: 401 }))
    equal(await authenticate(token, place), undefined)
  })

  test('and lets nobody in while control does not answer, but control itself', async () => {
    for (const answer of [
      () => new Response(null, { status: 502 }),
      () => {
        throw new Error('ECONNREFUSED')
      },
    ]) {
      const authenticate = roleBeside(answer)
      const refused = await authenticate(token, place).catch((error: unknown) => error)
      ok(refused instanceof AdminError)
      equal(refused.status, 503)
      const own = await authenticate(createControlToken(key, origin), place)
      deepEqual(own, { username: 'control', wholeLab: true })
    }
  })
})

test("control's own token is good for a minute", ({ mock }) => {
  mock.timers.enable({ apis: ['Date'], now: Date.now() })
  const own = createControlToken(key, origin)
  equal(verifyControlToken(key, origin, own), true)
  equal(verifyControlToken(key, 'https://localhost:8444', own), false)
  mock.timers.tick(61_000)
  equal(verifyControlToken(key, origin, own), false)
})
