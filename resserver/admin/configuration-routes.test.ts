import { deepEqual, equal, match } from 'node:assert/strict'
import { test } from 'node:test'
import { createControlToken } from '@oauth-lab/kit/admin/control-token.ts'
import { openResourceServer, resources } from '../testing/open-resource-server.ts'

const app = 'https://app.example'
const preflight = {
  method: 'OPTIONS',
  url: resources.protected,
  headers: {
    origin: app,
    'access-control-request-method': 'GET',
    'access-control-request-headers': 'authorization, x-requested-with',
  },
} as const

async function signedIn(options: Parameters<typeof openResourceServer>[0] = {}) {
  const server = await openResourceServer(options)
  // An administrator signs in at control; this is the token with which control calls.
  const authorization = `Bearer ${createControlToken('00'.repeat(32), server.origin)}`
  const ask = async (method: 'GET' | 'PUT' | 'POST', path: string, payload?: object) => {
    const url = `/resserver/admin/api/${path}`
    const answer = await server.app.inject({
      method,
      url,
      headers: { authorization },
      ...(payload !== undefined && { payload }),
    })
    return { statusCode: answer.statusCode, body: answer.json() as Record<string, unknown> }
  }
  return { ...server, ask, put: (payload: object) => ask('PUT', 'configuration', payload) }
}

test("only the lab's own origin may call from a page until others are allowed", async () => {
  await using server = await signedIn()
  const own = await server.get(resources.protected, undefined, { origin: 'https://lab.example' })
  equal(own.response.headers['access-control-allow-origin'], 'https://lab.example')
  equal(
    own.response.headers['access-control-expose-headers'],
    'www-authenticate, dpop-nonce, x-request-id',
  )
  const before = await server.app.inject(preflight)
  equal(before.headers['access-control-allow-origin'], undefined)

  equal((await server.put({ corsOrigins: [app] })).statusCode, 200)
  const after = await server.app.inject(preflight)
  equal(after.statusCode, 204)
  equal(after.headers['access-control-allow-origin'], app)
  equal(after.headers['access-control-allow-headers'], 'authorization, x-requested-with')
})

test('a wrong configuration is refused with every problem and its path', async () => {
  await using server = await signedIn()
  const { statusCode, body } = await server.put({
    corsOrigins: [app, '*', `${app}/`],
    verification: 'none',
    scopes: { resource: ['two words'] },
    mapping: { username: '/a~b' },
    other: 1,
  })
  equal(statusCode, 400)
  const problems = body['problems'] as { path: string }[]
  deepEqual(problems.map(({ path }) => path).sort(), [
    'corsOrigins.1',
    'corsOrigins.2',
    'mapping.username',
    'other',
    'scopes.resource.0',
    'verification',
  ])
  const unknown = await server.put({ serverDefinition: 'nowhere' })
  equal(unknown.statusCode, 400)
  match(JSON.stringify(unknown.body), /there is no server definition nowhere/)
})

test('the configuration is not changed without signing in', async () => {
  await using server = await openResourceServer()
  const url = '/resserver/admin/api/configuration'
  const answer = await server.app.inject({ method: 'PUT', url, payload: { corsOrigins: [app] } })
  equal(answer.statusCode, 401)
})

test('settings of the process are the defaults, and a document wins over them', async () => {
  await using server = await signedIn({
    authorizationServer: { introspection: 'opaque', tokenTypes: ['JWT'], resourceScope: 'read' },
  })
  const { body } = await server.ask('GET', 'configuration')
  deepEqual(
    [body['verification'], body['tokenTypes'], body['scopes']],
    [
      'jwt-or-introspection',
      ['JWT'],
      { resource: ['read'], delegated: ['read'], administration: ['read'] },
    ],
  )
  const after = await server.put({ scopes: { delegated: [] }, tokenTypes: ['at+jwt'] })
  deepEqual(after.body['scopes'], { resource: ['read'], delegated: [], administration: ['read'] })
  deepEqual(after.body['tokenTypes'], ['at+jwt'])
})

test('a JWT alone, introspection alone, or either: each setting asks whom it says', async () => {
  await using server = await signedIn()
  const { issue, vouchFor, state } = server.authorizationServer
  const jwt = await issue()
  vouchFor('opaque-token')
  const tries: [string, number, number, string[]][] = [
    ['both', 200, 200, ['GET /jwks', 'POST /introspection', 'POST /introspection']],
    ['jwt', 200, 401, ['GET /jwks']],
    ['introspection', 200, 200, ['POST /introspection', 'POST /introspection']],
    ['jwt-or-introspection', 200, 200, ['GET /jwks', 'POST /introspection']],
  ]
  for (const [verification, ofJwt, ofOpaque, asked] of tries) {
    await server.put({ verification })
    state.asked.length = 0
    equal((await server.get(resources.protected, jwt)).status, ofJwt, verification)
    equal((await server.get(resources.protected, 'opaque-token')).status, ofOpaque, verification)
    const keysAreKept = state.asked.filter((one) => one !== 'GET /jwks')
    deepEqual(
      keysAreKept,
      asked.filter((one) => one !== 'GET /jwks'),
      verification,
    )
  }
})

test('by introspection alone a JWT that no key signed is judged by what is said of it', async () => {
  await using server = await signedIn()
  const { issue, state } = server.authorizationServer
  const token = `${(await issue()).slice(0, -8)}AAAAAAAA`
  state.introspections.set(token, {
    active: true,
    aud: 'https://lab.example/resserver',
    scope: 'my/scope',
  })
  equal((await server.get(resources.protected, token)).body['check'], 'token.signature')
  await server.put({ verification: 'introspection' })
  equal((await server.get(resources.protected, token)).status, 200)
  state.introspections.set(token, { active: false })
  equal((await server.get(resources.protected, token)).body['check'], 'introspection.active')
})

test('each operation needs its own scopes, all of them, and says so in challenge and metadata', async () => {
  await using server = await signedIn()
  const { issue } = server.authorizationServer
  await server.put({ name: 'Orders', scopes: { resource: ['orders', 'read'], delegated: [] } })
  const some = await server.get(resources.protected, await issue({ scope: 'read my/scope' }))
  equal(some.status, 403)
  match(some.challenge, /scope="orders read"/)
  const all = await issue({ scope: 'read orders' })
  equal((await server.get(resources.protected, all)).status, 200)
  equal((await server.get(resources.delegated, await issue({ scope: '' }))).status, 200)
  const metadata = async (path: string) =>
    (await server.get(`/.well-known/oauth-protected-resource${path}`)).body
  const own = await metadata('/resserver/protected-resources/')
  deepEqual([own['scopes_supported'], own['resource_name']], [['orders', 'read'], 'Orders'])
  deepEqual((await metadata('/resserver'))['scopes_supported'], ['orders', 'read', 'my/scope'])
})

test('another audience is registered as a resource at once, and counts from then on', async () => {
  await using server = await signedIn()
  const { issue, state } = server.authorizationServer
  const audience = 'https://api.example/orders'
  await server.put({ audience })
  deepEqual((state.registered.at(-1)!['resource'] as string[]).at(-1), audience)
  equal((await server.get(resources.protected, await issue({ aud: audience }))).status, 200)
  const refused = await server.get(resources.protected, await issue())
  equal(refused.body['check'], 'token.audience')
})

test('a configuration is kept while the authorization server is away', async () => {
  await using server = await signedIn()
  server.authorizationServer.state.reachable = false
  equal((await server.put({ audience: 'https://api.example' })).statusCode, 200)
  equal((await server.ask('GET', 'configuration')).body['audience'], 'https://api.example')
})
