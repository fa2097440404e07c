import { deepEqual, equal, match, notEqual } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { administer } from './support/administer.ts'
import { refusal } from './support/refusal.ts'
import { useLab } from './support/use-lab.ts'
import type { TestPlace } from './support/use-lab.ts'

const used = useLab()

interface Operation {
  parameters?: { name: string }[]
  responses: Record<string, { headers?: Record<string, unknown> }>
}

/** What two administrators may edit at once, and a change of it by its number. */
const edited = {
  configuration: {
    path: 'configuration',
    atControl: 'config',
    change: (n: number) => ({ accessTokenLifetime: 100 + n }),
  },
  client: {
    path: 'clients?client_id=mine',
    atControl: 'clients?client_id=mine',
    change: (n: number) => ({ client_name: `name ${n}` }),
  },
  user: {
    path: 'users?username=developer',
    atControl: 'users?username=developer',
    change: (n: number) => ({ claims: { name: `name ${n}` } }),
  },
}

async function open() {
  const place = await used.sandbox()
  await place.control.clients.create({ client_id: 'mine', grant_types: ['client_credentials'] })
  return place
}

for (const [what, { path, atControl, change }] of Object.entries(edited)) {
  describe(`two administrators change one ${what}`, () => {
    const addresses = {
      'at the authorization server': `authserver/admin/api/${path}`,
      'through control': `control/api/${atControl}`,
    }
    for (const [where, address] of Object.entries(addresses)) {
      const read = async (place: TestPlace) => {
        const { headers, body } = await administer(place, 'GET', address)
        return { etag: headers.get('etag')!, body }
      }

      test(`the second one is refused with what is there now, ${where}`, async () => {
        const place = await open()
        const { etag } = await read(place)
        match(etag, /^"[\w-]{43}"$/)
        equal((await read(place)).etag, etag)
        const first = await administer(place, 'PATCH', address, change(1), { 'if-match': etag })
        equal(first.status, 200)
        const now = await read(place)
        notEqual(now.etag, etag)
        equal(first.headers.get('etag'), now.etag)
        const second = await administer(place, 'PATCH', address, change(2), { 'if-match': etag })
        deepEqual([second.status, second.body['error']], [412, 'precondition_failed'])
        equal(second.headers.get('etag'), now.etag)
        deepEqual(await read(place), now)
        const again = { 'if-match': now.etag }
        equal((await administer(place, 'PATCH', address, change(2), again)).status, 200)
      })

      test(`at the same moment one wins, ${where}`, async () => {
        const place = await open()
        const { etag } = await read(place)
        const answers = await Promise.all(
          [1, 2, 3].map((n) =>
            administer(place, 'PATCH', address, change(n), { 'if-match': etag }),
          ),
        )
        deepEqual(answers.map(({ status }) => String(status)).toSorted(), ['200', '412', '412'])
      })
    }

    test('without a condition, with * and with one of several tags the change is made', async () => {
      const place = await open()
      const address = `authserver/admin/api/${path}`
      equal((await administer(place, 'PATCH', address, change(1))).status, 200)
      const any = await administer(place, 'PATCH', address, change(2), { 'if-match': '*' })
      equal(any.status, 200)
      const { headers } = await administer(place, 'GET', address)
      const etag = headers.get('etag')!
      const several = { 'if-match': `"another", ${etag}` }
      equal((await administer(place, 'PATCH', address, change(3), several)).status, 200)
    })

    test('a weak tag fits nothing (RFC 9110 §13.1.1), and neither does what is no tag', async () => {
      const place = await open()
      const address = `authserver/admin/api/${path}`
      const { headers } = await administer(place, 'GET', address)
      const etag = headers.get('etag')!
      for (const wrong of [`W/${etag}`, etag.slice(1, -1)]) {
        const sent = { 'if-match': wrong }
        equal((await administer(place, 'PATCH', address, change(1), sent)).status, 412)
      }
    })
  })
}

describe('a condition', () => {
  test('holds for the whole configuration put in place, for deletions and for a second factor', async () => {
    const place = await open()
    const { config, users, clients } = place.control
    const stale = { ifMatch: '"stale"' }
    const { etag, value } = await config.read()
    equal((await refusal(config.put({}, stale))).status, 412)
    equal((await config.put(value, { ifMatch: etag })).accessTokenLifetime, 3600)
    equal((await refusal(clients.delete('mine', stale))).status, 412)
    await clients.delete('mine', { ifMatch: (await clients.read('mine')).etag })
    equal((await refusal(clients.read('mine'))).status, 404)
    const totp = 'authserver/admin/api/users/totp?username=developer'
    for (const method of ['POST', 'DELETE']) {
      const { status } = await administer(place, method, totp, undefined, { 'if-match': '"stale"' })
      equal(status, 412)
    }
    const before = await users.read('developer')
    await users.setTotp('developer')
    const error = await refusal(users.delete('developer', { ifMatch: before.etag }))
    const { etag: now } = await users.read('developer')
    deepEqual([error.status, error.etag], [412, now])
    await users.delete('developer', { ifMatch: now })
    equal((await refusal(users.read('developer'))).status, 404)
  })

  test('that fails changes no password', async () => {
    const place = await open()
    const { users } = place.control
    const change = { password: 'another', roles: [] }
    equal((await refusal(users.update('developer', change, { ifMatch: '"stale"' }))).status, 412)
    const { headers } = await administer(place, 'GET', 'control/api/users?username=developer')
    equal((await users.read('developer')).etag, headers.get('etag'))
  })

  test('is described in OpenAPI, with the ETag and the refusal', async () => {
    const place = await open()
    for (const api of ['authserver/admin/api', 'control/api']) {
      const { body } = await administer(place, 'GET', `${api}/openapi.json`)
      const paths = Object.entries(body['paths'] as Record<string, Record<string, Operation>>)
      const changes = paths
        .filter(([path]) => /\/(config|configuration|clients|users)$/.test(path))
        .flatMap(([, methods]) => Object.entries(methods))
        .filter(([method]) => ['put', 'patch', 'delete'].includes(method))
      equal(changes.length, 7)
      for (const [, { parameters = [], responses }] of changes) {
        equal(parameters.filter(({ name }) => name === 'if-match').length, 1)
        equal(responses['412']?.headers?.['etag'] === undefined, false)
      }
    }
  })
})
