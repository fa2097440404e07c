import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { administer } from './support/administer.ts'
import { createBrowser } from './support/browser.ts'
import { resourceStatuses } from './support/resource-statuses.ts'
import { signInAt } from './support/sign-in-at.ts'
import { useLab } from './support/use-lab.ts'
import type { TestPlace } from './support/use-lab.ts'

const used = useLab()
const api = 'client/admin/api'

interface Configuration {
  id: string
  server: string
  usedFor: string[]
  asked: Record<string, unknown>
  registration: {
    client_id: string
    managed: boolean
    typed: boolean
    registered: Record<string, unknown> | null
    differences: { member: string; asked: unknown; registered: unknown }[]
  } | null
}

/** Sends a document to the client's management API, which takes it. */
async function send(place: TestPlace, method: string, path: string, document?: object) {
  const { status, body } = await administer(place, method, `${api}/${path}`, document)
  ok(status < 300, `${method} ${path}: ${status} ${JSON.stringify(body)}`)
  return body as unknown as Configuration & { items: Configuration[]; total: number }
}

async function refused(place: TestPlace, method: string, path: string, document?: object) {
  const { status, body } = await administer(place, method, `${api}/${path}`, document)
  return [status, body['error']]
}

const app = { name: 'client-app', clientName: 'client-name' }

/** A configuration at another sandbox's server, registered there. */
async function configureAt(place: TestPlace, issuer: string, change: object = {}) {
  const { id: server } = await send(place, 'POST', 'server-definitions', { issuer })
  const { id } = await send(place, 'POST', 'client-configurations', { ...app, server, ...change })
  return send(place, 'POST', `client-configurations/${id}/registration`)
}

const clientsOf = async ({ control }: TestPlace, client_name: string) =>
  (await control.clients.list()).filter((one) => one.client_name === client_name)

describe('the configurations of the client', () => {
  test('a sandbox begins with one, which registers itself when it is first used', async () => {
    const place = await used.sandbox()
    const before = await send(place, 'GET', 'client-configurations')
    equal(before.total, 1)
    equal(before.items[0]!.registration, null)
    deepEqual(before.items[0]!.usedFor, ['web', 'machine'])
    const page = await signInAt(place)
    match(page.text, /<h1>Signed in as Dana Developer</)
    const [{ id, registration }] = (await send(place, 'GET', 'client-configurations')).items as [
      Configuration,
    ]
    equal(id, 'default')
    const [client] = await clientsOf(place, 'simple-web-page')
    equal(registration!.client_id, client!.client_id)
    equal(registration!.managed, true)
    deepEqual(registration!.differences, [])
  })

  test('no answer tells a secret or a token of the registration', async () => {
    const place = await used.sandbox()
    const other = await used.sandbox()
    const { id } = await configureAt(place, other.issuer)
    const [client] = await clientsOf(other, 'client-name')
    ok(client !== undefined)
    const all = [
      await send(place, 'GET', 'client-configurations'),
      await send(place, 'GET', `client-configurations/${id}`),
      await send(place, 'POST', `client-configurations/${id}/registration/refresh`),
      await send(place, 'GET', 'audit-log'),
    ]
    const text = JSON.stringify(all)
    equal(/"client_secret"|"registration_access_token"/.test(text), false)
    ok(text.includes(client.client_id))
  })

  test('the web page and the machine work with the chosen one, at a foreign issuer', async () => {
    const place = await used.sandbox()
    const other = await used.sandbox()
    const scope = 'openid profile my/scope'
    const { id } = await configureAt(place, other.issuer, { scope })
    for (const application of ['web', 'machine']) {
      await send(place, 'PUT', `applications/${application}`, { configuration: id })
    }
    const page = await signInAt(place)
    match(page.text, /<h1>Signed in as Dana Developer</)
    ok(page.text.includes(other.issuer))
    // The resource server of this sandbox believes its own issuer alone.
    deepEqual(resourceStatuses(page), ['401', '401', '401'])
    const machine = await createBrowser(place.trustedFetch).open(
      `${place.base}/client/application/machine`,
    )
    equal(machine.status, 200)
    match(machine.text, /<dd><code>my\/scope<\/code>/)
    equal((await clientsOf(place, 'client-name')).length, 0)
    ok((await other.control.tokens.list({})).total >= 2)
  })

  test('a session belongs to the configuration that it was begun with', async () => {
    const place = await used.sandbox()
    const other = await used.sandbox()
    const { id } = await configureAt(place, other.issuer)
    const browser = createBrowser(place.trustedFetch)
    match((await signInAt(place, browser)).text, /Signed in as/)
    const application = `${place.base}/client/application/`
    await send(place, 'PUT', 'applications/web', { configuration: id })
    match((await browser.open(application)).text, /<h1>You are signed out</)
    await send(place, 'PUT', 'applications/web', { configuration: 'default' })
    match((await browser.open(application)).text, /Signed in as/)
  })

  test('a sign-in that was begun with another configuration ends with that one', async () => {
    const place = await used.sandbox()
    const other = await used.sandbox()
    const { id } = await configureAt(place, other.issuer)
    const browser = createBrowser(place.trustedFetch)
    const form = await browser.open(`${place.base}/client/application/login`)
    await send(place, 'PUT', 'applications/web', { configuration: id })
    const page = await signInAt(place, browser, form)
    match(page.text, /<h1>You are signed out</)
    equal((await other.control.tokens.list({})).total, 0)
    ok((await place.control.tokens.list({})).total > 0)
  })

  test('a change goes to the server (RFC 7592), and what that refuses changes nothing here', async () => {
    const place = await used.sandbox()
    const other = await used.sandbox()
    const { id, server, asked } = await configureAt(place, other.issuer)
    equal(asked['scope'], 'openid')
    const path = `client-configurations/${id}`
    const document = { ...app, server }
    const changed = await send(place, 'PUT', path, { ...document, scope: 'openid my/scope' })
    equal(changed.registration!.registered!['scope'], 'openid my/scope')
    equal((await clientsOf(other, 'client-name'))[0]!.scope, 'openid my/scope')
    const wrong = { ...document, redirectUri: 'http://app.example/callback' }
    const answer = await administer(place, 'PUT', `${api}/${path}`, wrong)
    equal(answer.status, 502)
    match(String(answer.body['error_description']), /invalid_redirect_uri/)
    const after = await send(place, 'GET', path)
    equal(after.asked['scope'], 'openid my/scope')
    deepEqual(after.registration!.differences, [])
  })

  test('at another server it is another client: the former registration ends there', async () => {
    const [place, one, two] = [await used.sandbox(), await used.sandbox(), await used.sandbox()]
    const { id } = await configureAt(place, one.issuer)
    const { id: server } = await send(place, 'POST', 'server-definitions', { issuer: two.issuer })
    const path = `client-configurations/${id}`
    equal((await send(place, 'PUT', path, { ...app, server })).registration, null)
    equal((await clientsOf(one, 'client-name')).length, 0)
    await send(place, 'POST', `${path}/registration`)
    equal((await clientsOf(two, 'client-name')).length, 1)
  })

  test('what was registered otherwise than asked is shown: a grant type that never arrived', async () => {
    const place = await used.sandbox()
    const other = await used.sandbox()
    const { id } = await configureAt(place, other.issuer)
    const [client] = await clientsOf(other, 'client-name')
    const grant_types = ['authorization_code']
    await other.control.clients.update(client!.client_id, { grant_types })
    const path = `client-configurations/${id}/registration/refresh`
    const { registration } = await send(place, 'POST', path)
    deepEqual(registration!.differences, [
      {
        member: 'grant_types',
        asked: ['authorization_code', 'refresh_token', 'client_credentials'],
        registered: grant_types,
      },
    ])
  })

  test('credentials may be typed in, and a wrong secret is told as such and stays', async () => {
    const place = await used.sandbox()
    const other = await used.sandbox()
    const made = await other.control.clients.create({
      client_name: 'by hand',
      grant_types: ['client_credentials'],
    })
    const { id: server } = await send(place, 'POST', 'server-definitions', {
      issuer: other.issuer,
    })
    const document = { ...app, server, scope: 'my/scope' }
    const { id } = await send(place, 'POST', 'client-configurations', document)
    const path = `client-configurations/${id}/registration`
    deepEqual(await refused(place, 'PUT', path, { client_id: made.client_id }), [
      400,
      'invalid_document',
    ])
    await send(place, 'PUT', 'applications/machine', { configuration: id })
    const machine = () =>
      createBrowser(place.trustedFetch).open(`${place.base}/client/application/machine`)
    const { status, text } = await machine()
    equal(status, 503)
    match(text, /<h1>No server has registered this application yet</)
    const type = (client_secret: string) =>
      send(place, 'PUT', path, { client_id: made.client_id, client_secret })
    const typed = await type('wrong')
    deepEqual([typed.registration!.typed, typed.registration!.registered], [true, null])
    match((await machine()).text, /invalid_client/)
    await type(String(made.client_secret))
    equal((await machine()).status, 200)
  })

  test('a public one signs people in at the web page without a secret', async () => {
    const place = await used.sandbox()
    const redirectUri = `${place.base}/client/application/callback`
    const grantTypes = ['authorization_code', 'refresh_token']
    const change = { type: 'public', redirectUri, grantTypes, scope: 'openid my/scope' }
    const { id } = await configureAt(place, place.issuer, change)
    await send(place, 'PUT', 'applications/web', { configuration: id })
    match((await signInAt(place)).text, /<h1>Signed in as/)
    const [client] = await clientsOf(place, 'client-name')
    equal(client!.token_endpoint_auth_method, 'none')
    equal(client!.client_secret, undefined)
    const machine = await refused(place, 'PUT', 'applications/machine', { configuration: id })
    deepEqual(machine, [409, 'unfit'])
  })

  test('a server that wants an initial access token is given one, and says so without', async () => {
    const place = await used.sandbox()
    const other = await used.sandbox()
    const initial = await administer(other, 'POST', 'authserver/admin/api/initial-tokens', {})
    await other.control.config.patch({ registration: 'initial-token' })
    const { id: server } = await send(place, 'POST', 'server-definitions', {
      issuer: other.issuer,
    })
    const { id } = await send(place, 'POST', 'client-configurations', { ...app, server })
    const path = `client-configurations/${id}/registration`
    const without = await administer(place, 'POST', `${api}/${path}`)
    equal(without.status, 502)
    match(String(without.body['error_description']), /Bearer/)
    const { registration } = await send(place, 'POST', path, {
      initialAccessToken: initial.body['token'],
    })
    equal(registration!.managed, true)
  })

  test('what can not be is refused, every problem with its path', async () => {
    const place = await used.sandbox()
    const { status, body } = await administer(place, 'POST', `${api}/client-configurations`, {
      name: '',
      clientName: 'x',
      server: 'lab',
      redirectUri: '/callback#top',
      scope: 'openid  twice',
      other: 1,
    })
    equal(status, 400)
    const problems = body['problems'] as { path: string }[]
    deepEqual(problems.map(({ path }) => path).sort(), ['name', 'other', 'redirectUri', 'scope'])
    const post = (change: object) =>
      refused(place, 'POST', 'client-configurations', { ...app, server: 'lab', ...change })
    deepEqual(await post({ type: 'public' }), [400, 'invalid_document'])
    deepEqual(await post({ server: 'nowhere' }), [400, 'invalid_document'])
    const registration = 'client-configurations/default/registration'
    await send(place, 'POST', registration)
    deepEqual(await refused(place, 'POST', registration), [409, 'registered'])
    const choice = { configuration: 'none' }
    deepEqual(await refused(place, 'PUT', 'applications/web', choice), [404, 'not_found'])
    deepEqual(await refused(place, 'PUT', 'applications/spa', { configuration: 'default' }), [
      409,
      'unfit',
    ])
  })

  test('a change of what somebody else has changed is refused with 412, and nothing is sent', async () => {
    const place = await used.sandbox()
    const other = await used.sandbox()
    const { id } = await configureAt(place, other.issuer)
    const path = `${api}/client-configurations/${id}`
    const { headers, body } = await administer(place, 'GET', path)
    const condition = { 'if-match': headers.get('etag')! }
    const document = { ...app, server: body['server'] }
    const change = (clientName: string) =>
      administer(place, 'PUT', path, { ...document, clientName }, condition)
    equal((await change('first')).status, 200)
    equal((await change('second')).status, 412)
    equal((await clientsOf(other, 'first')).length, 1)
    equal((await administer(place, 'DELETE', path, undefined, condition)).status, 412)
  })

  test('a deleted one is gone at the server too, and stays away until a reset', async () => {
    const place = await used.sandbox()
    const { client_id } = (await send(place, 'POST', 'client-configurations/default/registration'))
      .registration!
    const { id: definition } = await send(place, 'POST', 'server-definitions', {
      issuer: place.issuer,
    })
    const document = { ...app, server: definition }
    const { id } = await send(place, 'POST', 'client-configurations', document)
    deepEqual(await refused(place, 'DELETE', `server-definitions/${definition}`), [409, 'in_use'])
    for (const one of ['default', id]) await send(place, 'DELETE', `client-configurations/${one}`)
    await send(place, 'DELETE', `server-definitions/${definition}`)
    const left = await place.control.clients.list()
    equal(
      left.some((one) => one.client_id === client_id),
      false,
    )
    equal((await send(place, 'GET', 'client-configurations')).total, 0)
    for (const path of ['', 'login', 'machine']) {
      const { status, text } = await createBrowser(place.trustedFetch).open(
        `${place.base}/client/application/${path}`,
      )
      equal(status, 503)
      match(text, /<h1>This application is not set up yet</)
      match(text, /href="[^"]*\/client\/admin\/"/)
    }
    await place.control.reset()
    equal((await send(place, 'GET', 'client-configurations')).total, 1)
  })

  test('a blank sandbox has none; what a person makes there by hand works', async () => {
    const place = await used.sandbox({ blank: true })
    for (const list of ['server-definitions', 'client-configurations']) {
      equal((await send(place, 'GET', list)).total, 0)
    }
    const application = `${place.base}/client/application/`
    equal((await createBrowser(place.trustedFetch).open(application)).status, 503)
    const checks = await place.control.checks({ role: 'client' })
    equal(checks.at(-1)!.checks.at(-1)!.id, 'client-configuration.chosen')

    await place.control.config.put({
      supportedScopes: { openid: 'Who you are', profile: 'Your name', 'my/scope': 'The API' },
    })
    const { id } = await configureAt(place, place.issuer, {
      grantTypes: ['authorization_code'],
      scope: 'openid profile my/scope',
    })
    await send(place, 'PUT', 'applications/web', { configuration: id })
    match((await signInAt(place)).text, /<h1>Signed in as Dana Developer</)
  })
})
