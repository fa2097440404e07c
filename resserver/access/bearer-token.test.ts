import { deepEqual, doesNotMatch, equal, match } from 'node:assert/strict'
import { test } from 'node:test'
import { openResourceServer, resources } from '../testing/open-resource-server.ts'

const url = resources.protected

test('a request without a token is answered 401 with a challenge that names no error', async () => {
  await using server = await openResourceServer()
  for (const headers of [{}, { authorization: 'Basic YTpi' }]) {
    const { status, challenge, body } = await server.get(url, undefined, headers)
    equal(status, 401)
    doesNotMatch(challenge, /error/)
    match(challenge, /scope="my\/scope"/)
    equal(body['error'], undefined)
  }
  equal(server.authorizationServer.state.asked.length, 0)
})

test('a challenge leads to the metadata of the resource', async () => {
  await using server = await openResourceServer()
  const { challenge } = await server.get(url)
  const address = /resource_metadata="([^"]+)"/.exec(challenge)![1]!
  const { body } = await server.get(new URL(address).pathname)
  equal(body['resource'], 'https://lab.example/resserver')
  deepEqual(body['authorization_servers'], ['https://lab.example/authserver/oauth2'])
})

const malformed: Record<string, { headers?: Record<string, string>; url?: string; form?: string }> =
  {
    'a token in the query': { url: `${url}?access_token=x` },
    'a token twice in the query': { url: `${url}?access_token=x&access_token=y` },
    'a token in the form': { form: 'access_token=x' },
    'a token in header and query': {
      url: `${url}?access_token=x`,
      headers: { authorization: 'Bearer x' },
    },
    'a token in header and form': {
      form: 'access_token=x',
      headers: { authorization: 'Bearer x' },
    },
    'Bearer without a token': { headers: { authorization: 'Bearer' } },
    'Bearer with two tokens': { headers: { authorization: 'Bearer x y' } },
    'a token in other characters': { headers: { authorization: 'Bearer x"y' } },
  }

for (const [what, { headers = {}, url: target = url, form }] of Object.entries(malformed)) {
  test(`${what} is refused with 400 invalid_request`, async () => {
    await using server = await openResourceServer()
    const type = { 'content-type': 'application/x-www-form-urlencoded' }
    const response = await server.app.inject(
      form === undefined
        ? { url: target, headers }
        : { method: 'POST', url: target, headers: { ...headers, ...type }, payload: form },
    )
    equal(response.statusCode, 400)
    match(String(response.headers['www-authenticate']), /error="invalid_request"/)
    equal(server.authorizationServer.state.asked.length, 0)
  })
}

test('the scheme is read in any case', async () => {
  await using server = await openResourceServer()
  const token = await server.authorizationServer.issue()
  equal((await server.get(url, undefined, { authorization: `bEARER ${token}` })).status, 200)
})
