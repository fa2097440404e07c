import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { LocalUserPage } from '@oauth-lab/kit/admin/local-user-document.ts'
import type { MappingTrialAnswer } from '@oauth-lab/kit/admin/mapping-trial-document.ts'
import type { ResourceServerConfiguration } from '@oauth-lab/kit/admin/resource-server-document.ts'
import type { ServerDefinition } from '@oauth-lab/kit/admin/server-definition-document.ts'
import { administer } from './support/administer.ts'
import { readAnswer } from './support/answer.ts'
import { clientToken, flowTokens } from './support/code-flow.ts'
import { registerClient } from './support/place.ts'
import type { RegisteredClient } from './support/place.ts'
import { useLab } from './support/use-lab.ts'
import type { TestPlace } from './support/use-lab.ts'

const used = useLab()
const api = 'resserver/admin/api'

const paths = {
  resource: 'protected-resources/',
  delegated: 'protected-resources-delegated/',
  administration: 'protected-resources-delegated/administration/',
}

const call = (place: TestPlace, operation: keyof typeof paths, token: string) =>
  readAnswer(
    place.trustedFetch(`${place.base}/resserver/${paths[operation]}`, {
      headers: { authorization: `Bearer ${token}` },
    }),
  )
const configure = async (place: TestPlace, document: object, wanted = 200) => {
  const { status, body } = await administer(place, 'PUT', `${api}/configuration`, document)
  equal(status, wanted, JSON.stringify(body))
  return body as unknown as ResourceServerConfiguration
}
const userToken = async (place: TestPlace, client: RegisteredClient, username = 'developer') => {
  const scope = 'openid profile my/scope'
  return (await flowTokens(place, client, { scope }, { username })).access_token
}
const withClient = async () => {
  const place = await used.sandbox()
  return { place, client: await registerClient(place) }
}

describe('the configuration of the resource server', () => {
  test('it begins with the defaults; without one each resource is answered 503', async () => {
    const { place, client } = await withClient()
    const read = async () => (await administer(place, 'GET', `${api}/configuration`)).body
    const defaults = await read()
    equal(defaults['audience'], `${place.base}/resserver`)
    equal(defaults['verification'], 'both')
    equal(defaults['serverDefinition'], 'lab')
    const set = await configure(place, { name: 'Orders', verification: 'jwt' })
    deepEqual(await read(), { ...defaults, name: 'Orders', verification: 'jwt' })
    deepEqual(await read(), set)
    equal((await administer(place, 'DELETE', `${api}/configuration`)).status, 204)
    equal((await administer(place, 'GET', `${api}/configuration`)).status, 404)
    equal((await administer(place, 'DELETE', `${api}/configuration`)).status, 404)
    const token = await clientToken(place, client, { scope: 'my/scope' })
    const { status, body } = await call(place, 'resource', token)
    equal(status, 503)
    equal(body['check'], 'resource-server.configured')
    match(String(body['error_description']), new RegExp(`${place.base}/resserver/admin/`))
    const begin = await administer(place, 'GET', `${api}/configuration/defaults`)
    deepEqual(begin.body, defaults)
    const made = await administer(place, 'PUT', `${api}/configuration`, begin.body)
    equal(made.status, 201)
    equal((await call(place, 'resource', token)).status, 200)
  })

  test('two who edit at once do not overwrite each other', async () => {
    const { place } = await withClient()
    const { headers } = await administer(place, 'GET', `${api}/configuration`)
    const condition = { 'if-match': headers.get('etag')! }
    const put = (name: string) =>
      administer(place, 'PUT', `${api}/configuration`, { name }, condition)
    const first = await put('One')
    equal(first.status, 200)
    const second = await put('Two')
    equal(second.status, 412)
    equal(second.headers.get('etag'), first.headers.get('etag'))
    notEqual(first.headers.get('etag'), condition['if-match'])
  })

  test('its schema tells description, clause and default of each member', async () => {
    const { body } = await administer(await used.sandbox(), 'GET', `${api}/openapi.json`)
    const { paths: described } = body as unknown as {
      paths: Record<string, Record<string, { requestBody: { content: Record<string, unknown> } }>>
    }
    const { content } = described[`/${api}/configuration`]!['put']!.requestBody
    const { schema } = content['application/json'] as {
      schema: { properties: Record<string, { description?: string; clause?: string }> }
    }
    for (const [name, member] of Object.entries(schema.properties)) {
      ok(member.description, name)
      match(member.clause ?? '', / §|^Fetch Standard, /, name)
    }
    ok(Object.keys(schema.properties).length >= 8)
  })

  test('a revoked JWT is refused, unless JWTs count alone: that is a leniency', async () => {
    const { place, client } = await withClient()
    const token = await clientToken(place, client, { scope: 'my/scope' })
    equal((await call(place, 'resource', token)).status, 200)
    await place.control.tokens.revokeAll({ client: client.client_id })
    equal((await call(place, 'resource', token)).body['check'], 'introspection.active')
    await configure(place, { verification: 'jwt' })
    equal((await call(place, 'resource', token)).status, 200)
    const lenient = (await place.control.checks({ role: 'resserver' })).flatMap(({ checks }) =>
      checks.filter(({ outcome }) => outcome === 'waived').map(({ id }) => id),
    )
    deepEqual(new Set(lenient), new Set(['introspection.asked']))
  })

  test('an operation needs the scopes that are set for it, and its metadata tells them', async () => {
    const { place, client } = await withClient()
    await configure(place, { scopes: { resource: ['my/scope', 'email'] } })
    const token = await clientToken(place, client, { scope: 'my/scope' })
    const { status, body, headers } = await call(place, 'resource', token)
    equal(status, 403)
    equal(body['check'], 'scope.sufficient')
    match(headers.get('www-authenticate')!, /scope="my\/scope email"/)
    const { origin, base } = place
    const prefix = base.slice(origin.length)
    const metadata = await readAnswer(
      place.trustedFetch(
        `${origin}/.well-known/oauth-protected-resource${prefix}/resserver/protected-resources/`,
      ),
    )
    deepEqual(metadata.body['scopes_supported'], ['my/scope', 'email'])
  })

  test('another audience is known to the authorization server at once', async () => {
    const { place, client } = await withClient()
    const audience = 'https://orders.example/api'
    const wanted = { scope: 'my/scope', resource: audience }
    await configure(place, { audience })
    const token = await clientToken(place, client, wanted)
    equal((await call(place, 'resource', token)).status, 200)
    const other = await clientToken(place, client, { scope: 'my/scope' })
    equal((await call(place, 'resource', other)).body['check'], 'token.audience')
    // What metadata names is the address from which its own was made (RFC 9728 §3.3).
    const { origin, base } = place
    for (const path of ['/resserver', '/resserver/protected-resources/']) {
      const wellKnown = `${origin}/.well-known/oauth-protected-resource`
      const { body } = await readAnswer(
        place.trustedFetch(wellKnown + base.slice(origin.length) + path),
      )
      equal(body['resource'], base + path)
    }
    const ofUrl = { scope: 'my/scope', resource: `${base}/resserver/protected-resources/` }
    equal((await call(place, 'resource', await clientToken(place, client, ofUrl))).status, 200)
    const registered = await place.control.clients.list()
    const own = registered.filter(({ client_name }) => client_name === 'resserver')
    equal(own.length, 1)
    await configure(place, { audience: 'https://orders.example/v2' })
    const again = (await place.control.clients.list()).filter(
      ({ client_name }) => client_name === 'resserver',
    )
    deepEqual(
      again.map(({ client_id }) => client_id),
      own.map(({ client_id }) => client_id),
    )
  })

  test('tokens of another server are taken once its definition is chosen, and those of the lab are not', async () => {
    const { place, client } = await withClient()
    const other = await used.sandbox()
    const audience = `${place.base}/resserver`
    await other.control.config.patch({ resources: { [audience]: {} } })
    const foreign = await registerClient(other)
    const theirs = await clientToken(other, foreign, { scope: 'my/scope', resource: audience })
    equal((await call(place, 'resource', theirs)).body['check'], 'token.issuer')
    const { body } = await administer(place, 'POST', `${api}/server-definitions`, {
      issuer: other.issuer,
    })
    const { id } = body as unknown as ServerDefinition
    await configure(place, { serverDefinition: id })
    equal((await call(place, 'resource', theirs)).status, 200)
    const own = await clientToken(place, client, { scope: 'my/scope' })
    equal((await call(place, 'resource', own)).body['check'], 'token.issuer')
    equal((await administer(place, 'DELETE', `${api}/server-definitions/${id}`)).status, 409)
  })

  test('the audit log tells who changed it, and what it was', async () => {
    const { place } = await withClient()
    await configure(place, { name: 'Orders' })
    const { body } = await administer(place, 'GET', `${api}/audit-log?search=configuration`)
    const [entry] = body['items'] as Record<string, Record<string, unknown>>[]
    equal(entry!['who'], 'superuser')
    equal(entry!['before']!['name'], 'OAuth Lab resource server')
    equal(entry!['after']!['name'], 'Orders')
  })
})

describe('a server definition without discovery', () => {
  test('verifies by the keys that were typed, and asks where introspection was typed', async () => {
    const { place, client } = await withClient()
    const { issuer } = place
    const jwks = (await readAnswer(place.trustedFetch(`${issuer}/jwks`))).body
    const token = await clientToken(place, client, { scope: 'my/scope' })
    const use = async (metadata: object, change: object = {}) => {
      const made = await administer(place, 'POST', `${api}/server-definitions`, {
        issuer,
        metadata,
      })
      equal(made.status, 201, JSON.stringify(made.body))
      await configure(place, { serverDefinition: String(made.body['id']), ...change })
      return call(place, 'resource', token)
    }
    equal((await use({ jwks }, { verification: 'jwt' })).status, 200)
    const asked = { introspection_endpoint: `${issuer}/introspection` }
    const registration_endpoint = `${issuer}/register`
    const both = { ...asked, registration_endpoint }
    equal((await use(both, { verification: 'introspection' })).status, 200)
    equal((await use({ ...both, jwks_uri: `${issuer}/jwks` })).status, 200)
    // Without keys a JWT can't be verified.
    equal((await use(both)).status, 503)
    const { keys } = jwks as { keys: { kty: string; crv?: string }[] }
    const others = { keys: keys.filter(({ kty }) => kty !== 'RSA') }
    equal((await use({ jwks: others }, { verification: 'jwt' })).status, 401)
  })

  test('without keys and introspection nobody could judge a token: it is refused', async () => {
    const place = await used.sandbox()
    const { status, body } = await administer(place, 'POST', `${api}/server-definitions`, {
      issuer: place.issuer,
      metadata: { token_endpoint: `${place.issuer}/token` },
    })
    equal(status, 400)
    match(JSON.stringify(body['problems']), /jwks_uri.*server-definition\.members/)
  })
})

describe('the resource server of a blank sandbox', () => {
  test('has nothing, and works once server and configuration are made by hand', async () => {
    const place = await used.sandbox({ blank: true })
    const metadata = () =>
      readAnswer(
        place.trustedFetch(
          `${place.origin}/.well-known/oauth-protected-resource${place.base.slice(place.origin.length)}/resserver`,
        ),
      )
    const definitions = () => administer(place, 'GET', `${api}/server-definitions`)
    equal((await definitions()).body['total'], 0)
    equal((await administer(place, 'GET', `${api}/configuration`)).status, 404)
    equal((await metadata()).body['check'], 'resource-server.configured')
    equal((await call(place, 'resource', 'a-token')).status, 503)
    const nowhere = await administer(place, 'PUT', `${api}/configuration`, {})
    equal(nowhere.status, 400)
    const [problem] = nowhere.body['problems'] as { path: string }[]
    equal(problem!.path, 'serverDefinition')

    const document = { issuer: place.issuer }
    const early = await administer(place, 'POST', `${api}/server-definitions`, document)
    equal(early.status, 400)
    match(JSON.stringify(early.body), /server-definition\.metadata/)
    await place.control.config.put({})
    const client = await registerClient(place)
    const made = await administer(place, 'POST', `${api}/server-definitions`, document)
    equal(made.status, 201)
    await configure(place, { serverDefinition: String(made.body['id']) }, 201)
    deepEqual((await metadata()).body['authorization_servers'], [place.issuer])
    const token = await clientToken(place, client, { scope: 'my/scope' })
    equal((await call(place, 'resource', token)).status, 200)
    await place.control.tokens.revokeAll({ client: client.client_id })
    equal((await call(place, 'resource', token)).body['check'], 'introspection.active')
  })
})

describe('the mapping of users', () => {
  test('a claim names the local user, in a trial first and then in each request', async () => {
    const { place, client } = await withClient()
    const token = await userToken(place, client)
    const mapping = { username: 'preferred_username' }
    const tried = await administer(place, 'POST', `${api}/mapping/try`, { token, mapping })
    const answer = tried.body as unknown as MappingTrialAnswer
    equal(answer.user!.username, answer.known.userInfo!['preferred_username'])
    match(String((await call(place, 'delegated', token)).body['serviceUsername']), /^OAuth2/)
    await configure(place, { mapping })
    const { status, body } = await call(place, 'delegated', token)
    equal(status, 200)
    equal(body['serviceUsername'], answer.user!.username)
  })

  test('a claim that nobody sends names nobody', async () => {
    const { place, client } = await withClient()
    await configure(place, { mapping: { username: 'badge_number' } })
    const { status, body } = await call(place, 'delegated', await userToken(place, client))
    equal(status, 403)
    equal(body['check'], 'delegation.user-name')
  })

  test('roles come from the claim that is set', async () => {
    const { place, client } = await withClient()
    const token = await userToken(place, client, 'superuser')
    equal((await call(place, 'administration', token)).status, 200)
    await configure(place, { mapping: { roles: { claim: 'groups' } } })
    equal((await call(place, 'administration', token)).body['check'], 'role.held')
  })
})

describe('local users', () => {
  test('a delegated request leaves its local user, which is opened, found and deleted', async () => {
    const { place, client } = await withClient()
    const list = async (query = '') =>
      (await administer(place, 'GET', `${api}/local-users${query}`))
        .body as unknown as LocalUserPage
    equal((await list()).total, 0)
    await call(place, 'resource', await userToken(place, client))
    equal((await list()).total, 0)
    const { body } = await call(place, 'delegated', await userToken(place, client))
    const { items } = await list('?search=oauth2')
    equal(items[0]!.username, body['serviceUsername'])
    equal(items[0]!.issuer, place.issuer)
    equal(items[0]!.client, client.client_id)
    const path = `${api}/local-users/${items[0]!.id}`
    deepEqual((await administer(place, 'GET', path)).body, items[0])
    equal((await administer(place, 'DELETE', path)).status, 204)
    equal((await administer(place, 'GET', path)).status, 404)
  })

  test('a trial and a refused request leave none', async () => {
    const { place, client } = await withClient()
    const token = await userToken(place, client)
    await administer(place, 'POST', `${api}/mapping/try`, { token })
    const log = await administer(place, 'GET', `${api}/audit-log?search=mapping`)
    equal(log.body['total'], 0)
    await configure(place, { mapping: { username: 'badge_number' } })
    await call(place, 'delegated', token)
    const { body } = await administer(place, 'GET', `${api}/local-users`)
    equal(body['total'], 0)
  })
})
