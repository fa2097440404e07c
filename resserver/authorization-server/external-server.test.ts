import { deepEqual, equal, match } from 'node:assert/strict'
import { test } from 'node:test'
import { initialTokens } from '../testing/fake-authorization-server.ts'
import { openResourceServer, resources } from '../testing/open-resource-server.ts'

const url = resources.protected

/** A resource server beside an external authorization server that lacks some members of its metadata. */
async function beside(lacks: string[], settings: object = {}) {
  const server = await openResourceServer({
    authorizationServer: { external: true, ...settings },
  })
  server.authorizationServer.state.lacks = lacks
  return server
}

test('without introspection a JWT is verified alone, and an opaque token is refused with 401', async () => {
  await using server = await beside(['introspection_endpoint'])
  const { issue, vouchFor, state } = server.authorizationServer
  const { status, body } = await server.get(url, await issue())
  equal(status, 200)
  deepEqual([body['tokenScope'], body['tokenUsername']], ['my/scope', null])
  vouchFor('opaque-token')
  const opaque = await server.get(url, 'opaque-token')
  equal(opaque.status, 401)
  equal(opaque.body['check'], 'token.introspectable')
  equal(state.asked.includes('POST /introspection'), false)
})

test('without introspection a JWT without the scope is refused with 403', async () => {
  await using server = await beside(['introspection_endpoint'])
  const token = await server.authorizationServer.issue({ scope: 'openid' })
  equal((await server.get(url, token)).status, 403)
})

test('a server that does not register the resource server leaves it the JWT', async () => {
  await using server = await beside([])
  const { issue, state } = server.authorizationServer
  state.failing.set('/register', 403)
  equal((await server.get(url, await issue())).status, 200)
  equal((await server.get(url, 'opaque-token')).body['check'], 'token.introspectable')
})

test('an external server is asked for registration alone, without an initial access token', async () => {
  await using server = await beside([])
  const { issue, state } = server.authorizationServer
  equal((await server.get(url, await issue())).status, 200)
  deepEqual(state.initialTokens, [null])
  equal(state.asked.includes(`POST ${initialTokens}`), false)
})

test('the lab’s own server must introspect: without the endpoint the answer is 503', async () => {
  await using server = await openResourceServer()
  server.authorizationServer.state.lacks = ['introspection_endpoint']
  const { status, body } = await server.get(url, await server.authorizationServer.issue())
  equal(status, 503)
  match(String(body['error_description']), /introspection_endpoint/)
})

test('an introspection without scope leaves it to the JWT, and one with another scope counts', async () => {
  await using server = await beside([])
  const { issue, vouchFor } = server.authorizationServer
  const token = await issue()
  vouchFor(token, { scope: undefined })
  equal((await server.get(url, token)).status, 200)
  vouchFor(token, { scope: 'openid' })
  equal((await server.get(url, token)).status, 403)
})

test('where only opaque tokens are asked about, nobody is asked about a JWT', async () => {
  await using server = await beside([], { introspection: 'opaque' })
  const { issue, vouchFor, state } = server.authorizationServer
  equal((await server.get(url, await issue())).status, 200)
  equal(state.asked.includes('POST /introspection'), false)
  vouchFor('opaque-token')
  equal((await server.get(url, 'opaque-token')).status, 200)
})

test('the delegated resource does without UserInfo where there is none, or a token is not taken there', async () => {
  for (const lacks of [['userinfo_endpoint'], []]) {
    await using server = await beside(lacks)
    const { issue, state } = server.authorizationServer
    state.failing.set('/userinfo', 401)
    const { status, body } = await server.get(
      resources.delegated,
      await issue({ scope: 'openid my/scope' }),
    )
    equal(status, 200)
    deepEqual(body['attributes'], {})
  }
})

test('audience and scope may have the names that the external server gives them', async () => {
  await using server = await beside([], { audience: 'api-1', resourceScope: 'read' })
  const { issue } = server.authorizationServer
  equal((await server.get(url, await issue({ aud: 'api-1', scope: 'read' }))).status, 200)
  const unscoped = await server.get(url, await issue({ aud: 'api-1' }))
  equal(unscoped.status, 403)
  match(unscoped.challenge, /scope="read"/)
  const elsewhere = await issue({ aud: 'https://lab.example/resserver', scope: 'read' })
  equal((await server.get(url, elsewhere)).body['check'], 'token.audience')
  const { body } = await server.get('/.well-known/oauth-protected-resource/resserver')
  deepEqual(body['scopes_supported'], ['read'])
})
