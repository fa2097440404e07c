import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { createControlToken } from '@oauth-lab/kit/admin/control-token.ts'
import { openResourceServer, resources } from './testing/open-resource-server.ts'

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

async function signedIn() {
  const server = await openResourceServer()
  const url = '/resserver/admin/api'
  // An administrator signs in at control; this is the token with which control calls.
  const authorization = `Bearer ${createControlToken('00'.repeat(32), server.origin)}`
  const put = (payload: object) =>
    server.app.inject({
      method: 'PUT',
      url: `${url}/configuration`,
      headers: { authorization },
      payload,
    })
  return { ...server, put }
}

test("only the lab's own origin may call from a page until others are allowed", async () => {
  await using server = await signedIn()
  const own = await server.get(resources.protected, undefined, { origin: 'https://lab.example' })
  equal(own.response.headers['access-control-allow-origin'], 'https://lab.example')
  equal(own.response.headers['access-control-expose-headers'], 'www-authenticate, x-request-id')
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
  const answer = await server.put({ corsOrigins: [app, '*', `${app}/`], other: 1 })
  equal(answer.statusCode, 400)
  const { problems } = answer.json() as { problems: { path: string }[] }
  deepEqual(
    problems.map(({ path }) => path),
    ['corsOrigins.1', 'corsOrigins.2', 'other'],
  )
})

test('the configuration is not changed without signing in', async () => {
  await using server = await openResourceServer()
  const url = '/resserver/admin/api/configuration'
  const answer = await server.app.inject({ method: 'PUT', url, payload: { corsOrigins: [app] } })
  equal(answer.statusCode, 401)
})
