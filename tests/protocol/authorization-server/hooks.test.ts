import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe } from 'node:test'
import { decodeProtectedHeader } from 'jose'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import { startLab } from '@oauth-lab/embedded/start-lab.ts'
import { readAnswer, requireRefused } from '../support/answer.ts'
import { createBrowser } from '../support/browser.ts'
import {
  allow,
  authorizationRequest,
  authorize,
  basic,
  introspect,
  redeem,
  responseOf,
  signIn,
  tokenRequest,
} from '../support/code-flow.ts'
import { createProver, proofRequest } from '../support/prover.ts'
import { embeddedOnly } from '../support/embedded-only.ts'
import { register, registerClient } from '../support/place.ts'
import { useLab } from '../support/use-lab.ts'

const { test } = embeddedOnly('a lab reads its hooks when it starts')
const folder = mkdtempSync(join(tmpdir(), 'lab-hooks-'))
after(() => rmSync(folder, { recursive: true }))

const grantType = 'urn:example:badge'
const hooks = write(
  'hooks.ts',
  `import type { Hooks } from '@oauth-lab/authserver/hooks/hooks.ts'
  const generateToken: Hooks['generateToken'] = ({ user, clientId, grantId, confirmation }) => ({
    accessToken: {
      iss: 'https://evil.example',
      sub: 'evil',
      exp: 1,
      department: 'lab',
      knows: (grantId ?? 'none') + ' ' + (confirmation?.jkt ?? 'bearer'),
    },
    response: { department: 'lab', access_token: 'evil' },
    introspection: { active: false, department: 'lab', client_id: 'evil' },
    userInfo: { sub: 'evil', who: user?.username ?? clientId },
    idToken: { aud: 'evil', nonce: 'evil', department: 'lab' },
    accessTokenHeader: { alg: 'none', kid: 'evil', jku: 'https://evil.example', crit: ['x'], tenant: 'lab' },
    idTokenHeader: { typ: 'evil', x5u: 'https://evil.example', tenant: 'lab' },
  })
  const validateUser: Hooks['validateUser'] = (username, password) =>
    username === 'guest' ? (password === 'open' ? { username: 'developer' } : null) : undefined
  const beforeAuthenticate: Hooks['beforeAuthenticate'] = ({ scopes, parameters }) =>
    parameters.login_hint === 'more' ? { scopes: [...scopes, 'email'] } : undefined
  const afterAuthenticate: Hooks['afterAuthenticate'] = ({ scopes, parameters }) =>
    parameters.login_hint === 'fewer' ? { scopes: ['openid', 'phone'] } : { scopes }
  const displayLogin: Hooks['displayLogin'] = () => '<p>Notice before sign-in</p>'
  const displayPermissions: Hooks['displayPermissions'] = ({ user }) =>
    '<p>Notice for ' + user.username + '</p>'
  const validateClient: Hooks['validateClient'] = (_id, grantType) => grantType !== 'refresh_token'
  const grantTypes: Hooks['grantTypes'] = {
    '${grantType}': ({ badge, want }, { audience, resources, scopes }) => {
      if (badge === 'targets') {
        if (audience.join() !== 'one,two') return { refused: 'Found ' + audience.join() + '.' }
        const wanted = want === undefined ? {} : { audience: [...resources, want] }
        return { clientItself: true, scopes: ['my/scope', 'my/scope'], ...wanted }
      }
      if (badge === 'nothing') return { clientItself: true, scopes: [''] }
      if (badge === 'dana') return { username: 'developer', scopes: ['my/scope'] }
      if (badge === 'machine') return { clientItself: true, scopes: ['my/scope'] }
      if (badge === 'ghost') return { username: 'nobody', scopes: [] }
      return { refused: 'The badge is not known.' }
    },
  }
  export { generateToken, validateUser, beforeAuthenticate, afterAuthenticate }
  export { displayLogin, displayPermissions, validateClient, grantTypes }`,
)

const used = useLab({ hooks })

function write(name: string, text: string): string {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

const claimsOf = (token: unknown) =>
  JSON.parse(Buffer.from(String(token).split('.')[1]!, 'base64url').toString()) as Record<
    string,
    unknown
  >

describe('a grant type by hook (RFC 6749 §4.5)', () => {
  const grant_types = ['authorization_code', grantType]

  test('is in the metadata and brings tokens for a user or the client itself', async () => {
    const url = `${used.lab.issuer}/.well-known/openid-configuration`
    const { body } = await readAnswer(used.lab.trustedFetch(url))
    ok((body['grant_types_supported'] as string[]).includes(grantType))
    const client = await registerClient(used.lab, { grant_types })
    const form = { grant_type: grantType, scope: 'my/scope' }
    const user = await tokenRequest(used.lab, client, { ...form, badge: 'dana' })
    equal(user.status, 200)
    const users = await used.lab.control.users.list()
    const { sub } = users.find(({ username }) => username === 'developer')!
    equal(claimsOf(user.body['access_token'])['sub'], sub)
    const machine = await tokenRequest(used.lab, client, { ...form, badge: 'machine' })
    equal(claimsOf(machine.body['access_token'])['sub'], client.client_id)
  })

  test('brings a token for a user that ends with what the user allowed, and with a new password', async () => {
    const place = await used.sandbox()
    const client = await registerClient(place, { grant_types })
    const form = { grant_type: grantType, scope: 'my/scope', badge: 'dana' }
    const tokenOf = async () =>
      (await tokenRequest(place, client, form)).body['access_token'] as string
    const machine = await tokenRequest(place, client, { ...form, badge: 'machine' })
    const isActive = async (token: unknown) => (await introspect(place, client, token))['active']
    const { browser } = await authorize(place, client)
    const allowed = await tokenOf()
    equal(await isActive(allowed), true)
    await browser.submit(await browser.open(`${place.base}/authserver/account`), {})
    equal(await isActive(allowed), false)
    const late = await tokenOf()
    await place.control.users.update('developer', { password: 'another' })
    equal(await isActive(late), false)
    equal(await isActive(machine.body['access_token']), true)
  })

  test('refuses in its own words, and an unknown user', async () => {
    const client = await registerClient(used.lab, { grant_types })
    const refused = await tokenRequest(used.lab, client, { grant_type: grantType, badge: 'x' })
    requireRefused(refused, 'invalid_grant', { check: 'hook.allowed' })
    match(String(refused.body['error_description']), /The badge is not known\./)
    const ghost = await tokenRequest(used.lab, client, { grant_type: grantType, badge: 'ghost' })
    requireRefused(ghost, 'invalid_grant', { check: 'hook.user' })
  })

  test('may take several resources and audiences, and grants known resources alone (RFC 8693 §2.1)', async () => {
    const client = await registerClient(used.lab, { grant_types })
    const server = `${used.lab.base}/resserver`
    const targets = [server, `${server}/protected-resources/`]
    const send = (want?: string, resources = targets) => {
      const body = new URLSearchParams({ grant_type: grantType, badge: 'targets' })
      if (want !== undefined) body.append('want', want)
      for (const one of ['one', 'two']) body.append('audience', one)
      for (const one of resources) body.append('resource', one)
      const headers = { authorization: basic(client.client_id, client.client_secret) }
      const init = { method: 'POST', headers, body }
      return readAnswer(used.lab.trustedFetch(`${used.lab.issuer}/token`, init))
    }
    const { status, body } = await send()
    equal(status, 200)
    deepEqual(claimsOf(body['access_token'])['aud'], targets)
    equal(body['scope'], 'my/scope')
    deepEqual((await introspect(used.lab, client, body['access_token']))['aud'], targets)
    const delegated = `${server}/protected-resources-delegated/`
    const more = await send(delegated)
    deepEqual(claimsOf(more.body['access_token'])['aud'], [...targets, delegated])
    const unknown = { check: 'resource.known' }
    requireRefused(await send('https://evil.example/'), 'invalid_target', unknown)
    const other = await send(undefined, [server, 'https://evil.example/'])
    requireRefused(other, 'invalid_target', unknown)
  })

  test('that grants nothing of the scopes asked for is refused, for an answer cannot say so', async () => {
    const client = await registerClient(used.lab, { grant_types })
    const form = { grant_type: grantType, badge: 'nothing' }
    const refused = await tokenRequest(used.lab, client, { ...form, scope: 'my/scope' })
    requireRefused(refused, 'invalid_grant', { check: 'hook.some-scope' })
    const { status, body } = await tokenRequest(used.lab, client, form)
    deepEqual([status, 'scope' in body], [200, false])
  })

  test('is for clients that registered it, and only after their authentication', async () => {
    const form = { grant_type: grantType, badge: 'dana' }
    const client = await registerClient(used.lab)
    requireRefused(await tokenRequest(used.lab, client, form), 'unauthorized_client')
    const own = await registerClient(used.lab, { grant_types })
    const wrong = { ...own, client_secret: 'wrong' }
    const answer = await tokenRequest(used.lab, wrong, form)
    requireRefused(answer, 'invalid_client', { status: 401 })
  })

  test('may be registered here, and nowhere else', async () => {
    await using plain = await startLab()
    const metadata = { redirect_uris: ['https://a.b/'] }
    const both = await register(plain, { ...metadata, grant_types })
    equal(both.status, 201)
    equal((both.body['grant_types'] as string[]).includes(grantType), false)
    const alone = await register(plain, { ...metadata, grant_types: [grantType] })
    requireRefused(alone, 'invalid_client_metadata')
  })
})

describe('a hook', () => {
  test('adds header parameters, but none that JOSE defines, and knows grant and confirmation', async () => {
    const client = await registerClient(used.lab)
    const { body } = await redeem(used.lab, client, await authorize(used.lab, client))
    const [access, id] = [body['access_token'], body['id_token']].map((token) =>
      decodeProtectedHeader(String(token)),
    ) as [Record<string, unknown>, Record<string, unknown>]
    deepEqual(Object.keys(access), ['alg', 'kid', 'typ', 'tenant'])
    deepEqual(Object.keys(id), ['alg', 'kid', 'typ', 'tenant'])
    deepEqual([access['typ'], id['typ'], access['tenant']], ['at+jwt', 'JWT', 'lab'])
    const resource = `${used.lab.base}/resserver/protected-resources/`
    const headers = { authorization: `Bearer ${String(body['access_token'])}` }
    equal((await used.lab.trustedFetch(resource, { headers })).status, 200)
    match(String(claimsOf(body['access_token'])['knows']), /^g-[\w-]+ bearer$/)

    const { proof, jkt } = await createProver()
    const bound = await proofRequest(used.lab, client, {
      form: { grant_type: 'client_credentials', scope: 'my/scope' },
      proof: await proof({ method: 'POST', url: `${used.lab.issuer}/token` }),
    })
    equal(claimsOf(bound.body['access_token'])['knows'], `none ${jkt}`)
  })

  test('adds claims, but none that the protocol rules', async () => {
    const client = await registerClient(used.lab)
    const authorization = await authorize(used.lab, client)
    const { body } = await redeem(used.lab, client, authorization)
    const [access, id] = [claimsOf(body['access_token']), claimsOf(body['id_token'])]
    for (const claims of [access, id, body]) equal(claims['department'], 'lab')
    equal(access['iss'], used.lab.issuer)
    equal(id['aud'], client.client_id)
    equal(id['nonce'], authorization.parameters['nonce'])
    ok(access['sub'] === id['sub'] && access['sub'] !== 'evil')
    const found = await introspect(used.lab, client, body['access_token'])
    equal(found['active'], true)
    equal(found['client_id'], client.client_id)
    equal(found['department'], 'lab')
    const headers = { authorization: `Bearer ${String(body['access_token'])}` }
    const userInfo = used.lab.trustedFetch(`${used.lab.issuer}/userinfo`, { headers })
    deepEqual((await readAnswer(userInfo)).body, { sub: id['sub'], who: 'developer' })
  })

  test('decides on a user and password; what it leaves open the server decides', async () => {
    const client = await registerClient(used.lab)
    for (const [login, password, accepted] of [
      ['guest', 'open', true],
      ['guest', 'test', false],
      ['developer', 'test', true],
      ['developer', 'open', false],
    ] as const) {
      const browser = createBrowser(used.lab.trustedFetch)
      const page = await browser.open(authorizationRequest(used.lab, client).url)
      ok(page.text.includes('Notice before sign-in'))
      const next = await browser.submit(page, { login, password })
      equal(next.text.includes('<p>Notice for developer</p>'), accepted, `${login} ${password}`)
    }
  })

  test('may ask for more scopes before, and grant fewer but never more after', async () => {
    const client = await registerClient(used.lab)
    const scopesOf = async (login_hint: string) => {
      const browser = createBrowser(used.lab.trustedFetch)
      const request = authorizationRequest(used.lab, client, { login_hint })
      const page = await browser.open(request.url)
      const consent = await browser.submit(page, { login: 'developer', password: 'test' })
      const scopes = ['openid', 'my/scope', 'email']
      const next = consent.leaves ? consent : await allow(browser, consent, scopes)
      const { code = '' } = responseOf(next)
      const { body } = await redeem(used.lab, client, { code, verifier: request.verifier })
      return body['scope']
    }
    equal(await scopesOf('more'), 'openid my/scope email')
    equal(await scopesOf('fewer'), 'openid')
  })

  test('may refuse a client for a grant type', async () => {
    const client = await registerClient(used.lab)
    const form = { grant_type: 'refresh_token', refresh_token: 'x' }
    const answer = await tokenRequest(used.lab, client, form)
    requireRefused(answer, 'invalid_client', { status: 401, check: 'client.authenticated' })
  })
})

describe('a module of hooks that cannot be used refuses the start', () => {
  const broken: Record<string, [string, RegExp]> = {
    'a syntax error': ['export const generateToken = (', /broken\d\.ts/],
    'an unknown export': ['export const generateTokens = () => ({})', /: generateTokens/],
    'an export that is no function': ['export const validateUser = 7', /: validateUser/],
    'a grant type that is no function': ['export const grantTypes = { a: 1 }', /: grantTypes\.a/],
    'no export': ['export {}', /broken\d\.ts/],
  }
  for (const [index, [what, [text, path]]] of Object.entries(broken).entries()) {
    test(`with ${what}: file and export are named`, async () => {
      const file = write(`broken${index}.ts`, text)
      await rejects(startLab({ hooks: file }), (error) => {
        ok(error instanceof ConfigurationError)
        equal(error.problems.length, 1)
        match(error.problems[0]!.path, path)
        ok(error.problems[0]!.path.startsWith(file))
        return true
      })
    })
  }

  test('a file that is not there is named', async () => {
    const file = join(folder, 'missing.ts')
    await rejects(startLab({ hooks: file }), { name: 'ConfigurationError', message: /missing\.ts/ })
  })
})

describe('a hook that fails', () => {
  const failing = useLab({
    hooks: write(
      'fails.ts',
      `const fails = (name) => { if (on.has(name)) throw new TypeError('inner') }
  const on = new Set()
  export const beforeAuthenticate = ({ parameters: { login_hint: hint = '' } }) => {
    on.clear()
    on.add(hint)
    if (hint === 'shape') return { scopes: 'openid' }
    fails('beforeAuthenticate')
  }
  export const displayLogin = () => fails('displayLogin')
  export const validateUser = () => fails('validateUser')
  export const displayPermissions = () => fails('displayPermissions')
  export const afterAuthenticate = () => fails('afterAuthenticate')
  export const generateToken = () => { throw new TypeError('inner') }
  export const grantTypes = { '${grantType}': () => ({ scopes: 'inner' }) }`,
    ),
  })
  /** What the recording tells of it: where it failed and why. */
  const told = async () =>
    (await failing.lab.control.checks())
      .flatMap(({ checks }) => checks)
      .findLast(({ id }) => id === 'hook.runs')?.detail
  const requireHidden = (text: string) => ok(!text.includes('inner'), text)

  test('at the token endpoint is told by name, 500 server_error; place and reason are recorded', async () => {
    const client = await registerClient(failing.lab)
    const form = { grant_type: 'client_credentials', scope: 'my/scope' }
    const { status, body } = await tokenRequest(failing.lab, client, form)
    equal(status, 500)
    deepEqual([body['error'], body['access_token']], ['server_error', undefined])
    match(
      String(body['error_description']),
      /^A hook of this server failed\. It is generateToken\./,
    )
    requireHidden(JSON.stringify(body))
    equal(await told(), 'generateToken threw TypeError at fails.ts:13:46.')
  })

  test('of a grant type is told by it, also when it returned what it may not', async () => {
    const client = await registerClient(failing.lab, { grant_types: [grantType] })
    const { status, body } = await tokenRequest(failing.lab, client, { grant_type: grantType })
    deepEqual([status, body['error']], [500, 'server_error'])
    ok(String(body['error_description']).includes(`grantTypes.${grantType}`))
    match((await told())!, /^grantTypes\.\S+ returned what it may not: /)
  })

  test('is told to the client at its redirect URI where somebody is signed in, else on a page', async () => {
    const client = await registerClient(failing.lab)
    const { browser } = await authorize(failing.lab, client, { scope: 'openid' })
    for (const login_hint of ['beforeAuthenticate', 'shape', 'afterAuthenticate']) {
      const { url, parameters } = authorizationRequest(failing.lab, client, {
        scope: 'openid',
        login_hint,
      })
      const response = responseOf(await browser.open(url))
      equal(response['error'], 'server_error', login_hint)
      equal(response['state'], parameters['state'])
      equal(response['code'], undefined)
      requireHidden(JSON.stringify(response))
    }
    const stranger = createBrowser(failing.lab.trustedFetch)
    const { url } = authorizationRequest(failing.lab, client, { login_hint: 'beforeAuthenticate' })
    const page = await stranger.open(url)
    equal(page.status, 500)
    match(page.text, /A hook of this server failed/)
    requireHidden(page.text)
  })

  for (const [name, step] of [
    ['displayLogin', 0],
    ['validateUser', 1],
    ['displayPermissions', 1],
  ] as const) {
    test(`on a page of the sign-in (${name}) is a page of its own, and nobody is signed in by it`, async () => {
      const client = await registerClient(failing.lab)
      const browser = createBrowser(failing.lab.trustedFetch)
      const { url } = authorizationRequest(failing.lab, client, { login_hint: name })
      let page = await browser.open(url)
      if (step === 1) page = await signIn(browser, page)
      equal(page.status, 500)
      match(page.text, new RegExp(`A hook of this server failed.*${name}`, 's'))
      requireHidden(page.text)
      match((await told())!, new RegExp(`^${name} threw TypeError at fails\\.ts:1:`))
    })
  }
})
