import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { decodeJwt } from 'jose'
import { readAnswer } from '../support/answer.ts'
import { createBrowser } from '../support/browser.ts'
import {
  authorizationRequest,
  authorize,
  flowTokens,
  introspect,
  redeem,
  refresh,
  responseOf,
  signIn,
} from '../support/code-flow.ts'
import { registerClient } from '../support/place.ts'
import { checksOf, configure, useLab } from '../support/use-lab.ts'
import type { TestPlace } from '../support/use-lab.ts'

const used = useLab()
const own = { tenant: 'north', groups: ['staff', 'admins'] }

/** A place whose developer has claims of its own. */
async function placeWithClaims(change: object = {}) {
  const place = await used.sandbox()
  const email = 'dana@lab.example'
  await place.control.users.update('developer', { claims: { email, ...own } })
  await configure(place, change)
  return { place, client: await registerClient(place) }
}

async function userInfo(place: TestPlace, token: unknown) {
  const headers = { authorization: `Bearer ${String(token)}` }
  return (await readAnswer(place.trustedFetch(`${place.issuer}/userinfo`, { headers }))).body
}

const asked = (claims: object) => ({ claims: JSON.stringify(claims) })

/** The user allows what `ticked` names of the claims, and every scope. */
async function allowSome(
  place: TestPlace,
  client: { client_id: string; client_secret: string },
  claims: object,
  ticked: string[],
) {
  const browser = createBrowser(place.trustedFetch)
  const request = authorizationRequest(place, client, asked(claims))
  const page = await signIn(browser, await browser.open(request.url))
  const scope = ['openid', 'my/scope']
  const done = await browser.submit(page, { scope, claim: ticked, answer: 'allow' })
  const { code } = responseOf(done)
  const { body } = await redeem(place, client, { code: code!, verifier: request.verifier })
  return { page, browser, body, again: () => browser.open(request.url) }
}

describe('claims by scope, as the configuration has it', () => {
  test('stand in each token that it names, and in no other', async () => {
    const { place, client } = await placeWithClaims({
      supportedScopes: { openid: 'Sign in', 'my/scope': 'Read', tenancy: 'Your organization' },
      scopeClaims: {
        tenancy: { claims: ['tenant'], in: ['access_token', 'id_token', 'userinfo'] },
        'my/scope': { claims: ['groups', 'not there'], in: ['access_token'] },
      },
    })
    const tokens = await flowTokens(place, client, { scope: 'openid my/scope tenancy' })
    const access = decodeJwt(tokens.access_token)
    deepEqual([access['tenant'], access['groups']], [own.tenant, own.groups])
    const id = decodeJwt(String(tokens['id_token']))
    deepEqual([id['tenant'], id['groups']], [own.tenant, undefined])
    const user = await userInfo(place, tokens.access_token)
    deepEqual([user['tenant'], user['groups']], [own.tenant, undefined])
    const found = await introspect(place, client, tokens.access_token)
    deepEqual([found['tenant'], found['groups']], [own.tenant, own.groups])
    const without = decodeJwt((await flowTokens(place, client)).access_token)
    equal(without['tenant'], undefined)
  })

  test('follow the user at a refresh', async () => {
    const { place, client } = await placeWithClaims({
      refreshTokens: 'always',
      scopeClaims: { 'my/scope': { claims: ['tenant'] } },
    })
    const tokens = await flowTokens(place, client)
    await place.control.users.update('developer', { claims: { tenant: 'south' } })
    const { body } = await refresh(place, client, tokens['refresh_token'])
    equal(decodeJwt(String(body['access_token']))['tenant'], 'south')
  })

  test('never stand for the protocol’s own: a configuration that wants so is refused', async () => {
    const place = await used.sandbox()
    const email = { claims: ['sub', 'tenant'], in: ['id_token' as const] }
    const wrong = { scopeClaims: { email } }
    const refused = await configure(place, wrong).catch((error: unknown) => error)
    match(String(refused), /must not be a claim of the protocol/)
  })
})

describe('the claims parameter (OpenID Connect Core §5.5)', () => {
  test('asks the user for each claim, and brings it where it was asked for', async () => {
    const { place, client } = await placeWithClaims()
    const claims = {
      id_token: { tenant: { essential: true }, acr: null },
      userinfo: { groups: null, email: null, 'not there': null },
      other: { ignored: true },
    }
    const ticked = ['tenant', 'groups', 'email', 'not there']
    const { page, body, again } = await allowSome(place, client, claims, ticked)
    match(page.text, /name="claim" value="tenant" checked/)
    match(page.text, /north/)
    const id = decodeJwt(String(body['id_token']))
    deepEqual([id['tenant'], id['groups']], [own.tenant, undefined])
    const user = await userInfo(place, body['access_token'])
    deepEqual([user['groups'], user['tenant']], [own.groups, undefined])
    equal(user['email'], 'dana@lab.example')
    equal(decodeJwt(String(body['access_token']))['tenant'], undefined)
    // The consent is remembered with its claims.
    ok((await again()).leaves)
  })

  test('brings nothing that the user did not allow, and asks again', async () => {
    const { place, client } = await placeWithClaims()
    const claims = { id_token: { tenant: null }, userinfo: { groups: null, email: null } }
    const { body, again } = await allowSome(place, client, claims, ['email'])
    equal(decodeJwt(String(body['id_token']))['tenant'], undefined)
    const user = await userInfo(place, body['access_token'])
    deepEqual([user['groups'], user['email']], [undefined, 'dana@lab.example'])
    match((await again()).text, /name="claim"/)
  })

  test('with a value brings a claim of that value alone', async () => {
    const { place, client } = await placeWithClaims({ interaction: 'automatic' })
    const claims = {
      id_token: { tenant: { value: 'south' }, groups: { values: [['staff', 'admins'], 'x'] } },
    }
    const id = decodeJwt(String((await flowTokens(place, client, asked(claims)))['id_token']))
    deepEqual([id['tenant'], id['groups']], [undefined, own.groups])
  })

  test('asks for no consent for what the scopes bring', async () => {
    const { place, client } = await placeWithClaims()
    const claims = { id_token: { email: null, sub: null } }
    const change = { ...asked(claims), scope: 'openid email' }
    const tokens = await flowTokens(place, client, change)
    equal(decodeJwt(String(tokens['id_token']))['email'], 'dana@lab.example')
  })

  test('that is no such JSON is refused', async () => {
    const { place, client } = await placeWithClaims({ interaction: 'automatic' })
    for (const claims of ['{', '[]', '{"id_token": {"email": true}}', '{"userinfo": "email"}']) {
      const { response } = await authorize(place, client, { claims })
      equal(response['error'], 'invalid_request', claims)
      deepEqual(await checksOf(place, '/authorize'), ['claims.form'])
    }
  })

  test('names the one user that the answer may be about', async () => {
    const { place, client } = await placeWithClaims()
    const first = await authorize(place, client)
    const tokens = await redeem(place, client, first)
    const hint = String(tokens.body['id_token'])
    const { sub } = decodeJwt(hint)
    const forUser = (value: unknown) => asked({ id_token: { sub: { value } } })
    const silent = { prompt: 'none' }
    const { browser } = first
    const same = await authorize(place, client, { ...silent, ...forUser(sub) }, { browser })
    ok(same.code)
    const change = { ...silent, ...forUser('u-other') }
    const other = await authorize(place, client, change, { browser })
    equal(other.response['error'], 'login_required')
    const both = { ...change, id_token_hint: hint }
    const unlike = await authorize(place, client, both, { browser })
    equal(unlike.response['error'], 'invalid_request')
    deepEqual(await checksOf(place, '/authorize'), ['claims.subject'])
  })
})

test('the metadata names the configured claims, and that single ones may be asked for', async () => {
  const { place } = await placeWithClaims({ scopeClaims: { email: { claims: ['tenant'] } } })
  const url = `${place.issuer}/.well-known/openid-configuration`
  const { body } = await readAnswer(place.trustedFetch(url))
  equal(body['claims_parameter_supported'], true)
  ok((body['claims_supported'] as string[]).includes('tenant'))
})
