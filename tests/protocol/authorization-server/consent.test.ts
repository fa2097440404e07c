import { equal, match, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createBrowser } from '../support/browser.ts'
import {
  allow,
  authorizationRequest,
  authorize,
  flowTokens,
  introspect,
  redeem,
  refresh,
  responseOf,
  signIn,
} from '../support/code-flow.ts'
import type { Change, FlowClient } from '../support/code-flow.ts'
import { redirectUri, register, registerClient, registerPublicClient } from '../support/place.ts'
import type { RegisteredClient } from '../support/place.ts'
import { useLab } from '../support/use-lab.ts'

const used = useLab()

/** A browser that stands before the consent page. */
async function atConsent(client: FlowClient, change: Change = {}) {
  const browser = createBrowser(used.lab.trustedFetch)
  const { url, verifier } = authorizationRequest(used.lab, client, change)
  const page = await signIn(browser, await browser.open(url))
  return { browser, page, verifier }
}

describe('consent', () => {
  test('names the client_id and the resource, and the way to what was allowed before', async () => {
    const client = await registerClient(used.lab)
    const { page } = await atConsent(client, { resource: `${used.lab.base}/resserver` })
    const text = page.text.replaceAll('<wbr>', '')
    ok(text.includes(`<dd>${client.client_id}</dd>`))
    ok(text.includes(`<dd>${used.lab.base}/resserver</dd>`))
    const { pathname } = new URL(`${used.lab.base}/authserver/account`)
    ok(text.includes(`href="${pathname}"`))
  })

  test('shows the website, terms and privacy policy that the client names (RFC 7591 §2)', async () => {
    const pages = {
      client_uri: 'https://app.example/?a=1',
      tos_uri: 'https://app.example/terms',
      policy_uri: 'https://app.example/privacy',
    }
    const client = await registerClient(used.lab, pages)
    const { page } = await atConsent(client)
    for (const href of Object.values(pages)) ok(page.text.includes(`href="${href}"`), href)
  })

  test('of a public client without an https address of its own is asked for each time (RFC 8252 §8.6)', async () => {
    const native = await registerPublicClient(used.lab, {
      application_type: 'native',
      redirect_uris: ['http://127.0.0.1/callback', 'com.example.app:/callback'],
    })
    for (const redirect_uri of ['http://127.0.0.1:4711/callback', 'com.example.app:/callback']) {
      const { browser } = await authorize(used.lab, native, { redirect_uri })
      const silent = authorizationRequest(used.lab, native, { redirect_uri, prompt: 'none' })
      equal(responseOf(await browser.open(silent.url))['error'], 'consent_required')
      const again = await browser.open(authorizationRequest(used.lab, native, { redirect_uri }).url)
      match(again.text, /value="allow"/)
    }
    const web = await registerPublicClient(used.lab)
    const { browser } = await authorize(used.lab, web)
    const silent = authorizationRequest(used.lab, web, { prompt: 'none' })
    ok(responseOf(await browser.open(silent.url))['code'])
  })

  test('is of one resource: another one is asked for', async () => {
    const client = await registerClient(used.lab)
    const { browser } = await authorize(used.lab, client)
    const resource = `${used.lab.base}/resserver/protected-resources/`
    const other = authorizationRequest(used.lab, client, { resource, prompt: 'none' })
    equal(responseOf(await browser.open(other.url))['error'], 'consent_required')
    const same = authorizationRequest(used.lab, client, { prompt: 'none' })
    ok(responseOf(await browser.open(same.url))['code'])
  })

  test('is listed for its user, who ends it and every token that came of it', async () => {
    const client = await registerClient(used.lab, { client_name: 'A forgettable application' })
    const browser = createBrowser(used.lab.trustedFetch)
    const tokens = await flowTokens(used.lab, client, {}, { browser })
    const page = await browser.open(`${used.lab.base}/authserver/account`)
    equal(page.status, 200)
    const from = page.text.indexOf('A forgettable application')
    ok(from > 0)
    const at = page.text.lastIndexOf('<form', from)
    const form = { ...page, text: page.text.slice(at) }
    const left = await browser.submit(form, {})
    ok(!left.text.includes('A forgettable application'))
    equal((await introspect(used.lab, client, tokens.access_token))['active'], false)
    const silent = authorizationRequest(used.lab, client, { prompt: 'none' })
    equal(responseOf(await browser.open(silent.url))['error'], 'consent_required')
  })

  test('that ended with the redirect URIs of its client is listed while a refresh token lives, and ends it', async () => {
    const { body: client } = await register(used.lab, {
      client_name: 'A moved application',
      redirect_uris: [redirectUri],
      grant_types: ['authorization_code', 'refresh_token'],
    })
    const registered = client as unknown as RegisteredClient
    const browser = createBrowser(used.lab.trustedFetch)
    const offline = { scope: 'openid offline_access' }
    const tokens = await flowTokens(used.lab, registered, offline, { browser })
    const moved = await used.lab.trustedFetch(String(client['registration_client_uri']), {
      method: 'PUT',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${String(client['registration_access_token'])}`,
      },
      body: JSON.stringify({
        client_id: registered.client_id,
        client_name: 'A moved application',
        redirect_uris: [redirectUri, 'https://moved.example/callback'],
        grant_types: ['authorization_code', 'refresh_token'],
      }),
    })
    equal(moved.status, 200)
    const renewed = await refresh(used.lab, registered, tokens['refresh_token'])
    equal(renewed.status, 200)
    const page = await browser.open(`${used.lab.base}/authserver/account`)
    const from = page.text.indexOf('A moved application')
    ok(from > 0)
    const form = { ...page, text: page.text.slice(page.text.lastIndexOf('<form', from)) }
    const left = await browser.submit(form, {})
    ok(!left.text.includes('A moved application'))
    const late = await refresh(used.lab, registered, renewed.body['refresh_token'])
    equal(late.body['error'], 'invalid_grant')
  })

  test("that is another user's, or ended by a form of another site, stays", async () => {
    const client = await registerClient(used.lab)
    const browser = createBrowser(used.lab.trustedFetch)
    const tokens = await flowTokens(used.lab, client, {}, { browser })
    const action = `${used.lab.base}/authserver/account`
    const body = new URLSearchParams({ client_id: client.client_id })
    equal((await browser.open(action, { method: 'POST', body })).status, 403)
    const other = createBrowser(used.lab.trustedFetch)
    const signInPage = await other.open(action)
    const page = await signIn(other, signInPage, 'superuser')
    equal(page.url.href, action)
    ok(!page.text.includes(client.client_id))
    equal((await introspect(used.lab, client, tokens.access_token))['active'], true)
  })

  test('is not listed where the server keeps no sessions: nobody would stay signed in', async () => {
    const sandbox = await used.sandbox()
    await sandbox.control.config.put({ sessions: false })
    const browser = createBrowser(sandbox.trustedFetch)
    const page = await browser.open(`${sandbox.base}/authserver/account`)
    equal(page.status, 400)
    match(page.text, /account\.sessions/)
    ok(!page.text.includes('name="password"'))
  })

  test('lists each scope with its description; all but openid can be unticked', async () => {
    const client = await registerClient(used.lab, { client_name: 'A <b>bold</b> client' })
    const { page } = await atConsent(client, { scope: 'openid email my/scope' })
    const { supportedScopes } = await used.lab.control.config.get()
    for (const scope of ['openid', 'email', 'my/scope']) {
      ok(page.text.includes(supportedScopes[scope]!), scope)
    }
    match(page.text, /type="checkbox"[^>]*value="email"/)
    match(page.text, /type="checkbox"[^>]*value="my\/scope"/)
    ok(!/type="checkbox"[^>]*value="openid"/.test(page.text))
    ok(!page.text.includes('<b>bold</b>'))
  })

  test('denied is told the client as access_denied, without a code', async () => {
    const client = await registerClient(used.lab)
    const { browser, page } = await atConsent(client)
    const response = responseOf(await browser.submit(page, { answer: 'deny' }))
    equal(response['error'], 'access_denied')
    equal(response['code'], undefined)
    equal(response['iss'], used.lab.issuer)
  })

  test('without an answer, or with another one, is no consent', async () => {
    const client = await registerClient(used.lab)
    for (const fields of [{}, { answer: 'yes' }, { answer: '' }]) {
      const { browser, page } = await atConsent(client)
      const response = responseOf(await browser.submit(page, { scope: 'openid', ...fields }))
      equal(response['error'], 'access_denied')
    }
  })

  test('a scope that was unticked is not granted, and the answer says so', async () => {
    const client = await registerClient(used.lab)
    const change = { scope: 'openid email offline_access my/scope' }
    const { browser, page, verifier } = await atConsent(client, change)
    const { code = '' } = responseOf(await allow(browser, page, ['email']))
    const { status, body } = await redeem(used.lab, client, { code, verifier })
    equal(status, 200)
    equal(body['scope'], 'openid email')
    equal(body['refresh_token'], undefined)
  })

  test('a scope that was not asked for cannot be ticked', async () => {
    const client = await registerClient(used.lab)
    const { browser, page, verifier } = await atConsent(client, { scope: 'openid email' })
    const ticked = ['openid', 'email', 'my/scope', 'offline_access']
    const { code = '' } = responseOf(await allow(browser, page, ticked))
    const { body } = await redeem(used.lab, client, { code, verifier })
    equal(body['scope'], 'openid email')
  })

  test('with every scope unticked is denied', async () => {
    const client = await registerClient(used.lab)
    const { browser, page } = await atConsent(client, { scope: 'email my/scope' })
    equal(responseOf(await allow(browser, page, []))['error'], 'access_denied')
  })

  test('is remembered for the same scopes and fewer, and asked for again for more', async () => {
    const client = await registerClient(used.lab)
    const { browser } = await authorize(used.lab, client, { scope: 'openid email' })
    for (const scope of ['openid email', 'openid']) {
      const { url } = authorizationRequest(used.lab, client, { scope })
      ok(responseOf(await browser.open(url))['code'], scope)
    }
    const { url } = authorizationRequest(used.lab, client, { scope: 'openid email my/scope' })
    ok((await browser.open(url)).text.includes('value="allow"'))
  })

  test('of one user or one client is not that of another', async () => {
    const [client, other] = [await registerClient(used.lab), await registerClient(used.lab)]
    const { browser } = await authorize(used.lab, client)
    const foreign = await browser.open(authorizationRequest(used.lab, other).url)
    ok(foreign.text.includes('value="allow"'))
    const second = createBrowser(used.lab.trustedFetch)
    const page = await second.open(authorizationRequest(used.lab, client).url)
    ok((await signIn(second, page, 'superuser')).text.includes('value="allow"'))
  })

  test('that was denied is asked for again', async () => {
    const client = await registerClient(used.lab)
    const { browser, page } = await atConsent(client)
    await browser.submit(page, { answer: 'deny' })
    const again = await browser.open(authorizationRequest(used.lab, client).url)
    ok(again.text.includes('value="allow"'))
  })

  test('the page lets another user sign in instead', async () => {
    const client = await registerClient(used.lab)
    const { browser, page, verifier } = await atConsent(client)
    const other = await browser.open(new URL(`${page.url.pathname}/other-user`, page.url))
    const consent = await signIn(browser, other, 'superuser')
    const { code = '' } = responseOf(await allow(browser, consent, ['openid']))
    const { body } = await redeem(used.lab, client, { code, verifier })
    const found = await introspect(used.lab, client, body['access_token'])
    equal(found['username'], 'superuser')
  })
})
