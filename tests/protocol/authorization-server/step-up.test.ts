import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { decodeJwt } from 'jose'
import { administer } from '../support/administer.ts'
import {
  authorizationRequest,
  authorize,
  clientToken,
  flowTokens,
  introspect,
  redeem,
} from '../support/code-flow.ts'
import { registerClient } from '../support/place.ts'
import { checksOf, configure, useLab } from '../support/use-lab.ts'
import type { TestPlace } from '../support/use-lab.ts'

const used = useLab()
const one = 'urn:oauth-lab:one-factor'
const two = 'urn:oauth-lab:two-factors'
const essential = (acr: object) => ({
  claims: JSON.stringify({ id_token: { acr: { essential: true, ...acr } } }),
})

async function placeWithClient() {
  const place = await used.sandbox()
  return { place, client: await registerClient(place) }
}

describe('acr_values (OpenID Connect Core §3.1.2.1)', () => {
  test('that the user cannot reach bring no tokens (RFC 9470 §5)', async () => {
    const { place, client } = await placeWithClient()
    const asked = { acr_values: `${two} unknown` }
    const first = await authorize(place, client, asked)
    equal(first.response['error'], 'unmet_authentication_requirements')
    const { browser } = first
    const again = await authorize(place, client, asked, { browser })
    equal(again.response['error'], 'unmet_authentication_requirements')
    deepEqual(await checksOf(place, '/authorize'), ['acr.satisfied'])
    const met = await authorize(place, client, { acr_values: `unknown ${one}` }, { browser })
    const { body } = await redeem(place, client, met)
    equal(decodeJwt(String(body['access_token'])).acr, one)
  })

  test('are a wish in the profile oidc-core, where acr tells what was reached', async () => {
    const { place, client } = await placeWithClient()
    await configure(place, { profile: 'oidc-core' })
    const tokens = await flowTokens(place, client, { acr_values: `${two} unknown` })
    equal(decodeJwt(String(tokens['id_token'])).acr, one)
    equal(decodeJwt(tokens.access_token).acr, one)
  })

  test('that the claims parameter asks for without essential are a wish, and so are those of the client', async () => {
    const { place } = await placeWithClient()
    const client = await registerClient(place, { default_acr_values: [two] })
    const wished = { claims: JSON.stringify({ id_token: { acr: { value: two } } }) }
    for (const change of [wished, {}]) {
      const tokens = await flowTokens(place, client, change)
      equal(decodeJwt(String(tokens['id_token'])).acr, one)
    }
  })

  test('have the user sign in again, with the second factor', async () => {
    const { place, client } = await placeWithClient()
    const { browser } = await authorize(place, client)
    await place.control.users.setTotp('developer')
    const { url } = authorizationRequest(place, client, { acr_values: two })
    match((await browser.open(url)).text, /name="password"/)
    const weak = authorizationRequest(place, client, { acr_values: one })
    ok((await browser.open(weak.url)).leaves)
    const silent = { acr_values: two, prompt: 'none' }
    const { response } = await authorize(place, client, silent, { browser })
    equal(response['error'], 'login_required')
  })

  test('of the client itself hold where the request has none', async () => {
    const { place } = await placeWithClient()
    const client = await registerClient(place, { default_acr_values: [two] })
    const { browser } = await authorize(place, client)
    await place.control.users.setTotp('developer')
    match((await browser.open(authorizationRequest(place, client).url)).text, /name="password"/)
  })

  test('as an essential claim refuse what does not reach them', async () => {
    const { place, client } = await placeWithClient()
    const first = await authorize(place, client, essential({ value: two }))
    equal(first.response['error'], 'unmet_authentication_requirements')
    const { browser } = first
    const again = await authorize(place, client, essential({ values: [two, 'x'] }), { browser })
    equal(again.response['error'], 'unmet_authentication_requirements')
    deepEqual(await checksOf(place, '/authorize'), ['acr.reached'])
    const met = await authorize(place, client, essential({ values: ['x', one] }), { browser })
    const { body } = await redeem(place, client, met)
    equal(decodeJwt(String(body['id_token'])).acr, one)
  })
})

describe('step-up at the resource server (RFC 9470)', () => {
  const configured = async (place: TestPlace, resource: object) => {
    const path = 'resserver/admin/api/configuration'
    const { status, body } = await administer(place, 'PUT', path, { authentication: { resource } })
    equal(status, 200, JSON.stringify(body))
  }
  const call = async (place: TestPlace, token: string) => {
    const headers = { authorization: `Bearer ${token}` }
    const url = `${place.base}/resserver/protected-resources/`
    const response = await place.trustedFetch(url, { headers })
    await response.text()
    return { status: response.status, challenge: response.headers.get('www-authenticate') ?? '' }
  }

  test('challenges a token of a weak sign-in, and takes one of a strong one', async () => {
    const { place, client } = await placeWithClient()
    const tokens = await flowTokens(place, client)
    equal((await call(place, tokens.access_token)).status, 200)
    await configured(place, { acrValues: [two] })
    const { status, challenge } = await call(place, tokens.access_token)
    equal(status, 401)
    match(challenge, /error="insufficient_user_authentication"/)
    match(challenge, new RegExp(`acr_values="${two}"`))
    await configured(place, { acrValues: [two, one] })
    equal((await call(place, tokens.access_token)).status, 200)
    // A client by itself did not sign in.
    equal((await call(place, await clientToken(place, client))).status, 401)
  })

  test('challenges a token of an old sign-in until the user signed in again', async () => {
    const { place, client } = await placeWithClient()
    await configured(place, { maxAge: 60 })
    const first = await authorize(place, client)
    const { body } = await redeem(place, client, first)
    const token = String(body['access_token'])
    equal((await call(place, token)).status, 200)
    await place.control.clock.set({ offset: 61 })
    const { status, challenge } = await call(place, token)
    equal(status, 401)
    match(challenge, /max_age="60"/)
    const change = { max_age: '60' }
    const again = await authorize(place, client, change, { browser: first.browser })
    const renewed = await redeem(place, client, again)
    equal((await call(place, String(renewed.body['access_token']))).status, 200)
  })

  test('is judged by introspection, which tells acr and auth_time (§6.2)', async () => {
    const { place, client } = await placeWithClient()
    const { access_token } = await flowTokens(place, client)
    const told = await introspect(place, client, access_token)
    const { acr, auth_time } = decodeJwt(access_token)
    deepEqual([told['acr'], told['auth_time']], [acr, auth_time])
    const own = await introspect(place, client, await clientToken(place, client))
    equal('acr' in own, false)
  })

  test('may be waived', async () => {
    const { place, client } = await placeWithClient()
    await configured(place, { acrValues: [two] })
    await place.control.policy.waive('authentication.context')
    equal((await call(place, await clientToken(place, client))).status, 200)
  })
})
