import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { ControlClient } from '@oauth-lab/kit/admin/control-client.ts'
import { managedRoles } from '@oauth-lab/kit/admin/managed-roles.ts'
import { noteSecret } from '../secrets.ts'
import { openTestLab } from '../test-lab.ts'
import { refusal } from './support/refusal.ts'

const lab = await openTestLab()
after(() => lab.stop())
const { control, origin, trustedFetch } = lab

/** A sandbox of the test's own. */
async function newSandbox(options?: Parameters<ControlClient['sandboxes']['create']>[0]) {
  const sandbox = await control.sandboxes.create(options)
  return { ...sandbox, control: control.in(sandbox.base) }
}

function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  return trustedFetch(`${origin}/control/api/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
}

test('without a token every route of the control API answers 401', async () => {
  const routes = (await control.routes()).filter(
    ({ role, path }) => role === 'control' && path.startsWith('/control/api/'),
  )
  const open = ['/control/api/openapi.json', '/control/api/session']
  assert.ok(routes.length > 15)
  for (const { method, path } of routes.filter((route) => !open.includes(route.path))) {
    const response = await trustedFetch(`${origin}${path}`, { method })
    assert.equal(response.status, 401, `${method} ${path}`)
    assert.equal(response.headers.get('www-authenticate'), 'Bearer')
    await response.arrayBuffer()
  }
})

test('superuser signs in with a session that is good for requests of its origin only', async () => {
  const wrong = await post('session', { username: 'superuser', password: 'wrong' })
  assert.equal(wrong.status, 401)
  const right = await post('session', { username: 'superuser', password: 'SYS' })
  assert.equal(right.status, 201)
  const { access_token } = (await right.json()) as { access_token: string }
  noteSecret(access_token, 'admin token')
  const [cookie] = right.headers.getSetCookie()
  assert.match(
    cookie!,
    /^__Secure-lab-admin-\d+=.*; Path=\/control\/api; HttpOnly; Secure; SameSite=Strict$/,
  )
  const session = { cookie: cookie!.split(';', 1)[0]! }
  const own = await post('bootstrap', {}, { ...session, 'sec-fetch-site': 'same-origin' })
  assert.equal(own.status, 204)
  const other = await post('bootstrap', {}, { ...session, 'sec-fetch-site': 'cross-site' })
  assert.equal(other.status, 403)
})

test('a sandbox is a whole lab of its own: users, clients and keys', async () => {
  const sandbox = await newSandbox({ lifetime: 120 })
  assert.match(sandbox.id, /^[a-z0-9]{6}$/)
  assert.equal(sandbox.base, `${origin}/~${sandbox.id}`)
  assert.equal(sandbox.issuer, `${sandbox.base}/authserver/oauth2`)
  const left = Date.parse(sandbox.expiresAt!) - Date.now()
  assert.ok(left > 60_000 && left <= 120_000)

  await sandbox.control.users.create({ username: 'only-here', password: 'p-only-here' })
  const names = async (client: ControlClient) =>
    (await client.users.list()).map(({ username }) => username)
  assert.deepEqual(await names(sandbox.control), ['developer', 'only-here', 'superuser'])
  assert.deepEqual(await names(control), ['developer', 'superuser'])

  const ids = async (client: ControlClient) =>
    (await client.clients.list()).map(({ client_id }) => client_id)
  const [here, there] = [await ids(sandbox.control), await ids(control)]
  assert.equal(here.length, 3)
  assert.ok(here.every((id) => !there.includes(id)))

  const config = (await (await trustedFetch(`${sandbox.base}/spa/config.json`)).json()) as {
    issuer: string
    client_id: string
  }
  assert.equal(config.issuer, sandbox.issuer)
  assert.ok(here.includes(config.client_id))

  await control.sandboxes.delete(sandbox.id)
  assert.equal((await trustedFetch(`${sandbox.base}/`)).status, 404)
  const discovery = `${sandbox.issuer}/.well-known/openid-configuration`
  assert.equal((await trustedFetch(discovery)).status, 404)
})

test('every problem of a sandbox request is named with its path', async () => {
  const error = await refusal(
    control.sandboxes.create({ id: 'UPPER', lifetime: 31 * 86_400, seed: '' }),
  )
  assert.equal(error.status, 400)
  assert.deepEqual(error.problems.map(({ path }) => path).sort(), ['id', 'lifetime', 'seed'])
})

test('a sandbox that is there is not made again, and the default one is not deleted', async () => {
  const { id } = await newSandbox()
  assert.equal((await refusal(control.sandboxes.create({ id }))).status, 409)
  assert.equal((await refusal(control.sandboxes.delete('default'))).status, 409)
  assert.equal((await refusal(control.sandboxes.delete('nowhere'))).status, 404)
})

test('two requests for the same sandbox at once make it once', async () => {
  const { id } = await newSandbox()
  await control.sandboxes.delete(id)
  const answers = await Promise.allSettled([1, 2, 3].map(() => control.sandboxes.create({ id })))
  assert.equal(answers.filter(({ status }) => status === 'fulfilled').length, 1)
})

test('a seeded sandbox has the same client ids in each run', async () => {
  const run = async () => {
    const { id, control: client } = await newSandbox({ seed: 'repeat me' })
    const ids = (await client.clients.list()).map(({ client_id }) => client_id)
    await control.sandboxes.delete(id)
    return ids
  }
  assert.deepEqual(await run(), await run())
})

test('one call moves the clocks of all roles, which agree to the millisecond', async () => {
  const { clock } = (await newSandbox()).control
  for (const change of [
    { offset: 3600.5 },
    { forward: 60 },
    { freeze: true },
    { forward: -0.001 },
    { at: '2040-01-01T00:00:00.250Z' },
    { run: true },
    { at: '2030-06-01T12:00:00+02:00' },
  ] as const) {
    const { now: _now, roles, ...setting } = await clock.set(change)
    const settings = Object.values(roles).map(({ now: _now, ...each }) => each)
    assert.deepEqual(settings, [setting, setting, setting], JSON.stringify(change))
  }
  const { now } = await clock.get()
  assert.equal(now.slice(0, 16), '2030-06-01T10:00')
})

test('an offset is told and set in seconds from real time: 0 brings real time back', async () => {
  const { clock } = (await newSandbox()).control
  const moved = await clock.set({ forward: 90.5 })
  assert.deepEqual([moved.mode, 'offset' in moved && moved.offset], ['running', 90.5])
  await clock.set({ offset: 90.5 })
  const same = await clock.set({ forward: -0.5 })
  assert.equal('offset' in same && same.offset, 90)
  const back = await clock.set({ offset: 0 })
  for (const one of [back, ...Object.values(back.roles)]) {
    assert.deepEqual([one.mode, 'offset' in one && one.offset], ['running', 0])
  }
  const two = await refusal(clock.set({ offset: 0, forward: 1 }))
  assert.deepEqual(
    two.problems.map(({ message }) => message),
    ['a clock is moved by one of offset, at and forward'],
  )
})

test('a role is skewed alone, and brought back by the next change for all', async () => {
  const { clock } = (await newSandbox()).control
  await clock.set({ at: '2030-01-01T00:00:00Z', freeze: true })
  const skewed = await clock.set({ forward: -120 }, 'resserver')
  assert.equal(skewed.now, '2030-01-01T00:00:00.000Z')
  assert.equal(skewed.roles['resserver']?.now, '2029-12-31T23:58:00.000Z')
  assert.equal(skewed.roles['authserver']?.now, '2030-01-01T00:00:00.000Z')
  const { now, roles } = await clock.set({ forward: 60 })
  assert.deepEqual(
    Object.values(roles).map((role) => role.now),
    [now, now, now],
  )
})

test('a clock that leaves its years, and a role that is not there, are refused', async () => {
  const years = await refusal(control.clock.set({ forward: 1e12 }))
  assert.deepEqual(years.problems, [
    { path: 'forward', message: 'leads out of the years 1970 to 9999' },
  ])
  const both = await refusal(control.clock.set({ freeze: true, run: true }))
  assert.equal(both.problems.length, 1)
  const role = await refusal(control.clock.set({ forward: 1 }, 'webserver' as never))
  assert.deepEqual(
    role.problems.map(({ path }) => path),
    ['role'],
  )
})

test('a check is waived and restored in the role that knows it', async () => {
  const { policy } = (await newSandbox()).control
  const before = await policy.get()
  const check = 'token.not-expired'
  assert.ok(!(check in before['authserver']!.catalogue))
  const waived = await policy.waive(check)
  assert.deepEqual(waived['resserver']?.waived, [check])
  assert.deepEqual(waived['authserver']?.waived, [])
  assert.deepEqual((await policy.get())['resserver']?.waived, [check])
  assert.deepEqual((await policy.restore(check))['resserver']?.waived, [])
})

test('checks that are waived at the same moment are all waived', async () => {
  const { policy } = (await newSandbox()).control
  const { catalogue } = (await policy.get())['authserver']!
  const ids = Object.entries(catalogue).flatMap(([id, check]) => (check.waivable ? id : []))
  await Promise.all(ids.map((id) => policy.waive(id as never, 'authserver')))
  assert.deepEqual((await policy.get())['authserver']?.waived.toSorted(), ids.toSorted())
})

test('a check that is not there, or that nobody may waive, is refused and nothing changes', async () => {
  const sandbox = await newSandbox()
  const { policy } = sandbox.control
  const { catalogue } = (await policy.get())['authserver']!
  const [fixed] = Object.entries(catalogue).find(([, { waivable }]) => waivable !== true)!
  const [free] = Object.entries(catalogue).find(([, { waivable }]) => waivable === true)!
  const response = await trustedFetch(`${sandbox.base}/control/api/policy`, {
    method: 'PUT',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${await adminToken()}`,
    },
    body: JSON.stringify({
      waive: [free, 'no.such-check', fixed],
      restore: ['toString'],
      role: 'authserver',
    }),
  })
  assert.equal(response.status, 400)
  const { problems } = (await response.json()) as { problems: { path: string }[] }
  assert.deepEqual(
    problems.map(({ path }) => path),
    ['waive.1', 'waive.2', 'restore.0'],
  )
  assert.deepEqual((await policy.get())['authserver']?.waived, [])
})

test('reset empties a sandbox in every role and makes its people and clients again', async () => {
  const { control: client } = await newSandbox()
  await client.users.create({ username: 'guest', password: 'p-guest' })
  await client.users.delete('developer')
  await client.clock.set({ forward: 3600 })
  const before = await client.clients.list()
  await client.reset()
  assert.deepEqual(
    (await client.users.list()).map(({ username }) => username),
    ['developer', 'superuser'],
  )
  const { roles, ...clock } = await client.clock.get()
  assert.ok(Object.values(roles).every((role) => role.mode === 'running' && role.offset === 0))
  assert.deepEqual([clock.mode, 'offset' in clock && clock.offset], ['running', 0])
  const after = (await client.clients.list()).map(({ client_id }) => client_id)
  assert.equal(after.length, 3)
  assert.ok(before.every(({ client_id }) => !after.includes(client_id)))
})

test('bootstrap makes what is missing and leaves what is there', async () => {
  const { control: client, base } = await newSandbox()
  await client.users.update('developer', { claims: { name: 'Changed' } })
  const before = await client.clients.list()
  await client.users.delete('superuser')
  const response = await trustedFetch(`${base}/control/api/bootstrap`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await adminToken()}` },
  })
  assert.equal(response.status, 204)
  const users = await client.users.list()
  assert.deepEqual(
    users.map(({ username, roles }) => [username, roles]),
    [
      ['developer', []],
      ['superuser', ['administrator']],
    ],
  )
  assert.deepEqual(users[0]?.claims, { name: 'Changed' })
  assert.deepEqual(await client.clients.list(), before)
})

test('developer and superuser have profile claims', async () => {
  const users = await control.users.list()
  const claimsOf = (name: string) => users.find(({ username }) => username === name)?.claims
  assert.equal(claimsOf('developer')?.['name'], 'Dana Developer')
  assert.equal(claimsOf('developer')?.['email'], 'dana@lab.example')
  assert.equal(claimsOf('superuser')?.['name'], 'Sam Superuser')
})

test('a user is changed and deleted whatever the name holds', async () => {
  const { control: client } = await newSandbox()
  for (const username of ['CORP\\alice', 'a/b', '..', '%2F', 'a?b&c=d#e', 'a b+c', 'Zoë ☃']) {
    await client.users.create({ username, password: 'p-odd-name' })
    const { claims } = await client.users.update(username, { claims: { name: username } })
    assert.equal(claims['name'], username)
    await client.users.setTotp(username)
    await client.users.removeTotp(username)
    await client.users.delete(username)
    assert.equal((await refusal(client.users.delete(username))).status, 404, username)
  }
  for (const username of ['a\u0000b', 'a\nb', '\ud800', '', 'n'.repeat(201)]) {
    const { status, problems } = await refusal(client.users.create({ username, password: 'x' }))
    assert.deepEqual([status, problems.map(({ path }) => path)], [400, ['username']], username)
  }
})

test('a user to change or delete has to be named', async () => {
  for (const method of ['PATCH', 'DELETE']) {
    const response = await trustedFetch(`${origin}/control/api/users`, {
      method,
      headers: {
        authorization: `Bearer ${await adminToken()}`,
        ...(method === 'PATCH' && { 'content-type': 'application/json' }),
      },
      ...(method === 'PATCH' && { body: '{}' }),
    })
    const { problems } = (await response.json()) as { problems: { path: string }[] }
    assert.deepEqual([response.status, problems.map(({ path }) => path)], [400, ['username']])
  }
})

test('the single-page application is the one that the lab made, whoever takes its name', async () => {
  const sandbox = await newSandbox()
  const idOf = async () => {
    const response = await trustedFetch(`${sandbox.base}/spa/config.json`)
    return ((await response.json()) as { client_id: string }).client_id
  }
  const id = await idOf()
  for (let more = 3; more > 0; more -= 1) {
    const response = await trustedFetch(`${sandbox.issuer}/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ client_name: 'spa', redirect_uris: ['https://other.example/cb'] }),
    })
    assert.equal(response.status, 201)
  }
  assert.equal(await idOf(), id)
})

test('a user document with problems is refused with all of them', async () => {
  const wrong = { username: '', password: 1, nickname: 'x' } as never
  const { status, problems } = await refusal(control.users.create(wrong))
  assert.equal(status, 400)
  assert.deepEqual(problems.map(({ path }) => path).sort(), ['nickname', 'password', 'username'])
  const again = await refusal(control.users.create({ username: 'developer', password: 'x' }))
  assert.equal(again.status, 409)
  assert.equal((await refusal(control.users.delete('nobody'))).status, 404)
})

test('a configuration with problems is refused with all of them and nothing changes', async () => {
  const { config } = (await newSandbox()).control
  const before = await config.get()
  const { status, problems } = await refusal(
    config.put({ codeLifetime: 0, corsOrigins: ['https://app.example/'], tokens: 'jwt' } as never),
  )
  assert.equal(status, 400)
  assert.deepEqual(problems.map(({ path }) => path).sort(), [
    'codeLifetime',
    'corsOrigins.0',
    'tokens',
  ])
  assert.deepEqual(await config.get(), before)
  assert.equal((await config.put({ ...before, codeLifetime: 30 }))['codeLifetime'], 30)
})

test('the ring tells the checks of a request, by role and by request', async () => {
  const sandbox = await newSandbox()
  const form = { grant_type: 'password', username: 'developer' }
  const refused = await trustedFetch(`${sandbox.issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  })
  assert.ok(refused.status >= 400)
  await refused.arrayBuffer()
  const exchanges = await sandbox.control.checks({ role: 'authserver' })
  const exchange = exchanges.find(({ path }) => path.endsWith('/token'))
  assert.ok(exchange)
  assert.equal(exchange.checks.at(-1)?.outcome, 'failed')
  const same = await sandbox.control.checks({ request: exchange.request })
  assert.deepEqual(same, [exchange])
  assert.deepEqual(await sandbox.control.checks({ role: 'resserver' }), [])
})

test('the list of routes has those of every role and the static ones', async () => {
  const routes = await control.routes()
  const has = (role: string, method: string, path: string) =>
    routes.some((one) => one.role === role && one.method === method && one.path === path)
  assert.ok(has('authserver', 'POST', '/authserver/oauth2/token'))
  assert.ok(has('resserver', 'GET', '/resserver/protected-resources/'))
  assert.ok(has('client', 'GET', '/client/application/'))
  assert.ok(has('control', 'PUT', '/control/api/clock'))
  assert.ok(has('static', 'GET', '/spa/'))
})

test('the API describes itself in OpenAPI', async () => {
  const response = await trustedFetch(`${origin}/control/api/openapi.json`)
  const { openapi, paths } = (await response.json()) as {
    openapi: string
    paths: Record<string, Record<string, { requestBody?: object }>>
  }
  assert.match(openapi, /^3\.1/)
  const without = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method, { requestBody }]) => method.startsWith('p') && requestBody === undefined)
      .map(([method]) => `${method} ${path.slice('/control/api/'.length)}`),
  )
  // They take no document.
  assert.deepEqual(without.toSorted(), [
    'post bootstrap',
    'post certificates/renew',
    'post lessons/{name}/start',
    'post reset',
    'post sandboxes/{id}/session',
    'post users/totp',
  ])
})

for (const api of ['control/api', ...managedRoles.map((role) => `${role}/admin/api`)]) {
  test(`/${api} describes what each operation answers, and how it refuses`, async () => {
    const response = await trustedFetch(`${origin}/${api}/openapi.json`)
    const { paths } = (await response.json()) as {
      paths: Record<string, Record<string, { responses: Record<string, Described> }>>
    }
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { responses }]) => ({ method, path, responses })),
    )
    assert.ok(operations.length > 0)
    for (const { method, path, responses } of operations) {
      const answers = Object.entries(responses).filter(([status]) => status.startsWith('2'))
      assert.ok(answers.length > 0, `${method} ${path}`)
      for (const [status, { content }] of answers) {
        assert.equal(content === undefined, status === '204', `${method} ${path}: ${status}`)
      }
      const { schema } = responses['default']!.content!['application/json']!
      assert.ok(schema.properties?.['error_description'], `${method} ${path}`)
    }
  })
}

interface Described {
  content?: Record<string, { schema: { properties?: Record<string, object> } }>
}

let token: string | undefined

async function adminToken(): Promise<string> {
  if (token === undefined) {
    const response = await post('session', { username: 'superuser', password: 'SYS' })
    token = ((await response.json()) as { access_token: string }).access_token
    noteSecret(token, 'admin token')
  }
  return token
}
