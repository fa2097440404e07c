import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openClient } from './testing/open-client.ts'

const heading = (html: string) => /<h1>(.*?)<\/h1>/.exec(html)?.[1]
const resource = 'https://lab.example/resserver'

/** The web client beside an external authorization server, signed in. */
async function signedIn(lacks: string[], settings: object = {}) {
  const client = await openClient({ external: true, ...settings })
  client.issuer.behaviour.lacks = lacks
  const browser = client.openBrowser()
  await browser.get(await browser.begin())
  return { client, browser, page: (await browser.get()).body }
}

describe('beside an external authorization server', () => {
  test('the client names the resource in every request for a token (RFC 8707 §2)', async () => {
    const { client, browser, page } = await signedIn([])
    await using _ = client
    const { searchParams } = new URL((await browser.get('login')).headers.location!)
    assert.equal(searchParams.get('resource'), resource)
    await browser.press(page, 'refresh')
    await browser.get('machine')
    const requests = client.issuer.tokenRequests
    assert.deepEqual(
      requests.map((form) => [form.get('grant_type'), form.get('resource')]),
      [
        ['authorization_code', resource],
        ['refresh_token', resource],
        ['client_credentials', resource],
      ],
    )
  })

  test('a resource and scopes of its own are asked for; none is sent where it takes none', async () => {
    const settings = {
      resource: 'https://api.example',
      scope: 'openid read',
      resourceScope: 'read',
    }
    for (const [given, sent] of [
      [settings, 'https://api.example'],
      [{ ...settings, resource: 'none' }, null],
      [{ audience: 'api-1' }, null],
    ] as const) {
      await using client = await openClient({ external: true, ...given })
      const answer = await client.openBrowser().get('login')
      const { searchParams } = new URL(answer.headers.location!)
      assert.equal(searchParams.get('resource'), sent)
      if ('scope' in given) assert.equal(searchParams.get('scope'), 'openid read')
    }
  })

  test('offline_access is asked for with prompt=consent (OpenID Connect Core §11); the lab\u2019s own needs none', async () => {
    for (const [settings, prompt] of [
      [{ external: true }, 'consent'],
      [{ external: true, scope: 'openid my/scope' }, null],
      [{}, null],
    ] as const) {
      await using client = await openClient(settings)
      const answer = await client.openBrowser().get('login')
      assert.equal(new URL(answer.headers.location!).searchParams.get('prompt'), prompt)
    }
  })

  test('without introspection_endpoint and userinfo_endpoint nobody is asked, and the page says so', async () => {
    const { client, page } = await signedIn(['introspection_endpoint', 'userinfo_endpoint'])
    await using _ = client
    assert.equal(heading(page), 'Signed in as Dana')
    assert.match(page, /names no <code>introspection_endpoint<\/code>/)
    assert.match(page, /names no <code>userinfo_endpoint<\/code>/)
    assert.doesNotMatch(page, /does not answer/)
    for (const path of ['introspection', 'userinfo']) {
      assert.equal(client.issuer.asked.includes(path), false)
    }
  })

  test('without end_session_endpoint the person is logged out here, and told that the other session goes on', async () => {
    const { client, browser, page } = await signedIn(['end_session_endpoint'])
    await using _ = client
    const { statusCode, headers } = await browser.press(page, 'logout')
    assert.equal(statusCode, 303)
    const answer = await browser.send('GET', headers.location!.slice('https://lab.example'.length))
    assert.equal(heading(answer.body), 'You are logged out here')
    assert.match(answer.body, /Your session at the authorization server goes on/)
    assert.ok(client.issuer.asked.includes('revocation'))
    assert.equal(heading((await browser.get()).body), 'You are signed out')
  })

  test('without revocation_endpoint the person is logged out here and there', async () => {
    const { client, browser, page } = await signedIn(['revocation_endpoint'])
    await using _ = client
    const { headers } = await browser.press(page, 'logout')
    assert.match(headers.location!, /\/authserver\/oauth2\/logout\?/)
    assert.equal(client.issuer.asked.includes('revocation'), false)
  })

  test('without registration_endpoint the page says which settings name the client', async () => {
    await using client = await openClient({ external: true })
    client.issuer.behaviour.lacks = ['registration_endpoint']
    const answer = await client.openBrowser().get('login')
    assert.equal(answer.statusCode, 501)
    assert.equal(heading(answer.body), 'The authorization server registers no clients')
    assert.match(answer.body, /LAB_CLIENT_ID/)
    assert.equal(client.issuer.asked.includes('register'), false)
  })

  test('a refresh that the server gave no token for is refused in true words', async () => {
    const { client, browser, page } = await signedIn(['refresh_token'])
    await using _ = client
    const { statusCode, body } = await browser.press(page, 'refresh')
    assert.equal(statusCode, 400)
    assert.match(body, /The authorization server gave no refresh token/)
    assert.doesNotMatch(body, /You did not allow/)
  })

  test('metadata that spells the issuer in another way is refused (OpenID Connect Discovery §4.3)', async () => {
    await using client = await openClient({ external: true, issuer: 'https://as.example' })
    const { behaviour } = client.issuer
    behaviour.instead['openid-configuration'] = () =>
      Response.json({
        issuer: 'https://as.example/',
        authorization_endpoint: 'https://as.example/a',
      })
    const answer = await client.openBrowser().get('login')
    assert.equal(answer.statusCode, 502)
    assert.equal(heading(answer.body), 'The metadata names another issuer')
  })

  test('a token that is for the resource alone is no failure of UserInfo', async () => {
    for (const [status, error] of [
      [401, 'invalid_token'],
      [403, 'insufficient_scope'],
    ] as const) {
      await using client = await openClient({ external: true })
      client.issuer.behaviour.instead['userinfo'] = () => Response.json({ error }, { status })
      const browser = client.openBrowser()
      await browser.get(await browser.begin())
      const { body } = await browser.get()
      assert.match(body, /this server takes such a token nowhere else/)
      assert.doesNotMatch(body, /Refused: the token/)
    }
  })
})

test('a HEAD redeems no code, begins no sign-in and gets no token', async () => {
  await using client = await openClient()
  const browser = client.openBrowser()
  const callback = await browser.begin()
  const asked = client.issuer.asked.length
  for (const path of [callback, 'login', 'machine']) {
    const url = `/client/application/${path}`
    const { headers } = await client.app.inject({ method: 'HEAD', url })
    assert.equal(headers['set-cookie'], undefined)
    assert.equal(headers.location, undefined)
  }
  assert.equal(client.issuer.asked.length, asked)
  assert.equal((await browser.get(callback)).statusCode, 303)
})
