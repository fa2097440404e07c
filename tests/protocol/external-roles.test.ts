import assert from 'node:assert/strict'
import { startLab } from '@oauth-lab/embedded/start-lab.ts'
import type { Lab } from '@oauth-lab/embedded/start-lab.ts'
import { findFreePort } from '../../package/free-port.ts'
import { readAnswer } from './support/answer.ts'
import { createBrowser } from './support/browser.ts'
import { embeddedOnly } from './support/embedded-only.ts'
import { openExample } from './support/external-program.ts'
import { registerClient } from './support/place.ts'
import { resourceStatuses } from './support/resource-statuses.ts'
import { clientToken } from './support/code-flow.ts'

const { suite, test } = embeddedOnly('it starts labs with roles of its own')

suite('an external program in the place of a role', () => {
  test('an Express resource server is handed the whole path and lets a token of the lab in', async () => {
    await using place = await openExample('resserver', 'resource-server')
    const { lab } = place
    const url = `${lab.base}/resserver/protected-resources/`
    const client = await registerClient(lab)
    const token = await clientToken(lab, client)
    const { status, body } = await get(lab, url, token)
    assert.equal(status, 200, JSON.stringify(body))
    assert.equal(body['from'], 'express')
    assert.equal(body['url'], url)
    assert.equal(body['client_id'], client.client_id)
  })

  test('it refuses no token, a wrong one, and one without the scope', async () => {
    await using place = await openExample('resserver', 'resource-server')
    const { lab } = place
    const url = `${lab.base}/resserver/protected-resources/`
    const { status, headers } = await get(lab, url)
    assert.equal(status, 401)
    assert.equal(headers.get('www-authenticate'), 'Bearer realm="express"')
    const wrong = await get(lab, url, 'not-a-token')
    assert.equal(wrong.status, 401)
    assert.match(wrong.headers.get('www-authenticate') ?? '', /error="invalid_token"/)
    const client = await registerClient(lab)
    const token = await clientToken(lab, client, { scope: 'email' })
    assert.equal((await get(lab, url, token)).status, 403)
  })

  test('an Express client registers itself and signs a person in', async () => {
    await using place = await openExample('client', 'client')
    const { lab } = place
    const browser = createBrowser(lab.trustedFetch)
    const login = await browser.open(`${lab.base}/client/application/`)
    const consent = await browser.submit(login, { login: 'developer', password: 'test' })
    const page = await browser.submit(consent, { scope: ['profile'], answer: 'allow' })
    assert.equal(page.text, 'Signed in as Dana Developer')
    const clients = await lab.control.clients.list()
    assert.ok(clients.some(({ client_name }) => client_name === 'express'))
  })

  test('a code that the Express client did not ask for is refused there', async () => {
    await using place = await openExample('client', 'client')
    const { lab } = place
    const callback = `${lab.base}/client/application/callback?code=forged&state=forged`
    const page = await createBrowser(lab.trustedFetch).open(callback)
    assert.equal(page.status, 400)
  })

  test('beside oidc-provider a person signs in, reads the resources, refreshes and logs out', async () => {
    await using place = await openExample('authserver', 'authorization-server')
    const { lab } = place
    const metadata = await get(lab, `${lab.issuer}/.well-known/openid-configuration`)
    assert.equal(metadata.body['issuer'], lab.issuer)
    assert.equal(metadata.body['token_endpoint'], `${lab.issuer}/token`)
    const browser = createBrowser(lab.trustedFetch)
    const login = await browser.open(`${lab.base}/client/application/login`)
    const consent = await browser.submit(login, { login: 'nora', password: 'any-password-at-all' })
    const page = await browser.submit(consent, {})
    assert.match(page.text, /<h1>Signed in as nora<\/h1>/)
    assert.deepEqual(resourceStatuses(page), ['200', '200', '403'])
    assert.doesNotMatch(page.text, /Refused: the token is not good/)
    assert.match(page.text, /<code>active<\/code> is true\./)

    const refreshed = await browser.submit(page, { do: 'refresh' })
    assert.match(refreshed.text, /<h1>Signed in as nora<\/h1>/)
    assert.deepEqual(resourceStatuses(refreshed), ['200', '200', '403'])

    const question = await browser.submit(refreshed, { do: 'logout' })
    assert.match(question.url.pathname, /^\/authserver\/oauth2\//)
    const loggedOut = await browser.submit(question, { logout: 'yes' })
    assert.match(loggedOut.text, /<h1>You are logged out<\/h1>/)
    const application = `${lab.base}/client/application/`
    assert.match((await browser.open(application)).text, /You are signed out/)
    assert.match((await browser.open(`${application}machine`)).text, /as a machine/)
  })

  test('oidc-provider grants the resource of the lab, and no other', async () => {
    await using place = await openExample('authserver', 'authorization-server')
    const { lab } = place
    const browser = createBrowser(lab.trustedFetch)
    const { leaves } = await browser.open(`${lab.base}/client/application/login`, {
      stopAt: `${lab.issuer}/auth`,
    })
    assert.equal(leaves?.searchParams.get('resource'), `${lab.base}/resserver`)
    assert.equal(leaves?.searchParams.get('prompt'), 'consent')
    leaves.searchParams.set('resource', `${lab.base}/other`)
    const refused = await browser.open(leaves)
    assert.match(refused.text, /invalid_target/)
  })

  test('the single-page application is registered once at an external authorization server', async () => {
    await using place = await openExample('authserver', 'authorization-server')
    const { lab } = place
    const first = await get(lab, `${lab.base}/spa/config.json`)
    const again = await get(lab, `${lab.base}/spa/config.json`)
    assert.equal(first.status, 200, JSON.stringify(first.body))
    assert.equal(typeof first.body['client_id'], 'string')
    assert.equal(again.body['client_id'], first.body['client_id'])
  })

  test('an external program has no sandboxes, and no user or clock of the lab’s', async () => {
    await using place = await openExample('authserver', 'authorization-server')
    const { lab } = place
    await assert.rejects(
      lab.control.sandboxes.create({}),
      /An external authorization server has no sandboxes/,
    )
    await assert.rejects(lab.control.users.list(), /The authserver is an external program/)
    const below = await get(
      lab,
      `${lab.origin}/~abcd/authserver/oauth2/.well-known/openid-configuration`,
    )
    assert.equal(below.status, 404)
    assert.match(String(below.body['error_description']), /external program/)
  })

  test('an external program that does not answer is a 502 that names it', async () => {
    const port = await findFreePort()
    await using lab = await startLab({ externalRoles: { resserver: `http://127.0.0.1:${port}` } })
    const { status, body } = await get(lab, `${lab.base}/resserver/protected-resources/`)
    assert.equal(status, 502)
    assert.match(String(body['error_description']), /resserver/)
  })
})

function get({ trustedFetch }: Lab, url: string, token?: string) {
  const headers: Record<string, string> = { accept: 'application/json' }
  if (token !== undefined) headers['authorization'] = `Bearer ${token}`
  return readAnswer(trustedFetch(url, { headers }))
}
