import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { AuthorizationDocument } from '@oauth-lab/kit/admin/authorization-document.ts'
import { noteSecret, noteSecretsIn } from '../secrets.ts'
import { decodeClaims } from './support/decode-claims.ts'
import { authorizationRequest, redeem } from './support/code-flow.ts'
import type { Change } from './support/code-flow.ts'
import { redirectUri, registerClient } from './support/place.ts'
import { refusal } from './support/refusal.ts'
import { checksOf, configure, useLab } from './support/use-lab.ts'
import type { TestPlace } from './support/use-lab.ts'

const used = useLab()

async function open() {
  const place = await used.sandbox()
  return { place, client: await registerClient(place) }
}

/** Opens an authorization request once, with a cookie or without, and reads where it leads. */
async function visit(place: TestPlace, url: string, cookie?: string) {
  const headers = cookie === undefined ? {} : { cookie }
  const response = await place.trustedFetch(url, { redirect: 'manual', headers })
  await response.arrayBuffer()
  const location = new URL(response.headers.get('location') ?? 'about:blank', url)
  noteSecretsIn(location.searchParams)
  return { location, parameters: Object.fromEntries(location.searchParams) }
}

async function signIn(place: TestPlace, wanted: { user: string; amr?: string[]; age?: number }) {
  const session = await place.control.browserSessions.create(wanted)
  noteSecret(session.cookie.split('=')[1], 'cookie')
  return session
}

async function walk(place: TestPlace, wanted: AuthorizationDocument) {
  const answer = await place.control.authorizations.create(wanted)
  noteSecretsIn(Object.entries(answer.parameters))
  return answer
}

describe('a session without a page', () => {
  test('makes a browser signed in: the user is asked for consent alone', async () => {
    const { place, client } = await open()
    const { cookie } = await signIn(place, { user: 'developer' })
    const { url } = authorizationRequest(place, client)
    const { location } = await visit(place, url, cookie)
    match(location.pathname, /\/authserver\/interaction\//)
    const silent = authorizationRequest(place, client, { prompt: 'none' })
    equal((await visit(place, silent.url, cookie)).parameters['error'], 'consent_required')
    equal((await visit(place, silent.url)).parameters['error'], 'login_required')
  })

  test('says how and when the user signed in, as ID tokens tell it', async () => {
    const { place, client } = await open()
    await place.control.clock.set({ at: '2030-01-01T00:00:00Z', freeze: true })
    await walk(place, { url: authorizationRequest(place, client).url, user: 'developer' })
    const { cookie, sid, expiresAt } = await signIn(place, {
      user: 'developer',
      amr: ['pwd', 'otp'],
      age: 3600,
    })
    equal(expiresAt, '2030-01-01T23:00:00.000Z')
    const request = authorizationRequest(place, client, { prompt: 'none' })
    const { parameters } = await visit(place, request.url, cookie)
    const { verifier } = request
    const { body } = await redeem(place, client, { code: parameters['code']!, verifier })
    const claims = decodeClaims(body['id_token'])
    deepEqual([claims['sid'], claims['amr']], [sid, ['pwd', 'otp']])
    equal(claims['auth_time'], Date.parse('2029-12-31T23:00:00Z') / 1000)
    equal(claims['acr'], 'urn:oauth-lab:two-factors')
    const fresh = authorizationRequest(place, client, { prompt: 'none', max_age: '3599' })
    equal((await visit(place, fresh.url, cookie)).parameters['error'], 'login_required')
  })

  test('comes as storageState, too: the same cookie, for the authorization server alone', async () => {
    const { place } = await open()
    const { cookie, storageState } = await signIn(place, { user: 'developer' })
    const [only, ...others] = storageState.cookies
    deepEqual([others, storageState.origins], [[], []])
    equal(`${only?.name}=${only?.value}`, cookie)
    const { hostname, pathname } = new URL(place.base)
    const prefix = pathname === '/' ? '' : pathname
    deepEqual([only?.domain, only?.path], [hostname, `${prefix}/authserver`])
    ok(only?.secure && only.httpOnly && only.sameSite === 'None')
  })

  test('is refused with every problem: nobody of that name, an age beyond its life', async () => {
    const { place } = await open()
    const { status, problems } = await refusal(
      place.control.browserSessions.create({ user: 'nobody', age: 86_400 }),
    )
    equal(status, 400)
    deepEqual(
      problems.map(({ path }) => path),
      ['user', 'age'],
    )
    const wrong = { user: '', amr: [], age: -1, agee: 1 }
    const shape = await refusal(place.control.browserSessions.create(wrong))
    deepEqual(shape.problems.map(({ path }) => path).toSorted(), ['age', 'agee', 'amr', 'user'])
  })

  test('is not there where the configuration has no sessions', async () => {
    const { place } = await open()
    await configure(place, { sessions: false })
    const error = await refusal(place.control.browserSessions.create({ user: 'developer' }))
    deepEqual([error.status, error.code], [409, 'no_sessions'])
  })
})

describe('an authorization request that is walked to its end', () => {
  test('brings a code that is good for tokens of that user', async () => {
    const { place, client } = await open()
    const request = authorizationRequest(place, client, { scope: 'openid profile my/scope' })
    const { redirect, method, parameters } = await walk(place, {
      url: request.url,
      user: 'developer',
    })
    equal(redirect.split('?')[0], redirectUri)
    equal(method, 'GET')
    equal(parameters['state'], request.parameters['state'])
    const { verifier } = request
    const { status, body } = await redeem(place, client, { code: parameters['code']!, verifier })
    equal(status, 200)
    const claims = decodeClaims(body['id_token'])
    deepEqual([claims['amr'], claims['nonce']], [['pwd'], request.parameters['nonce']])
    equal(decodeClaims(body['access_token'])['scope'], 'openid profile my/scope')
  })

  test('is denied where the user denies, also what was allowed before', async () => {
    const { place, client } = await open()
    const { url } = authorizationRequest(place, client)
    await walk(place, { url, user: 'developer' })
    const { parameters } = await walk(place, { url, user: 'developer', deny: true })
    equal(parameters['error'], 'access_denied')
    match(parameters['error_description']!, /check consent\.given,/)
  })

  test('brings the scopes that the user allows, and no others', async () => {
    const { place, client } = await open()
    const request = authorizationRequest(place, client, { scope: 'openid email my/scope' })
    const { parameters } = await walk(place, {
      url: request.url,
      user: 'developer',
      scopes: ['my/scope'],
    })
    const { verifier } = request
    const { body } = await redeem(place, client, { code: parameters['code']!, verifier })
    equal(body['scope'], 'openid my/scope')
    const plain = authorizationRequest(place, client, { scope: 'email my/scope' })
    const none = await walk(place, { url: plain.url, user: 'developer', scopes: [] })
    equal(none.parameters['error'], 'access_denied')
  })

  for (const [prompt, change] of [
    ['prompt=login', { prompt: 'login' }],
    ['max_age=0', { max_age: '0' }],
    ['prompt=consent', { prompt: 'consent' }],
  ] as [string, Change][]) {
    test(`brings a code with ${prompt}`, async () => {
      const { place, client } = await open()
      const { url } = authorizationRequest(place, client, change)
      ok((await walk(place, { url, user: 'developer' })).parameters['code'])
    })
  }

  test('asks nobody with prompt=none: the consent must have been given', async () => {
    const { place, client } = await open()
    const { url } = authorizationRequest(place, client, { prompt: 'none' })
    const before = await walk(place, { url, user: 'developer' })
    equal(before.parameters['error'], 'consent_required')
    await walk(place, { url: authorizationRequest(place, client).url, user: 'developer' })
    ok((await walk(place, { url, user: 'developer' })).parameters['code'])
    const other = await walk(place, { url, user: 'superuser' })
    equal(other.parameters['error'], 'consent_required')
  })

  test('comes in each response mode', async () => {
    const { place, client } = await open()
    const modes = { query: 'GET', fragment: 'GET', form_post: 'POST' }
    for (const [response_mode, wanted] of Object.entries(modes)) {
      const { url } = authorizationRequest(place, client, { response_mode })
      const { method, parameters, redirect } = await walk(place, { url, user: 'developer' })
      deepEqual([method, 'code' in parameters], [wanted, true], response_mode)
      equal(redirect.split(/[?#]/)[0], redirectUri)
    }
  })

  test('brings the error of a wrong request, at the redirect URI or in words', async () => {
    const { place, client } = await open()
    const wrong = authorizationRequest(place, client, { scope: 'no-such-scope' })
    const { parameters } = await walk(place, { url: wrong.url, user: 'developer' })
    equal(parameters['error'], 'invalid_scope')
    const elsewhere = { redirect_uri: 'https://other.example/' }
    const { url } = authorizationRequest(place, client, elsewhere)
    const { status, problems } = await refusal(
      place.control.authorizations.create({ url, user: 'developer' }),
    )
    deepEqual([status, problems.map(({ path }) => path)], [400, ['url']])
    match(problems[0]!.message, /The redirect URI is not registered\. .*other\.example/)
  })

  test('works where the server keeps no sessions', async () => {
    const { place, client } = await open()
    await configure(place, { sessions: false })
    const { url } = authorizationRequest(place, client)
    ok((await walk(place, { url, user: 'developer' })).parameters['code'])
    const denied = await walk(place, { url, user: 'developer', deny: true })
    equal(denied.parameters['error'], 'access_denied')
    const wrong = authorizationRequest(place, client, { scope: 'no-such-scope' })
    const refused = await walk(place, { url: wrong.url, user: 'developer' })
    equal(refused.parameters['error'], 'invalid_scope')
  })

  test('is told as a leniency: nobody was asked', async () => {
    const { place, client } = await open()
    await walk(place, { url: authorizationRequest(place, client).url, user: 'developer' })
    deepEqual(await checksOf(place, '/authorize', 'waived'), ['interaction.person'])
  })

  test('is refused with every problem at once', async () => {
    const { place, client } = await open()
    const { url } = authorizationRequest(place, client, { scope: 'openid' })
    const elsewhere = url.replace('/authorize', '/token')
    const { problems } = await refusal(
      place.control.authorizations.create({ url: elsewhere, user: 'x', scopes: ['openid', 'a'] }),
    )
    deepEqual(
      problems.map(({ path }) => path),
      ['url', 'scopes.1'],
    )
    const shape = { url: 'nowhere', user: '', deny: true, scopes: [], who: 1 }
    const error = await refusal(place.control.authorizations.create(shape))
    deepEqual(error.problems.map(({ path }) => path).toSorted(), ['scopes', 'url', 'user', 'who'])
    const both = await refusal(
      place.control.authorizations.create({ url, user: 'developer', deny: true, scopes: [] }),
    )
    deepEqual(
      both.problems.map(({ path }) => path),
      ['scopes'],
    )
    const nobody = await refusal(place.control.authorizations.create({ url, user: 'nobody' }))
    deepEqual(
      nobody.problems.map(({ path }) => path),
      ['user'],
    )
  })

  test('is of its sandbox alone', async () => {
    const [{ place, client }, { place: other }] = [await open(), await open()]
    const { url } = authorizationRequest(place, client)
    const { problems } = await refusal(
      other.control.authorizations.create({ url, user: 'developer' }),
    )
    deepEqual(
      problems.map(({ path }) => path),
      ['url'],
    )
  })
})

describe('automatic interaction', () => {
  const automatic = { interaction: 'automatic' } as const

  test('answers without a page: the default user, all that is asked for', async () => {
    const { place, client } = await open()
    const request = authorizationRequest(place, client)
    const before = await visit(place, request.url)
    match(before.location.pathname, /\/authserver\/interaction\//)
    await configure(place, automatic)
    const { parameters } = await visit(place, request.url)
    const { verifier } = request
    const { body } = await redeem(place, client, { code: parameters['code']!, verifier })
    const { sub } = (await place.control.users.list()).find(
      ({ username }) => username === 'developer',
    )!
    equal(decodeClaims(body['id_token'])['sub'], sub)
    deepEqual(await checksOf(place, '/authorize', 'waived'), ['interaction.person'])
  })

  test('signs in whom the login_hint names, else the one of the setting', async () => {
    const { place, client } = await open()
    await configure(place, { ...automatic, automaticUser: 'guest' })
    await place.control.users.create({ username: 'guest', password: 'p-guest' })
    const users = await place.control.users.list()
    for (const [login_hint, username] of [
      ['superuser', 'superuser'],
      [undefined, 'guest'],
    ] as const) {
      const request = authorizationRequest(place, client, { login_hint })
      const { parameters } = await visit(place, request.url)
      const { verifier } = request
      const { body } = await redeem(place, client, { code: parameters['code']!, verifier })
      const { sub } = users.find((one) => one.username === username)!
      equal(decodeClaims(body['id_token'])['sub'], sub)
    }
  })

  test('refuses a login_hint that names nobody', async () => {
    const { place, client } = await open()
    await configure(place, automatic)
    const { url } = authorizationRequest(place, client, { login_hint: 'nobody' })
    const { parameters } = await visit(place, url)
    equal(parameters['error'], 'login_required')
    match(parameters['error_description']!, /check interaction\.automatic-user,/)
  })

  test('leaves the rules of prompt=none, and a wrong request is refused', async () => {
    const { place, client } = await open()
    await configure(place, automatic)
    const silent = authorizationRequest(place, client, { prompt: 'none' })
    equal((await visit(place, silent.url)).parameters['error'], 'login_required')
    const wrong = authorizationRequest(place, client, { scope: 'no-such-scope' })
    equal((await visit(place, wrong.url)).parameters['error'], 'invalid_scope')
    deepEqual(await checksOf(place, '/authorize', 'waived'), ['authorization.user-first'])
    const unknown = authorizationRequest(place, client, { client_id: 'nobody' })
    const response = await place.trustedFetch(unknown.url)
    equal(response.status, 400)
    await response.arrayBuffer()
  })

  test('keeps who is signed in, until a hint names another user', async () => {
    const { place, client } = await open()
    await configure(place, automatic)
    const { cookie } = await signIn(place, { user: 'superuser' })
    const users = await place.control.users.list()
    for (const [login_hint, username] of [
      [undefined, 'superuser'],
      ['developer', 'developer'],
    ] as const) {
      const request = authorizationRequest(place, client, { login_hint })
      const { parameters } = await visit(place, request.url, cookie)
      const { verifier } = request
      const { body } = await redeem(place, client, { code: parameters['code']!, verifier })
      const { sub } = users.find((one) => one.username === username)!
      equal(decodeClaims(body['id_token'])['sub'], sub)
    }
  })

  test('logs out without a question, and goes on to the registered address', async () => {
    const { place } = await open()
    const returnTo = 'https://application.example/bye'
    const client = await registerClient(place, { post_logout_redirect_uris: [returnTo] })
    const { cookie } = await signIn(place, { user: 'superuser' })
    const query = new URLSearchParams({
      client_id: client.client_id,
      post_logout_redirect_uri: returnTo,
    })
    const url = `${place.issuer}/logout?${query.toString()}`
    const asked = await place.trustedFetch(url, { headers: { cookie }, redirect: 'manual' })
    equal(asked.status, 200)
    await asked.arrayBuffer()
    await configure(place, automatic)
    equal((await visit(place, url, cookie)).location.href, returnTo)
    deepEqual(await checksOf(place, '/logout', 'waived'), ['interaction.person'])
    const silent = authorizationRequest(place, client, { prompt: 'none' })
    equal((await visit(place, silent.url, cookie)).parameters['error'], 'login_required')
  })

  test('is a setting of one of two kinds', async () => {
    const { place } = await open()
    const { problems } = await refusal(place.control.config.put({ interaction: 'none' as never }))
    deepEqual(
      problems.map(({ path }) => path),
      ['interaction'],
    )
  })
})

test('a stand-in that somebody else signed, or another sandbox, answers nothing', async () => {
  const { place, client } = await open()
  const { url } = authorizationRequest(place, client)
  const port = new URL(place.origin).port || '443'
  const claims = { base: place.base, standIn: { username: 'superuser' }, expiresAt: 9e15 }
  const forged = `lab-stand-in.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2lnbg`
  for (const value of [forged, 'lab-stand-in', '']) {
    const cookie = `__Secure-authserver-stand-in-${port}=${value}`
    match((await visit(place, url, cookie)).location.pathname, /\/authserver\/interaction\//)
  }
})
