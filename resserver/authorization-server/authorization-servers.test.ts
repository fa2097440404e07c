import { deepEqual, equal, match } from 'node:assert/strict'
import { test } from 'node:test'
import {
  initialTokens,
  issuer,
  resources as identifiers,
} from '../testing/fake-authorization-server.ts'
import { openResourceServer, resources } from '../testing/open-resource-server.ts'

const url = resources.protected
const count = (asked: string[], what: string) => asked.filter((one) => one === what).length

test('the server asks nobody until it needs to, and registers itself once', async () => {
  await using server = await openResourceServer()
  const { state, issue } = server.authorizationServer
  const token = await issue()
  deepEqual(state.asked, [])
  const answers = await Promise.all(Array.from({ length: 10 }, () => server.get(url, token)))
  deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]))
  equal(count(state.asked, 'POST /register'), 1)
  equal(count(state.asked, 'GET /jwks'), 1)
  equal(count(state.asked, 'POST /introspection'), 10)
  equal(state.registered[0]?.['client_name'], 'resserver')
  deepEqual(state.registered[0]?.['resource'], identifiers)
  deepEqual(state.initialTokens, ['Bearer initial'])
})

test('credentials that the authorization server forgot are replaced by new ones', async () => {
  await using server = await openResourceServer()
  const { state, issue } = server.authorizationServer
  const token = await issue()
  await server.get(url, token)
  state.clients.clear()
  equal((await server.get(url, token)).status, 200)
  equal(state.registered.length, 2)
})

test('configured credentials are used, and their refusal is told with 503', async () => {
  const credentials = { clientId: 'c-own', clientSecret: 's' }
  await using server = await openResourceServer({ credentials })
  const { state, issue } = server.authorizationServer
  const token = await issue()
  const refused = await server.get(url, token)
  equal(refused.status, 503)
  match(String(refused.body['error_description']), /does not take the credentials/)
  state.clients.set('c-own', 's')
  equal((await server.get(url, token)).status, 200)
  equal(state.registered.length, 0)
})

test('a revoked token is refused although its signature still verifies', async () => {
  await using server = await openResourceServer()
  const { state, issue } = server.authorizationServer
  const token = await issue()
  equal((await server.get(url, token)).status, 200)
  state.introspections.delete(token)
  const { status, body } = await server.get(url, token)
  equal(status, 401)
  equal(body['check'], 'introspection.active')
})

test('an opaque token is let in by introspection alone', async () => {
  await using server = await openResourceServer()
  const { state, vouchFor } = server.authorizationServer
  vouchFor('opaque-token')
  const { status, body } = await server.get(url, 'opaque-token')
  equal(status, 200)
  equal(body['tokenUsername'], 'developer')
  equal(count(state.asked, 'GET /jwks'), 0)
  equal((await server.get(url, 'another')).body['check'], 'introspection.active')
})

test('a resource takes tokens for itself and for the whole server, and refuses those for another one', async () => {
  await using server = await openResourceServer()
  const { issue, vouchFor } = server.authorizationServer
  const paths = Object.values(resources)
  for (const aud of identifiers) {
    const token = await issue({ aud })
    vouchFor(`opaque-${aud.length}`, { aud })
    for (const path of paths) {
      const right = aud === identifiers[0] || aud.endsWith(path)
      const ofJwt = await server.get(path, token)
      equal(ofJwt.body['check'] === 'token.audience', !right, `${aud} at ${path}`)
      const ofOpaque = await server.get(path, `opaque-${aud.length}`)
      equal(ofOpaque.body['check'] === 'introspection.audience', !right, `${aud} at ${path}`)
    }
  }
})

test('an introspection without aud leaves it to the JWT, which was verified; an opaque token has none', async () => {
  await using server = await openResourceServer()
  const { issue, vouchFor } = server.authorizationServer
  const token = await issue()
  vouchFor(token, { aud: undefined })
  equal((await server.get(url, token)).status, 200)
  vouchFor('opaque-token', { aud: undefined })
  const { status, body } = await server.get(url, 'opaque-token')
  equal(status, 401)
  equal(body['check'], 'introspection.audience')
})

const untrue: Record<string, object> = {
  'introspection.audience': { aud: 'https://other.example' },
  'introspection.issuer': { iss: `${issuer}/other` },
  'introspection.access-token': { token_type: 'N_A' },
  'introspection.not-expired': { exp: 1 },
  'introspection.not-before': { nbf: Math.floor(Date.now() / 1000) + 60 },
}

for (const [check, change] of Object.entries(untrue)) {
  test(`an opaque token is refused with 401 by ${check}`, async () => {
    await using server = await openResourceServer()
    server.authorizationServer.vouchFor('opaque-token', change)
    const { status, body } = await server.get(url, 'opaque-token')
    equal(status, 401)
    equal(body['check'], check)
  })
}

test('a token without my/scope is refused with 403 insufficient_scope, which names the scope', async () => {
  await using server = await openResourceServer()
  const token = await server.authorizationServer.issue({ scope: 'openid my/scope2' })
  const { status, challenge, body } = await server.get(url, token)
  equal(status, 403)
  equal(body['error'], 'insufficient_scope')
  match(challenge, /error="insufficient_scope"/)
  match(challenge, /scope="my\/scope"/)
})

for (const path of [
  'discovery',
  'keys',
  'initial access token',
  'registration',
  'introspection',
] as const) {
  const endpoint = {
    discovery: '/.well-known/openid-configuration',
    keys: '/jwks',
    'initial access token': initialTokens,
    registration: '/register',
    introspection: '/introspection',
  }[path]
  test(`when ${path} fails the answer is 503, and 200 once it works again`, async () => {
    await using server = await openResourceServer()
    const { state, issue } = server.authorizationServer
    const token = await issue()
    state.failing.set(endpoint, 500)
    const { status, body } = await server.get(url, token)
    equal(status, 503)
    equal(body['error'], 'temporarily_unavailable')
    state.failing.clear()
    equal((await server.get(url, token)).status, 200)
  })
}

test('an authorization server that cannot be reached is answered 503, and the log tells no token', async () => {
  await using server = await openResourceServer()
  const { state, issue } = server.authorizationServer
  const token = await issue()
  state.reachable = false
  equal((await server.get(url, token)).status, 503)
  equal(
    server.lines.some((line) => line.includes(token)),
    false,
  )
})
