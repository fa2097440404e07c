import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { JWTPayload } from 'jose'
import { openClient } from './testing/open-client.ts'

const heading = (html: string) => /<h1>(.*?)<\/h1>/.exec(html)?.[1]
const without = (claims: JWTPayload, name: string): JWTPayload =>
  Object.fromEntries(Object.entries(claims).filter(([claim]) => claim !== name))
const refused = (status: number, error: string, error_description?: string) => () =>
  Response.json({ error, error_description }, { status })
const unreachable = () =>
  Promise.reject(new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } }))

describe('a sign-in', () => {
  test('ends at the page that shows what came', async () => {
    await using client = await openClient()
    const browser = client.openBrowser()
    const back = await browser.get(await browser.begin())
    assert.equal(back.statusCode, 303)
    assert.equal(back.headers.location, 'https://lab.example/client/application/')
    const page = await browser.get()
    assert.equal(heading(page.body), 'Signed in as Dana')
    assert.doesNotMatch(page.body, /\d+ failed/)
  })

  const badIdTokens: Record<string, (claims: JWTPayload) => JWTPayload> = {
    'of another issuer': (claims) => ({ ...claims, iss: 'https://attacker.example' }),
    'for another client': (claims) => ({ ...claims, aud: 'c-other' }),
    'with another nonce': (claims) => ({ ...claims, nonce: 'other' }),
    'without a nonce': (claims) => without(claims, 'nonce'),
    'that has ended': (claims) => ({ ...claims, exp: claims.iat! - 60 }),
    'without a subject': (claims) => without(claims, 'sub'),
    'for several audiences, authorized for another': (claims) => ({
      ...claims,
      aud: ['c-1', 'c-2'],
      azp: 'c-2',
    }),
  }
  for (const [which, change] of Object.entries(badIdTokens)) {
    test(`an ID token ${which} is refused`, async () => {
      await using client = await openClient()
      client.issuer.behaviour.idToken = change
      const browser = client.openBrowser()
      const answer = await browser.get(await browser.begin())
      assert.equal(answer.statusCode, 502)
      assert.match(answer.body, /OpenID Connect Core §3\.1\.3\.7/)
      assert.match((await browser.get()).body, /You are signed out/)
    })
  }

  test('an ID token signed by an unknown key is refused', async () => {
    await using client = await openClient()
    client.issuer.behaviour.instead['jwks'] = () => Response.json({ keys: [] })
    const browser = client.openBrowser()
    const answer = await browser.get(await browser.begin())
    assert.equal(answer.statusCode, 502)
    assert.equal(heading(answer.body), 'The ID token does not pass the checks')
  })

  test('the ID token is judged by the clock of the sandbox', async () => {
    await using client = await openClient()
    await client.moveClock(30 * 24 * 3600)
    const browser = client.openBrowser()
    assert.equal((await browser.get(await browser.begin())).statusCode, 502)
    client.issuer.behaviour.now = () => Math.floor(Date.now() / 1000) + 30 * 24 * 3600
    assert.equal((await browser.get(await browser.begin())).statusCode, 303)
  })

  const failures: Record<string, [() => Response | Promise<Response>, number, RegExp]> = {
    'refuses with invalid_grant': [
      refused(400, 'invalid_grant', 'The code has ended.'),
      400,
      /invalid_grant.*The code has ended\./s,
    ],
    'fails with server_error': [
      refused(500, 'server_error', 'Out of order.'),
      503,
      /Out of order\./,
    ],
    'answers with a page': [
      () => new Response('<h1>Bad gateway</h1>', { status: 502 }),
      503,
      /It answered with status 502\./,
    ],
    'answers with nonsense': [() => Response.json({ hello: 1 }), 502, /role="alert"/],
    'cannot be reached': [unreachable, 503, /ECONNREFUSED/],
  }
  for (const [what, [answer, status, text]] of Object.entries(failures)) {
    test(`a token endpoint that ${what} is told in words`, async () => {
      await using client = await openClient()
      const browser = client.openBrowser()
      const callback = await browser.begin()
      client.issuer.behaviour.instead['token'] = answer
      const page = await browser.get(callback)
      assert.equal(page.statusCode, status)
      assert.match(page.body, text)
      assert.equal(client.lines.filter((line) => line.includes('"level":50')).length, 0)
    })
  }

  for (const endpoint of ['openid-configuration', 'register']) {
    test(`a failed request for ${endpoint} is told in words and tried again`, async () => {
      await using client = await openClient()
      const { instead } = client.issuer.behaviour
      const browser = client.openBrowser()
      instead[endpoint] = unreachable
      const page = await browser.get('login')
      assert.equal(page.statusCode, 503)
      assert.match(page.body, /does not answer/)
      delete instead[endpoint]
      assert.equal((await browser.get('login')).statusCode, 303)
    })
  }

  test('no token and no code is ever logged', async () => {
    await using client = await openClient()
    const browser = client.openBrowser()
    const callback = await browser.begin()
    client.issuer.behaviour.idToken = (claims) => ({ ...claims, nonce: 'other' })
    await browser.get(callback)
    assert.doesNotMatch(client.lines.join(''), /eyJ|code-0|state=/)
  })
})

describe('a session', () => {
  const signIn = async (client: Awaited<ReturnType<typeof openClient>>) => {
    const browser = client.openBrowser()
    await browser.get(await browser.begin())
    return { browser, page: (await browser.get()).body }
  }
  const tokenRequests = ({ issuer }: Awaited<ReturnType<typeof openClient>>) =>
    issuer.asked.filter((name) => name === 'token').length

  test('is refreshed once by two tabs that ask at the same time', async () => {
    await using client = await openClient()
    const { browser, page } = await signIn(client)
    await Promise.all([browser.press(page, 'refresh'), browser.press(page, 'refresh')])
    assert.equal(tokenRequests(client), 2)
  })

  test('is not refreshed again by a tab that shows tokens which were refreshed since', async () => {
    await using client = await openClient()
    const { browser, page } = await signIn(client)
    await browser.press(page, 'refresh')
    await browser.press(page, 'refresh')
    assert.equal(tokenRequests(client), 2)
    await browser.press((await browser.get()).body, 'refresh')
    assert.equal(tokenRequests(client), 3)
  })

  test('a refresh that fails may be tried again', async () => {
    await using client = await openClient()
    const { browser, page } = await signIn(client)
    const { instead } = client.issuer.behaviour
    instead['token'] = unreachable
    assert.equal((await browser.press(page, 'refresh')).statusCode, 503)
    delete instead['token']
    assert.equal((await browser.press(page, 'refresh')).statusCode, 303)
  })

  test('a refreshed ID token about somebody else is refused', async () => {
    await using client = await openClient()
    const { browser, page } = await signIn(client)
    client.issuer.behaviour.idToken = (claims) => ({ ...claims, sub: 'u-2' })
    const answer = await browser.press(page, 'refresh')
    assert.equal(answer.statusCode, 502)
    assert.match(answer.body, /OpenID Connect Core §12\.2/)
  })

  test('a peer that does not answer leaves the rest of the page as it is', async () => {
    await using client = await openClient()
    const { browser } = await signIn(client)
    client.issuer.behaviour.instead['protected-resources'] = unreachable
    client.issuer.behaviour.instead['introspection'] = refused(401, 'invalid_client')
    const page = await browser.get()
    assert.equal(page.statusCode, 200)
    assert.match(page.body, /The resource server does not answer/)
    assert.match(page.body, /invalid_client/)
  })

  test('UserInfo about somebody else is shown as a failed check', async () => {
    await using client = await openClient()
    const { browser } = await signIn(client)
    client.issuer.behaviour.instead['userinfo'] = () => Response.json({ sub: 'u-2' })
    const page = await browser.get()
    assert.match(page.body, /about somebody else and must not be used/)
  })

  test('ends here although the server cannot be asked', async () => {
    await using client = await openClient()
    const { browser, page } = await signIn(client)
    await client.moveClock(120)
    client.issuer.behaviour.instead['openid-configuration'] = unreachable
    const answer = await browser.press(page, 'logout')
    assert.equal(answer.statusCode, 503)
    assert.match(
      heading(answer.body)!,
      /You are logged out here, but not at the authorization server/,
    )
    assert.equal(heading((await browser.get()).body), 'You are signed out')
  })

  test('logging out revokes the refresh token and asks the server to log out', async () => {
    await using client = await openClient()
    const { browser, page } = await signIn(client)
    const answer = await browser.press(page, 'logout')
    const target = new URL(answer.headers.location!)
    assert.equal(target.pathname, '/authserver/oauth2/logout')
    assert.deepEqual([...target.searchParams.keys()].toSorted(), [
      'client_id',
      'id_token_hint',
      'post_logout_redirect_uri',
      'state',
    ])
    assert.ok(client.issuer.asked.includes('revocation'))
  })

  for (const [what, payload, type] of [
    ['JSON', '{"csrf":5,"do":"logout"}', 'application/json'],
    ['a list', '[1]', 'application/json'],
    ['a form without the token', 'do=logout', 'application/x-www-form-urlencoded'],
  ] as const) {
    test(`a request that sends ${what} is refused as foreign`, async () => {
      await using client = await openClient()
      const { statusCode } = await client.app.inject({
        method: 'POST',
        url: '/client/application/',
        payload,
        headers: { 'content-type': type },
      })
      assert.equal(statusCode, 403)
    })
  }
})

describe('the machine page', () => {
  test('fetches its token again after it ended on the clock of the sandbox', async () => {
    await using client = await openClient()
    const browser = client.openBrowser()
    await browser.get('machine')
    assert.match((await browser.get('machine')).body, /came from the cache/)
    await client.moveClock(3600)
    client.issuer.behaviour.now = () => Math.floor(Date.now() / 1000) + 3600
    assert.match((await browser.get('machine')).body, /was fetched for this call/)
  })

  test('registers again after invalid_client, once', async () => {
    await using client = await openClient()
    const browser = client.openBrowser()
    client.issuer.behaviour.instead['token'] = refused(401, 'invalid_client', 'Who are you?')
    const page = await browser.get('machine')
    assert.equal(page.statusCode, 400)
    assert.match(page.body, /Who are you\?/)
    assert.equal(client.issuer.asked.filter((name) => name === 'register').length, 2)
  })
})
