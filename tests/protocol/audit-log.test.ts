import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { AuditEntry } from '@oauth-lab/kit/admin/audit-document.ts'
import type { ControlClient } from '@oauth-lab/kit/admin/control-client.ts'
import { noteSecret } from '../secrets.ts'
import { administer } from './support/administer.ts'
import { clientToken, tokenRequest } from './support/code-flow.ts'
import { registerClient } from './support/place.ts'
import { useLab } from './support/use-lab.ts'

const used = useLab()
const api = 'authserver/admin/api'

/** What is in it, but for the debug log that the tests turn on in each sandbox. */
async function logOf(
  control: ControlClient,
  question: Parameters<ControlClient['auditLog']['list']>[0] = {},
) {
  const { items } = await control.auditLog.list(question)
  return items.filter(({ operation }) => operation !== 'PUT /debug-log')
}

describe('the audit log', () => {
  test('tells who changed what, and what it was before and after', async () => {
    const { control } = await used.sandbox()
    await control.config.patch({ accessTokenLifetime: 77 })
    await control.users.update('developer', { roles: ['auditor'] })
    await control.clients.create({ client_id: 'mine', grant_types: ['client_credentials'] })
    await control.clients.update('mine', { client_name: 'Renamed' })
    await control.clients.delete('mine')
    const items = await logOf(control, { kind: 'change', order: 'asc' })
    deepEqual(
      items.map(({ who, operation, about, status }) => [who, operation, about, status]),
      [
        ['superuser', 'PATCH /configuration', {}, 200],
        ['superuser', 'PATCH /users', { username: 'developer' }, 200],
        ['superuser', 'POST /clients', { client_id: 'mine' }, 201],
        ['superuser', 'PATCH /clients', { client_id: 'mine' }, 200],
        ['superuser', 'DELETE /clients', { client_id: 'mine' }, 204],
      ],
    )
    const states = items.map(({ before, after }) => [before, after] as Record<string, unknown>[])
    deepEqual(
      states[0]!.map((document) => document['accessTokenLifetime']),
      [3600, 77],
    )
    deepEqual(
      states[1]!.map((user) => user['roles']),
      [[], ['auditor']],
    )
    equal(states[2]![0], null)
    equal(states[3]![1]!['client_name'], 'Renamed')
    equal(states[4]![1], null)
    deepEqual(items[1]!.members, ['roles'])
  })

  test('tells it on the clock of the lab and in real time, of the API of the instance as well', async () => {
    const place = await used.sandbox()
    await place.control.clock.set({ forward: 100_000 })
    await administer(place, 'POST', `${api}/keys/rotate`)
    const { items } = await place.control.auditLog.list({ search: 'ROTATE' })
    const [{ who, at, realAt }] = items as [(typeof items)[number]]
    equal(who, 'superuser')
    ok(Date.parse(at) - Date.parse(realAt) >= 99_000)
  })

  test('tells every refusal with its check, and nothing of a token request that succeeds', async () => {
    const place = await used.sandbox()
    const client = await registerClient(place)
    await clientToken(place, client)
    const form = { grant_type: 'client_credentials', scope: 'nobody/knows' }
    equal((await tokenRequest(place, client, form)).status, 400)
    const wrong = { ...client, client_secret: 'wrong' }
    equal((await tokenRequest(place, wrong, form)).status, 401)
    const { items } = await place.control.auditLog.list({ kind: 'refusal', order: 'asc' })
    deepEqual(
      items.map(({ operation, status, who }) => [operation, status, who]),
      [
        ['token request', 400, null],
        ['token request', 401, null],
      ],
    )
    match(items[0]!.check!, /^scope\./)
    match(items[1]!.check!, /^client\./)
    const checked = await place.control.checks({ request: items[1]!.request })
    ok(checked[0]!.checks.some(({ id }) => id === items[1]!.check))
    const found = await place.control.auditLog.list({ check: items[1]!.check! })
    equal(found.total, 1)
  })

  test('holds no secret', async () => {
    const { control } = await used.sandbox()
    const secret = 'a very secret secret'
    noteSecret(secret, 'client_secret')
    await control.clients.create({
      client_id: 'mine',
      client_secret: secret,
      grant_types: ['client_credentials'],
    })
    await control.clients.update('mine', { client_secret: `${secret} 2` })
    await control.users.create({ username: 'ada', password: `${secret} 3` })
    await control.users.update('ada', { password: `${secret} 4` })
    const { secret: totp } = await control.users.setTotp('ada')
    const { cookie } = await control.browserSessions.create({ user: 'ada' })
    const items = await logOf(control)
    equal(items.length, 6)
    const text = JSON.stringify(items)
    for (const one of [secret, totp, cookie.split('=')[1]!]) equal(text.includes(one), false)
    deepEqual(items.find(({ operation }) => operation === 'PATCH /users')!.members, ['password'])
  })

  test('holds no change that was refused, and nothing that only looks', async () => {
    const place = await used.sandbox()
    equal((await administer(place, 'PATCH', `${api}/configuration`, { nonsense: 1 })).status, 400)
    await administer(place, 'GET', `${api}/users`)
    deepEqual(await logOf(place.control), [])
    const { status } = await administer(place, 'GET', `${api}/audit-log?kind=other&page=0`)
    equal(status, 400)
  })

  test('goes with a snapshot, and is empty after a reset but for that', async () => {
    const place = await used.sandbox()
    const { control } = place
    const wrong = { ...(await registerClient(place)), client_secret: 'wrong' }
    await tokenRequest(place, wrong, { grant_type: 'client_credentials' })
    const saved = await control.snapshot.save()
    const before = await logOf(control)
    equal(before.length, 1)
    await control.reset()
    const items = await logOf(control)
    deepEqual(
      items.map(({ operation }) => operation),
      ['POST /reset'],
    )
    await control.snapshot.restore(saved)
    deepEqual(await logOf(control), before)
  })

  test('is kept by the client and the resource server as well, each its own', async () => {
    const place = await used.sandbox()
    const { base, trustedFetch } = place
    const callback = `${base}/client/application/callback?code=c&state=made-up`
    equal((await trustedFetch(callback)).status, 400)
    equal((await trustedFetch(`${base}/resserver/protected-resources/`)).status, 401)
    await administer(place, 'PUT', 'client/admin/api/policy', { waive: ['state.this-browser'] })
    const entries = async (role: string) => {
      const { body } = await administer(place, 'GET', `${role}/admin/api/audit-log?order=asc`)
      return (body['items'] as AuditEntry[]).map(({ who, operation, check }) => [
        who,
        operation,
        check,
      ])
    }
    deepEqual(await entries('client'), [
      [null, 'callback', 'state.known'],
      ['superuser', 'PUT /policy', null],
    ])
    deepEqual(await entries('resserver'), [[null, 'resource request', 'bearer.present']])
  })

  test('believes nobody who says for whom he calls', async () => {
    const place = await used.sandbox()
    const other = { 'lab-administrator': 'somebody' }
    await administer(place, 'POST', `${api}/keys/rotate`, undefined, other)
    const items = await logOf(place.control)
    deepEqual(
      items.map(({ who }) => who),
      ['superuser'],
    )
  })
})
