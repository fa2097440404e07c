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

for (const path of Object.values(resources)) {
  test(`the challenge of ${path} leads to metadata whose resource is the address that was called`, async () => {
    await using server = await openResourceServer()
    const { challenge } = await server.get(`${path}?page=2`)
    const address = /resource_metadata="([^"]+)"/.exec(challenge)![1]!
    equal(address, `https://lab.example/.well-known/oauth-protected-resource${path}`)
    const { body, response } = await server.get(new URL(address).pathname, undefined, {
      origin: 'https://anywhere.example',
    })
    equal(body['resource'], `https://lab.example${path}`)
    deepEqual(body['authorization_servers'], ['https://lab.example/authserver/oauth2'])
    equal(response.headers['access-control-allow-origin'], '*')
  })

  test(`${path} without its final slash redirects, and has no metadata of its own`, async () => {
    await using server = await openResourceServer()
    const short = path.slice(0, -1)
    for (const method of ['GET', 'POST', 'HEAD'] as const) {
      const { statusCode, headers } = await server.app.inject({ method, url: `${short}?a=b` })
      equal(statusCode, 308)
      equal(headers.location, `https://lab.example${path}?a=b`)
    }
    const metadata = `/.well-known/oauth-protected-resource${short}`
    equal((await server.app.inject({ url: metadata })).statusCode, 404)
  })
}

test('a preflight for metadata may name any header, as clients of the Model Context Protocol do', async () => {
  await using server = await openResourceServer()
  const { statusCode, headers } = await server.app.inject({
    method: 'OPTIONS',
    url: `/.well-known/oauth-protected-resource${url}`,
    headers: {
      origin: 'https://anywhere.example',
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'mcp-protocol-version',
    },
  })
  equal(statusCode, 204)
  equal(headers['access-control-allow-origin'], '*')
  equal(headers['access-control-allow-headers'], 'mcp-protocol-version')
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
