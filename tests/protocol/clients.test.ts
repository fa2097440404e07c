import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { startLab } from '@oauth-lab/embedded/start-lab.ts'
import type { ClientDocument } from '@oauth-lab/kit/admin/client-document.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import { noteSecret } from '../secrets.ts'
import { readAnswer, requireRefused } from './support/answer.ts'
import { clientToken, flowTokens, introspect, tokenRequest } from './support/code-flow.ts'
import { embeddedOnly } from './support/embedded-only.ts'
import { redirectUri } from './support/place.ts'
import { refusal } from './support/refusal.ts'
import { configure, useLab } from './support/use-lab.ts'

const used = useLab()
const own = { grant_type: 'client_credentials', scope: 'my/scope' }
const grant_types = ['authorization_code', 'client_credentials', 'refresh_token']
const chosen = { client_id: 'my app/1', client_secret: 'a secret of my own' }
const document = { ...chosen, client_name: 'Mine', redirect_uris: [redirectUri], grant_types }
noteSecret(chosen.client_secret, 'client_secret')

describe('a client that an administrator makes', () => {
  test('has the id and the secret that were chosen, and gets tokens with them', async () => {
    const place = await used.sandbox()
    const made = await place.control.clients.create(document)
    deepEqual([made.client_id, made.client_secret], [chosen.client_id, chosen.client_secret])
    const found = await place.control.clients.list({ client_id: chosen.client_id })
    deepEqual(found, [made])
    ok(await clientToken(place, chosen))
    ok((await flowTokens(place, chosen)).access_token)
  })

  test('has an id and a secret of the server where none was chosen', async () => {
    const place = await used.sandbox()
    const { client_id, client_secret } = await place.control.clients.create({
      grant_types: ['client_credentials'],
    })
    match(client_id, /^c-/)
    match(client_secret!, /^[\w-]{43}$/)
  })

  test('is public without a secret where it does not authenticate', async () => {
    const place = await used.sandbox()
    const made = await place.control.clients.create({
      client_id: 'public',
      token_endpoint_auth_method: 'none',
      redirect_uris: [redirectUri],
    })
    equal(made.client_secret, undefined)
    ok((await flowTokens(place, { client_id: 'public' })).access_token)
  })

  test('is not made twice: an id that is taken is refused, also at the same moment', async () => {
    const place = await used.sandbox()
    const making = [1, 2, 3].map(() => place.control.clients.create(document))
    const settled = await Promise.allSettled(making)
    equal(settled.filter(({ status }) => status === 'fulfilled').length, 1)
    const error = await refusal(place.control.clients.create(document))
    deepEqual([error.status, error.code], [409, 'exists'])
  })

  test('is refused with every problem and its path', async () => {
    const place = await used.sandbox()
    const { status, problems } = await refusal(
      place.control.clients.create({
        client_id: 'ü',
        client_secret: '',
        client_name: 'spa',
        redirect_uris: ['http://app.example/', redirectUri],
        grant_types: ['authorization_code', 'password'],
        scope: 'no-such-scope',
        redirect_url: redirectUri,
      }),
    )
    equal(status, 400)
    deepEqual(problems.map(({ path }) => path).toSorted(), [
      'client_id',
      'client_name',
      'client_secret',
      'grant_types.1',
      'redirect_uris.0',
      'redirect_url',
      'scope',
    ])
    const said = Object.fromEntries(problems.map(({ path, message }) => [path, message]))
    match(said['redirect_url']!, /did you mean redirect_uris\?/)
    match(said['grant_types.1']!, /must be one of authorization_code, client_credentials/)
    deepEqual(await place.control.clients.list({ client_name: 'spa' }), [
      (await place.control.clients.list()).find(({ client_name }) => client_name === 'spa'),
    ])
  })

  for (const [title, change, path] of [
    ['with an id like the sub of a user', { client_id: 'u-0123456789' }, 'client_id'],
    [
      'with a secret, and that does not authenticate',
      { token_endpoint_auth_method: 'none', grant_types: ['authorization_code'] },
      'client_secret',
    ],
    ['without a redirect URI for the code', { redirect_uris: [] }, 'redirect_uris'],
  ] as [string, ClientDocument, string][]) {
    test(`${title} is refused`, async () => {
      const place = await used.sandbox()
      const { problems } = await refusal(place.control.clients.create({ ...document, ...change }))
      deepEqual(
        problems.map((problem) => problem.path),
        [path],
      )
    })
  }

  test('is refused when it is no object', async () => {
    const place = await used.sandbox()
    for (const wrong of ['text', ['list'], 7]) {
      const { status, problems } = await refusal(place.control.clients.create(wrong as never))
      deepEqual([status, problems.map(({ path }) => path)], [400, ['(document)']])
    }
  })
})

describe('a client that is changed', () => {
  test('has what was told, and keeps the rest', async () => {
    const place = await used.sandbox()
    const before = await place.control.clients.create({ ...document, scope: 'my/scope' })
    const after = await place.control.clients.update(chosen.client_id, { client_name: 'Renamed' })
    deepEqual(after, { ...before, client_name: 'Renamed' })
    ok(await clientToken(place, chosen))
    const without = await place.control.clients.update(chosen.client_id, { scope: null })
    equal(without.scope, undefined)
  })

  test('with other grant types gets the response types that fit', async () => {
    const place = await used.sandbox()
    await place.control.clients.create(document)
    const change = { grant_types: ['client_credentials'] }
    const machine = await place.control.clients.update(chosen.client_id, change)
    deepEqual([machine.grant_types, machine['response_types']], [['client_credentials'], []])
    const back = await place.control.clients.update(chosen.client_id, { grant_types })
    deepEqual(back['response_types'], ['code'])
  })

  test('with another secret is refused with the former one', async () => {
    const place = await used.sandbox()
    await place.control.clients.create(document)
    const client_secret = 'another secret of mine'
    noteSecret(client_secret, 'client_secret')
    await place.control.clients.update(chosen.client_id, { client_secret })
    ok(await clientToken(place, { ...chosen, client_secret }))
    const refused = await tokenRequest(place, chosen, own)
    requireRefused(refused, 'invalid_client', { status: 401 })
    const issued = await place.control.clients.update(chosen.client_id, { client_secret: null })
    noteSecret(issued.client_secret, 'client_secret')
    notEqual(issued.client_secret, client_secret)
    ok(await clientToken(place, { ...chosen, client_secret: issued.client_secret! }))
  })

  test('is refused with every problem, and stays as it was', async () => {
    const place = await used.sandbox()
    const before = await place.control.clients.create(document)
    const { problems } = await refusal(
      place.control.clients.update(chosen.client_id, { redirect_uris: ['x'], scopes: 'a' }),
    )
    deepEqual(problems.map(({ path }) => path).toSorted(), ['redirect_uris.0', 'scopes'])
    const renamed = await refusal(
      place.control.clients.update(chosen.client_id, { client_id: 'other' }),
    )
    deepEqual(
      renamed.problems.map(({ path }) => path),
      ['client_id'],
    )
    deepEqual(await place.control.clients.list({ client_id: chosen.client_id }), [before])
    const missing = await refusal(place.control.clients.update('nobody', {}))
    deepEqual([missing.status, missing.code], [404, 'not_found'])
  })

  test('of the lab keeps its name, and may have more redirect URIs', async () => {
    const place = await used.sandbox()
    const [spa] = await place.control.clients.list({ client_name: 'spa' })
    const redirect_uris = [...spa!.redirect_uris!, redirectUri]
    const changed = await place.control.clients.update(spa!.client_id, { redirect_uris })
    deepEqual([changed.client_name, changed.redirect_uris], ['spa', redirect_uris])
  })
})

test('a client that is deleted is unknown, and its tokens end; one of the same id begins anew', async () => {
  const place = await used.sandbox()
  await place.control.clients.create(document)
  const token = await clientToken(place, chosen)
  await place.control.clients.delete(chosen.client_id)
  requireRefused(await tokenRequest(place, chosen, own), 'invalid_client', { status: 401 })
  await place.control.clients.create(document)
  ok(await clientToken(place, chosen))
  deepEqual(await introspect(place, chosen, token), { active: false })
  equal((await refusal(place.control.clients.delete('nobody'))).status, 404)
})

test('a client is told the scopes of the configuration that holds now', async () => {
  const place = await used.sandbox()
  const wanted = { ...document, scope: 'read' }
  const { problems } = await refusal(place.control.clients.create(wanted))
  deepEqual(
    problems.map(({ path }) => path),
    ['scope'],
  )
  await configure(place, { supportedScopes: { openid: 'o', read: 'r' } })
  equal((await place.control.clients.create(wanted)).scope, 'read')
})

test('OpenAPI tells how a client is made, changed and deleted', async () => {
  for (const api of ['control/api', 'authserver/admin/api']) {
    const url = `${used.lab.origin}/${api}/openapi.json`
    const { body } = await readAnswer(used.lab.trustedFetch(url))
    const paths = body['paths'] as Record<string, Record<string, object>>
    const { post, patch, delete: remove } = paths[`/${api}/clients`]!
    match(JSON.stringify(post), /"client_secret":/)
    match(JSON.stringify(patch), /"in":"query","name":"client_id","required":true/)
    match(JSON.stringify(remove), /"name":"client_id"/)
  }
})

const local = embeddedOnly('is about the document that a lab starts with')
const folder = mkdtempSync(join(tmpdir(), 'lab-start-document-'))
after(() => rmSync(folder, { recursive: true }))

function write(name: string, content: object): string {
  const path = join(folder, name)
  writeFileSync(path, JSON.stringify(content, null, 2))
  return path
}

local.suite('the document that a lab starts with', () => {
  const alice = { username: 'alice', password: 'alice', claims: { name: 'Alice' } }
  const scopes = { supportedScopes: { openid: 'you', 'my/scope': 'mine', read: 'read' } }
  const client = { ...document, scope: 'openid my/scope read' }

  local.test('brings clients and users, in every sandbox', async () => {
    const config = write('good.json', { ...scopes, users: [alice], clients: [client] })
    await using lab = await startLab({ config })
    const sandbox = await lab.control.sandboxes.create()
    const places = [lab, { ...lab, ...sandbox, control: lab.control.in(sandbox.base) }]
    for (const place of places) {
      const users = await place.control.users.list()
      deepEqual(
        users.map(({ username }) => username),
        ['alice', 'developer', 'superuser'],
      )
      ok(await clientToken(place, chosen, { scope: 'read' }))
      const tokens = await flowTokens(place, chosen, {}, { username: 'alice' })
      ok(tokens.access_token)
    }
    await lab.reset()
    equal((await lab.control.clients.list({ client_id: chosen.client_id })).length, 1)
  })

  local.test(
    'may have few scopes and grant types: the clients of the lab do with what there is',
    async () => {
      const supportedGrantTypes = ['client_credentials']
      const config = write('few.json', { ...scopes, supportedGrantTypes })
      await using lab = await startLab({ config })
      const clients = await lab.control.clients.list({ self_registered: false })
      deepEqual(
        clients.map(({ client_name, scope }) => [client_name, scope]),
        [['postman', 'openid my/scope']],
      )
    },
  )

  local.test('is what holds at the next start on the same data', async () => {
    const data = mkdtempSync(join(folder, 'data-'))
    const start = (name: string, content: object) =>
      startLab({ data, config: write(name, content) })
    {
      await using lab = await start('first.json', { users: [alice], clients: [document] })
      await lab.control.users.update('alice', { claims: { name: 'Changed' } })
    }
    const bob = { username: 'alice', password: 'p-other', claims: { name: 'Bob' } }
    await using lab = await start('second.json', {
      users: [bob],
      clients: [{ ...document, client_name: 'Renamed' }],
    })
    const [user] = await lab.control.users.list()
    deepEqual(user?.claims, { name: 'Bob' })
    const found = await lab.control.clients.list({ client_id: chosen.client_id })
    deepEqual(
      found.map(({ client_name, client_secret }) => [client_name, client_secret]),
      [['Renamed', chosen.client_secret]],
    )
  })

  local.test('is refused with every problem, its path and its line', async () => {
    const config = write('wrong.json', {
      codeLifetime: 0,
      users: [{ username: 'developer', password: 'x' }, { username: 'bob' }, alice, alice],
      clients: [
        { client_name: 'nameless', redirect_uris: ['x'] },
        { client_id: 'a', grants: [] },
      ],
    })
    const error = await startLab({ config }).then(
      () => undefined,
      (reason: unknown) => reason,
    )
    ok(error instanceof ConfigurationError)
    const found = error.problems.map(({ path, message }) => {
      match(path, /wrong\.json:\d+:\d+$/)
      return message.slice(0, message.indexOf(':'))
    })
    deepEqual(found.toSorted(), [
      'clients.0.client_id',
      'clients.0.redirect_uris.0',
      'clients.1.grants',
      'clients.1.redirect_uris',
      'codeLifetime',
      'users.0.username',
      'users.1.password',
      'users.3.username',
    ])
  })

  local.test('names each client by its id', async () => {
    const clients = [{ grant_types: ['client_credentials'] }]
    const error = await startLab({ config: write('nameless.json', { clients }) }).catch(
      (reason: unknown) => reason,
    )
    match(String(error), /clients\.0\.client_id: must be set: by it the client is known/)
    const lists = { clients: {}, users: 'alice' }
    const wrong = await startLab({ config: write('lists.json', lists) }).catch(
      (reason: unknown) => reason,
    )
    match(String(wrong), /users: must be a list/)
    match(String(wrong), /clients: must be a list/)
  })
})
