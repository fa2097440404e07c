import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createBrowser } from '../support/browser.ts'
import type { Browser, Page } from '../support/browser.ts'
import { authorizationRequest, flowTokens, introspect, responseOf } from '../support/code-flow.ts'
import { registerClient } from '../support/place.ts'
import type { RegisteredClient } from '../support/place.ts'
import { checksOf, useLab } from '../support/use-lab.ts'

const used = useLab()
const goodbye = 'https://application.example/goodbye?x=1'

interface Scene {
  client: RegisteredClient
  browser: Browser
  idToken: string
  accessToken: string
}

/** A client with an address after log-out, and a browser in which developer is signed in. */
async function signedIn(): Promise<Scene> {
  const client = await registerClient(used.lab, { post_logout_redirect_uris: [goodbye] })
  const browser = createBrowser(used.lab.trustedFetch)
  const tokens = await flowTokens(used.lab, client, {}, { browser })
  return { client, browser, idToken: String(tokens['id_token']), accessToken: tokens.access_token }
}

const logOut = (browser: Browser, parameters: Record<string, string>): Promise<Page> =>
  browser.open(`${used.lab.issuer}/logout?${new URLSearchParams(parameters).toString()}`)

/** Whether the browser is still signed in. */
async function hasSession({ client, browser }: Scene): Promise<boolean> {
  const { url } = authorizationRequest(used.lab, client, { prompt: 'none' })
  return responseOf(await browser.open(url))['code'] !== undefined
}

describe('RP-initiated logout', () => {
  test('with a hint of the signed-in user ends the session and goes on with state', async () => {
    const scene = await signedIn()
    const page = await logOut(scene.browser, {
      id_token_hint: scene.idToken,
      post_logout_redirect_uri: goodbye,
      state: 'a b',
    })
    equal(page.leaves?.href, `${goodbye}&state=a+b`)
    equal(await hasSession(scene), false)
  })

  test('leads back to where the application begins its sign-in, with the issuer (OpenID Connect Core §4)', async () => {
    const initiate_login_uri = 'https://application.example/login?x=1'
    const client = await registerClient(used.lab, { initiate_login_uri })
    const browser = createBrowser(used.lab.trustedFetch)
    const tokens = await flowTokens(used.lab, client, {}, { browser })
    const page = await logOut(browser, { id_token_hint: String(tokens['id_token']) })
    const query = new URLSearchParams({ iss: used.lab.issuer }).toString()
    ok(page.text.replaceAll('&amp;', '&').includes(`href="${initiate_login_uri}&${query}"`))
  })

  test('appends the state to an address whose own query stays letter by letter', async () => {
    const odd = 'https://application.example/goodbye?x=a%20b&flag'
    const client = await registerClient(used.lab, { post_logout_redirect_uris: [odd] })
    const browser = createBrowser(used.lab.trustedFetch)
    const tokens = await flowTokens(used.lab, client, {}, { browser })
    const hint = { id_token_hint: String(tokens['id_token']), post_logout_redirect_uri: odd }
    equal((await logOut(browser, { ...hint, state: 's' })).leaves?.href, `${odd}&state=s`)
    const again = await flowTokens(used.lab, client, {}, { browser })
    const bare = { ...hint, id_token_hint: String(again['id_token']) }
    equal((await logOut(browser, bare)).leaves?.href, odd)
  })

  test('of somebody who is not signed in goes on by a link alone, unless the lab waives that', async () => {
    const place = await used.sandbox()
    const client = await registerClient(place, { post_logout_redirect_uris: [goodbye] })
    const tokens = await flowTokens(place, client)
    const query = new URLSearchParams({
      id_token_hint: String(tokens['id_token']),
      post_logout_redirect_uri: goodbye,
      state: 's',
    })
    const url = `${place.issuer}/logout?${query.toString()}`
    const page = await createBrowser(place.trustedFetch).open(url)
    equal(page.leaves, undefined)
    ok(page.text.includes(`${goodbye}&amp;state=s`))
    await place.control.policy.waive('logout.user-first')
    const gone = await createBrowser(place.trustedFetch).open(url)
    equal(gone.leaves?.href, `${goodbye}&state=s`)
  })

  test('to an unregistered address that is none is refused also where registration is waived', async () => {
    const place = await used.sandbox()
    await place.control.policy.waive('logout.redirect-registered')
    const client = await registerClient(place)
    for (const uri of ['foo', 'https://app.example/\r\nx', 'https://app.example/€']) {
      const query = new URLSearchParams({
        client_id: client.client_id,
        post_logout_redirect_uri: uri,
      })
      const page = await createBrowser(place.trustedFetch).open(
        `${place.issuer}/logout?${query.toString()}`,
      )
      equal(page.status, 400, uri)
      match(page.text, /logout\.redirect-absolute/)
    }
  })

  test('works by POST too', async () => {
    const scene = await signedIn()
    const body = new URLSearchParams({ id_token_hint: scene.idToken })
    const page = await scene.browser.open(`${used.lab.issuer}/logout`, { method: 'POST', body })
    equal(page.status, 200)
    equal(await hasSession(scene), false)
  })

  test('a parameter that comes twice is refused on our own page', async () => {
    const scene = await signedIn()
    const twice = `${used.lab.issuer}/logout?state=a&state=b`
    equal((await scene.browser.open(twice)).status, 400)
    deepEqual(await checksOf(used.lab, '/logout'), ['logout.parameters-once'])
    equal(await hasSession(scene), true)
  })

  test('without a hint asks first: no leaves the session, yes ends it', async () => {
    const scene = await signedIn()
    const { client, browser } = scene
    const parameters = { client_id: client.client_id, post_logout_redirect_uri: goodbye }
    const question = await logOut(browser, parameters)
    equal(question.status, 200)
    equal(question.leaves, undefined)
    const no = await browser.submit(question, { answer: 'no' })
    equal(no.leaves, undefined)
    ok(await hasSession(scene))
    const yes = await browser.submit(await logOut(browser, parameters), { answer: 'yes' })
    equal(yes.leaves?.href, goodbye)
    equal(await hasSession(scene), false)
  })

  test('with a hint of another user asks first', async () => {
    const [scene, other] = [await signedIn(), createBrowser(used.lab.trustedFetch)]
    const options = { browser: other, username: 'superuser' }
    const { id_token } = await flowTokens(used.lab, scene.client, {}, options)
    const question = await logOut(scene.browser, { id_token_hint: String(id_token) })
    ok(question.text.includes('value="yes"'))
    ok(await hasSession(scene))
  })

  test("the answer without its CSRF token, or with another browser's, is refused", async () => {
    const [scene, other] = [await signedIn(), await signedIn()]
    const question = await logOut(scene.browser, {})
    const body = new URLSearchParams({ answer: 'yes' })
    const url = `${used.lab.origin}/authserver/logout-answer`
    equal((await scene.browser.open(url, { method: 'POST', body })).status, 403)
    equal((await other.browser.submit(question, { answer: 'yes' })).status, 403)
    ok(await hasSession(scene))
    ok(await hasSession(other))
  })

  test('an address that is not registered is refused on our own page, nobody is logged out', async () => {
    const scene = await signedIn()
    for (const uri of [
      'https://evil.example/',
      `${goodbye}&y`,
      'https://application.example/goodbye',
    ]) {
      const page = await logOut(scene.browser, {
        id_token_hint: scene.idToken,
        post_logout_redirect_uri: uri,
      })
      equal(page.status, 400)
      equal(page.leaves, undefined)
      deepEqual(await checksOf(used.lab, '/logout'), ['logout.redirect-registered'])
    }
    ok(await hasSession(scene))
  })

  test('an address without a hint or a known client_id is refused, and the hint is asked for', async () => {
    const scene = await signedIn()
    for (const client_id of [undefined, 'nobody']) {
      const page = await logOut(scene.browser, {
        post_logout_redirect_uri: goodbye,
        ...(client_id && { client_id }),
      })
      equal(page.status, 400)
      equal(page.leaves, undefined)
      match(page.text, /id_token_hint/)
      deepEqual(await checksOf(used.lab, '/logout'), ['logout.client-known'])
    }
    ok(await hasSession(scene))
  })

  test('a wrong hint, and a client that is not its own, are refused', async () => {
    const [scene, other] = [await signedIn(), await registerClient(used.lab)]
    for (const hint of ['x.y.z', scene.accessToken]) {
      equal((await logOut(scene.browser, { id_token_hint: hint })).status, 400)
      deepEqual(await checksOf(used.lab, '/logout'), ['logout.hint-valid'])
    }
    const { client_id } = other
    const page = await logOut(scene.browser, { id_token_hint: scene.idToken, client_id })
    equal(page.status, 400)
    deepEqual(await checksOf(used.lab, '/logout'), ['logout.client-of-hint'])
    ok(await hasSession(scene))
  })

  test('the address of the answer is checked again', async () => {
    const scene = await signedIn()
    const question = await logOut(scene.browser, { client_id: scene.client.client_id })
    const forged = { answer: 'yes', post_logout_redirect_uri: 'https://evil.example/' }
    const page = await scene.browser.submit(question, forged)
    equal(page.leaves, undefined)
    equal(page.status, 400)
    ok(await hasSession(scene))
  })

  test('an expired hint still names its user', async () => {
    const place = await used.sandbox()
    const client = await registerClient(place, { post_logout_redirect_uris: [goodbye] })
    const browser = createBrowser(place.trustedFetch)
    const { id_token } = await flowTokens(place, client, {}, { browser })
    await place.control.clock.set({ forward: 4000 })
    const parameters = { id_token_hint: String(id_token), post_logout_redirect_uri: goodbye }
    const query = new URLSearchParams(parameters).toString()
    const page = await browser.open(`${place.issuer}/logout?${query}`)
    equal(page.leaves?.href, goodbye)
  })

  test('without a session says so and asks nothing', async () => {
    const page = await logOut(createBrowser(used.lab.trustedFetch), {})
    equal(page.status, 200)
    ok(!page.text.includes('value="yes"'))
  })

  test('leaves tokens that clients hold', async () => {
    const scene = await signedIn()
    await logOut(scene.browser, { id_token_hint: scene.idToken })
    equal((await introspect(used.lab, scene.client, scene.accessToken))['active'], true)
  })
})
