import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { administer } from '../support/administer.ts'
import { readAnswer, requireRefused } from '../support/answer.ts'
import { clientToken, introspect } from '../support/code-flow.ts'
import { registerClient } from '../support/place.ts'
import { refusal } from '../support/refusal.ts'
import { checksOf, useLab } from '../support/use-lab.ts'
import type { TestPlace } from '../support/use-lab.ts'

const used = useLab()
const check = 'server.defined'
const metadata = '/.well-known/openid-configuration'

/** As a browser asks when a person opens an address. */
const opened = {
  accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'sec-fetch-dest': 'document',
}

const ask = (place: TestPlace, path: string, init: RequestInit = {}) =>
  place.trustedFetch(`${place.issuer}${path}`, init)

async function statusOf(place: TestPlace, path = metadata): Promise<number> {
  const response = await ask(place, path)
  await response.arrayBuffer()
  return response.status
}

async function keysOf(place: TestPlace): Promise<unknown> {
  return (await readAnswer(ask(place, '/jwks'))).body['keys']
}

describe('an authorization server without a definition', () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const post = (path: string, body: string, headers: Record<string, string> = form) =>
    ['POST', path, { method: 'POST', headers, body }] as const
  for (const [method, path, init] of [
    ['GET', metadata, {}],
    ['GET', '/.well-known/oauth-authorization-server', {}],
    ['GET', '/jwks', {}],
    ['GET', '/userinfo', {}],
    ['GET', '/authorize', {}],
    ['GET', '/logout', {}],
    post('/token', 'grant_type=client_credentials'),
    post('/introspection', 'token=x'),
    post('/revocation', 'token=x'),
    post('/register', '{}', { 'content-type': 'application/json' }),
  ] as const) {
    test(`answers ${method} ${path} with 503 and the check, and no Retry-After`, async () => {
      const place = await used.sandbox({ blank: true })
      const answer = await readAnswer(ask(place, path, init))
      requireRefused(answer, 'temporarily_unavailable', { status: 503, check })
      ok(String(answer.body['error_description']).includes(`${place.base}/authserver/admin/`))
      equal(answer.headers.get('retry-after'), null)
      deepEqual(await checksOf(place, path), [check])
    })
  }

  for (const path of ['/authorize?client_id=any', '/logout', metadata, '/jwks']) {
    test(`shows a browser at ${path} where to create one`, async () => {
      const place = await used.sandbox({ blank: true })
      const response = await ask(place, path, { headers: opened })
      equal(response.status, 503)
      match(response.headers.get('content-type')!, /^text\/html/)
      const { pathname } = new URL(`${place.base}/authserver/admin/`)
      ok((await response.text()).includes(`href="${pathname}"`))
    })
  }

  test('lets scripts of the lab read that there is none', async () => {
    const place = await used.sandbox({ blank: true })
    const headers = { origin: place.origin }
    const { headers: answered } = await readAnswer(ask(place, '/userinfo', { headers }))
    equal(answered.get('access-control-allow-origin'), place.origin)
  })

  test('has none to read, change or delete, and no clients to create', async () => {
    const { control } = await used.sandbox({ blank: true })
    for (const work of [
      () => control.config.get(),
      () => control.config.patch({ description: 'x' }),
      () => control.config.delete(),
    ]) {
      const { status, code } = await refusal(work())
      deepEqual([status, code], [404, 'not_found'])
    }
    for (const work of [
      () => control.clients.create({ grant_types: ['client_credentials'] }),
      () => control.browserSessions.create({ user: 'developer' }),
    ]) {
      const { status, code, message } = await refusal(work())
      deepEqual([status, code], [409, 'no_definition'])
      match(message, /\/authserver\/admin\/\./)
    }
  })

  test('has no keys before one is needed', async () => {
    const { control } = await used.sandbox({ blank: true })
    deepEqual(await control.keys.list(), { keys: [] })
    equal((await refusal(control.keys.rotate())).code, 'no_definition')
    const { authserver } = (await control.snapshot.save()).roles
    deepEqual((authserver as { tables: Record<string, unknown[]> }).tables['signing_keys'], [])
    await control.config.put({})
    equal((await control.keys.list()).keys.length, 6)
  })
})

describe('a server definition', () => {
  test('is created once, from the defaults', async () => {
    const place = await used.sandbox({ blank: true })
    const { config } = place.control
    const defaults = await config.defaults()
    const isNew = { 'if-none-match': '*' }
    const put = (headers: Record<string, string>) =>
      administer(place, 'PUT', 'authserver/admin/api/configuration', {}, headers)
    equal((await put({ 'if-match': '"any"' })).status, 412)
    equal((await put({ 'if-match': '*' })).status, 412)
    const { status, body } = await put(isNew)
    deepEqual([status, body], [201, { ...defaults }])
    const again = await put(isNew)
    equal(again.status, 412)
    equal(again.headers.get('etag'), (await config.read()).etag)
    equal((await refusal(config.put({}, { ifNoneMatch: '*' }))).status, 412)
    equal((await put({})).status, 200)
    equal(await statusOf(place), 200)
    ok(await clientToken(place, await registerClient(place)))
  })

  test('says what a server offers, and nothing of the defaults that it leaves out', async () => {
    const place = await used.sandbox({ blank: true })
    await place.control.config.put({
      supportedScopes: { openid: 'Sign in', 'my/scope': 'Read' },
      supportedGrantTypes: ['authorization_code'],
    })
    const { body } = await readAnswer(ask(place, metadata))
    deepEqual(body['scopes_supported'], ['openid', 'my/scope'])
    deepEqual(body['grant_types_supported'], ['authorization_code'])
  })

  test('that is not valid creates nothing', async () => {
    const place = await used.sandbox({ blank: true })
    const { status, problems } = await refusal(
      place.control.config.put({ supportedScopes: { profile: 'Name' }, codeLifetime: 0 }),
    )
    equal(status, 400)
    deepEqual(
      problems.map(({ path }) => path),
      ['codeLifetime', 'supportedScopes'],
    )
    equal(await statusOf(place), 503)
  })

  test('is deleted alone: keys, clients and tokens are good again with another one', async () => {
    const place = await used.sandbox()
    const client = await registerClient(place)
    const token = await clientToken(place, client)
    const keys = await keysOf(place)
    const { config } = place.control
    const { etag } = await config.read()
    await config.patch({ description: 'Changed' })
    equal((await refusal(config.delete({ ifMatch: etag }))).status, 412)
    await config.delete({ ifMatch: (await config.read()).etag })
    equal(await statusOf(place), 503)
    await place.control.clients.read(client.client_id)

    await config.put({})
    deepEqual(await keysOf(place), keys)
    const { active } = await introspect(place, client, token)
    equal(active, true)
  })

  test('that was deleted stays so until reset, which brings the default back', async () => {
    const place = await used.sandbox()
    const { control } = place
    const defaults = await control.config.get()
    await control.config.delete()
    const boot = await administer(place, 'POST', 'control/api/bootstrap', {})
    equal(boot.status, 204)
    equal(await statusOf(place), 503)
    await control.reset()
    deepEqual(await control.config.get(), defaults)
    equal(await statusOf(place), 200)
  })

  test('of a blank sandbox goes with reset', async () => {
    const place = await used.sandbox({ blank: true })
    await place.control.config.put({})
    const keys = await keysOf(place)
    await place.control.reset()
    equal(await statusOf(place), 503)
    await place.control.config.put({})
    notEqual(JSON.stringify(await keysOf(place)), JSON.stringify(keys))
  })

  test('is in a snapshot, and that there is none too', async () => {
    const [made, full] = [await used.sandbox({ blank: true }), await used.sandbox()]
    const none = await made.control.snapshot.save()
    await made.control.config.put({ description: 'Made by hand' })
    await full.control.snapshot.restore(await made.control.snapshot.save())
    equal((await full.control.config.get()).description, 'Made by hand')
    await full.control.snapshot.restore(none)
    equal(await statusOf(full), 503)
    const other = await used.sandbox()
    await other.control.config.delete()
    const deleted = await other.control.snapshot.save()
    await other.control.config.put({})
    await other.control.snapshot.restore(deleted)
    equal(await statusOf(other), 503)
  })

  test('that comes and goes stands in the audit log', async () => {
    const { control } = await used.sandbox({ blank: true })
    await control.config.put({ description: 'First' })
    await control.config.delete()
    const { items } = await control.auditLog.list({ kind: 'change', order: 'asc' })
    const told = items
      .filter(({ operation }) => operation.endsWith(' /configuration'))
      .map(({ operation, status, before, after }) => [
        operation,
        status,
        (before as { description?: string } | null)?.description,
        (after as { description?: string } | null)?.description,
      ])
    deepEqual(told, [
      ['PUT /configuration', 201, undefined, 'First'],
      ['DELETE /configuration', 204, 'First', undefined],
    ])
  })
})
