import { equal, match, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createBrowser } from '../support/browser.ts'
import {
  allow,
  authorizationRequest,
  authorize,
  redeem,
  responseOf,
  signIn,
} from '../support/code-flow.ts'
import type { Change, FlowClient } from '../support/code-flow.ts'
import { registerClient } from '../support/place.ts'
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
  test('lists each scope with its description; all but openid can be unticked', async () => {
    const client = await registerClient(used.lab, { client_name: 'A <b>bold</b> client' })
    const { page } = await atConsent(client, { scope: 'openid email my/scope' })
    const { supportedScopes } = await used.lab.control.config.get()
    for (const scope of ['openid', 'email', 'my/scope']) {
      ok(page.text.includes((supportedScopes as Record<string, string>)[scope]!), scope)
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
    const payload = Buffer.from(String(body['id_token']).split('.')[1]!, 'base64url').toString()
    equal((JSON.parse(payload) as { name: string }).name, 'Sam Superuser')
  })
})
