import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { openResourceServer, resources } from '../testing/open-resource-server.ts'
import { currentUser, runAs } from './current-user.ts'

test('a delegated request runs as the local user of the token', async () => {
  await using server = await openResourceServer()
  const token = await server.authorizationServer.issue()
  const { status, body } = await server.get(resources.delegated, token)
  equal(status, 200)
  equal(body['serviceUsername'], 'OAuth2u-1')
  deepEqual(body['serviceRoles'], ['reader'])
  equal(server.authorizationServer.state.asked.includes('GET /userinfo'), false)
})

test('with openid in its scope UserInfo gives the attributes', async () => {
  await using server = await openResourceServer()
  const token = await server.authorizationServer.issue({ scope: 'openid my/scope' })
  const { body } = await server.get(resources.delegated, token)
  deepEqual(body['attributes'], { name: 'Dana Developer' })
})

test('UserInfo of another subject is refused with 401', async () => {
  await using server = await openResourceServer()
  const { state, issue } = server.authorizationServer
  state.userInfo = { sub: 'u-2' }
  const token = await issue({ scope: 'openid my/scope' })
  const { status, body } = await server.get(resources.delegated, token)
  equal(status, 401)
  equal(body['check'], 'userinfo.subject')
})

test("a client's own token is refused with 403 in delegated mode", async () => {
  await using server = await openResourceServer()
  const token = await server.authorizationServer.issue({ sub: 'c-app' })
  const { status, challenge, body } = await server.get(resources.delegated, token)
  equal(status, 403)
  equal(body['check'], 'delegation.user')
  match(challenge, /error="access_denied"/)
})

test('the operation for administrators needs their role', async () => {
  await using server = await openResourceServer()
  const { issue } = server.authorizationServer
  const reader = await server.get(resources.administration, await issue())
  equal(reader.status, 403)
  equal(reader.body['error'], 'access_denied')
  equal(reader.body['check'], 'role.held')
  const token = await issue({ roles: ['administrator'] })
  const administrator = await server.get(resources.administration, token)
  equal(administrator.status, 200)
  deepEqual(administrator.body['serviceRoles'], ['reader', 'administrator'])
})

test('a mapping hook sees claims, introspection and UserInfo', async () => {
  await using server = await openResourceServer({
    mapUser: async (claims, introspection, userInfo) => ({
      username: `local-${introspection?.username}`,
      roles: ['administrator'],
      attributes: { jti: claims?.jti, userInfo },
    }),
  })
  const token = await server.authorizationServer.issue()
  const { status, body } = await server.get(resources.administration, token)
  equal(status, 200)
  equal(body['serviceUsername'], 'local-developer')
  deepEqual(body['attributes'], { jti: 'j-1', userInfo: null })
})

test('a mapping hook that throws, or returns no local user, is told as server_error without its reason', async () => {
  const hooks = [
    () => {
      throw new Error('inner')
    },
    () => ({ username: 'x', roles: 'inner', attributes: {} }) as never,
  ]
  for (const mapUser of hooks) {
    await using server = await openResourceServer({ mapUser })
    const token = await server.authorizationServer.issue()
    const { status, body } = await server.get(resources.delegated, token)
    equal(status, 500)
    deepEqual([body['error'], body['check']], ['server_error', 'hook.runs'])
    ok(!JSON.stringify(body).includes('inner'))
  }
})

test('two requests at once each run as their own user', async () => {
  const names = ['a', 'b'].map((username) =>
    runAs({ username, roles: [], attributes: {} }, async () => {
      await new Promise(setImmediate)
      return currentUser()?.username
    }),
  )
  deepEqual(await Promise.all(names), ['a', 'b'])
  equal(currentUser(), undefined)
})
