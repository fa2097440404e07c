import { deepEqual, equal, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { decodeJwt } from 'jose'
import { readAnswer, requireRefused } from '../support/answer.ts'
import { createBrowser } from '../support/browser.ts'
import {
  authorizationRequest,
  basic,
  introspect,
  redeem,
  refresh,
  responseOf,
  signIn,
} from '../support/code-flow.ts'
import type { FlowClient } from '../support/code-flow.ts'
import { registerClient } from '../support/place.ts'
import { createKey, createRequestObject } from '../support/signing-client.ts'
import { configure, useLab } from '../support/use-lab.ts'
import type { TestPlace } from '../support/use-lab.ts'

const used = useLab()
const calendar = 'https://cal.example/'
const contacts = 'https://contacts.example/'
const elsewhere = 'https://elsewhere.example/'
const resources = { [calendar]: {}, [contacts]: {}, [elsewhere]: {} }

async function placeWith(severalResources: 'no' | 'grant' | 'token') {
  const place = await used.sandbox()
  await configure(place, { resources, severalResources, refreshTokens: 'always' })
  return { place, client: await registerClient(place) }
}

/** An authorization request for these resources; its consent page and its answer. */
async function ask(place: TestPlace, client: FlowClient, wanted: string[]) {
  const request = authorizationRequest(place, client)
  const query = new URLSearchParams(wanted.map((one) => ['resource', one])).toString()
  const browser = createBrowser(place.trustedFetch)
  let page = await browser.open(`${request.url}&${query}`)
  const { text } = page.text.includes('name="password"')
    ? (page = await signIn(browser, page))
    : page
  if (text.includes('value="allow"')) {
    page = await browser.submit(page, { scope: ['openid', 'my/scope'], answer: 'allow' })
  }
  const { code = '', error } = responseOf(page)
  return { code, error, text, verifier: request.verifier }
}

const audienceOf = (token: unknown) => decodeJwt(String(token)).aud

/** A token request with several resources. */
function tokenFor(
  place: TestPlace,
  client: Required<FlowClient>,
  form: Record<string, string>,
  wanted: string[],
) {
  const body = new URLSearchParams([
    ...Object.entries(form),
    ...wanted.map((one) => ['resource', one]),
  ])
  const headers = { authorization: basic(client.client_id, client.client_secret) }
  return readAnswer(place.trustedFetch(`${place.issuer}/token`, { method: 'POST', headers, body }))
}

const own = { grant_type: 'client_credentials', scope: 'my/scope' }

describe('several resources in an authorization request (RFC 8707 §2.1)', () => {
  test('are refused unless the configuration allows them', async () => {
    const { place, client } = await placeWith('no')
    equal((await ask(place, client, [calendar, contacts])).error, 'invalid_target')
    ok((await ask(place, client, [calendar])).code)
  })

  test('are shown and granted together; each token is for the one that its request names', async () => {
    const { place, client } = await placeWith('grant')
    const granted = await ask(place, client, [calendar, contacts])
    for (const one of [calendar, contacts]) ok(granted.text.includes(new URL(one).host), one)
    const unsaid = await redeem(place, client, granted)
    requireRefused(unsaid, 'invalid_target', { check: 'resource.chosen' })
    const other = await redeem(place, client, granted, { resource: elsewhere })
    requireRefused(other, 'invalid_target', { check: 'resource.granted' })
    const { body } = await redeem(place, client, granted, { resource: calendar })
    equal(audienceOf(body['access_token']), calendar)
    equal((await introspect(place, client, body['access_token']))['aud'], calendar)
    // The refresh token is bound to the full grant (§2.2).
    const next = await refresh(place, client, body['refresh_token'], { resource: contacts })
    equal(audienceOf(next.body['access_token']), contacts)
    const again = { grant_type: 'refresh_token', refresh_token: String(next.body['refresh_token']) }
    const both = await tokenFor(place, client, again, [calendar, contacts])
    requireRefused(both, 'invalid_target', { check: 'resource.one' })
  })

  test('are each known, or all are refused', async () => {
    const { place, client } = await placeWith('grant')
    const { error } = await ask(place, client, [calendar, 'https://unknown.example/'])
    equal(error, 'invalid_target')
  })

  test('are one consent, whatever their order', async () => {
    const { place, client } = await placeWith('grant')
    await ask(place, client, [calendar, contacts])
    const { items } = await place.control.consents.list({ user: 'developer' })
    deepEqual(
      items.map(({ resource }) => resource),
      [`${calendar} ${contacts}`],
    )
    await ask(place, client, [contacts, calendar])
    equal((await place.control.consents.list({ user: 'developer' })).total, 1)
  })

  test('come in a pushed request too', async () => {
    const { place, client } = await placeWith('grant')
    const { parameters, verifier } = authorizationRequest(place, client)
    const body = new URLSearchParams([
      ...Object.entries(parameters),
      ['resource', calendar],
      ['resource', contacts],
    ])
    const headers = { authorization: basic(client.client_id, client.client_secret) }
    const init = { method: 'POST', headers, body }
    const pushed = await readAnswer(place.trustedFetch(`${place.issuer}/par`, init))
    equal(pushed.status, 201)
    const query = new URLSearchParams({
      client_id: client.client_id,
      request_uri: String(pushed.body['request_uri']),
    }).toString()
    await configure(place, { interaction: 'automatic' })
    const page = await createBrowser(place.trustedFetch).open(`${place.issuer}/authorize?${query}`)
    const { code = '' } = responseOf(page)
    const redeemed = await redeem(place, client, { code, verifier }, { resource: contacts })
    equal(audienceOf(redeemed.body['access_token']), contacts)
  })
})

describe('several resources with authorization_details (RFC 9396 §9.1)', () => {
  const properties = { locations: { type: 'array' } }
  const entry = { description: 'Read an entry', schema: { properties } }
  const detail = (...locations: string[]) => ({
    type: 'entry',
    ...(locations.length > 0 && { locations }),
  })
  const everywhere = detail()
  const both = detail(calendar, contacts)
  const unknown = detail('https://unknown.example/')

  /** A grant by a signed request object (RFC 9101), whose lists are lists in it. */
  async function grantFor(place: TestPlace, details: object[]) {
    await configure(place, { authorizationDetailsTypes: { entry }, interaction: 'automatic' })
    const key = await createKey('ES256', 'one')
    const client = await registerClient(place, { jwks: { keys: [key.publicJwk] } })
    const { parameters, verifier } = authorizationRequest(place, client)
    const claims = { resource: [calendar, contacts], authorization_details: details }
    const request = await createRequestObject(place, key, parameters, { claims })
    const query = new URLSearchParams({ client_id: client.client_id, request }).toString()
    const page = await createBrowser(place.trustedFetch).open(`${place.issuer}/authorize?${query}`)
    return { client, verifier, ...responseOf(page) } as {
      client: typeof client
      verifier: string
      code?: string
      error?: string
    }
  }

  test('tells each resource what is for it, or for no resource of the grant alone', async () => {
    const { place } = await placeWith('grant')
    const details = [everywhere, both, unknown, detail(calendar), detail(contacts)]
    const { client, code = '', verifier } = await grantFor(place, details)
    const first = await redeem(place, client, { code, verifier }, { resource: calendar })
    const there = [everywhere, both, unknown, detail(calendar)]
    deepEqual(first.body['authorization_details'], there)
    deepEqual(decodeJwt(String(first.body['access_token']))['authorization_details'], there)
    const change = { resource: contacts }
    const next = await refresh(place, client, first.body['refresh_token'], change)
    const here = [everywhere, both, unknown, detail(contacts)]
    deepEqual(next.body['authorization_details'], here)
    const told = await introspect(place, client, next.body['access_token'])
    deepEqual(told['authorization_details'], here)
  })

  test('are refused in a request object like anywhere', async () => {
    const { place } = await placeWith('grant')
    const { error } = await grantFor(place, [{ type: 'entry', other: true }])
    equal(error, 'invalid_authorization_details')
  })
})

describe('a token for several resources', () => {
  test('has them as a list in aud, where the configuration allows that', async () => {
    const { place, client } = await placeWith('token')
    const granted = await ask(place, client, [calendar, contacts, elsewhere])
    const { body } = await redeem(place, client, granted)
    deepEqual(audienceOf(body['access_token']), [calendar, contacts, elsewhere])
    const form = { grant_type: 'refresh_token', refresh_token: String(body['refresh_token']) }
    const some = await tokenFor(place, client, form, [contacts, calendar])
    deepEqual(audienceOf(some.body['access_token']), [contacts, calendar])
    const told = await introspect(place, client, some.body['access_token'])
    deepEqual(told['aud'], [contacts, calendar])
  })

  test('is for a client itself by the same setting', async () => {
    const { place, client } = await placeWith('token')
    const { body } = await tokenFor(place, client, own, [calendar, contacts])
    deepEqual(audienceOf(body['access_token']), [calendar, contacts])
    await configure(place, { severalResources: 'grant' })
    const refused = await tokenFor(place, client, own, [calendar, contacts])
    requireRefused(refused, 'invalid_target', { check: 'resource.one' })
  })

  test('comes of no grant for several once the configuration wants one again', async () => {
    const { place, client } = await placeWith('token')
    const granted = await ask(place, client, [calendar, contacts])
    await configure(place, { severalResources: 'no' })
    const refused = await redeem(place, client, granted)
    requireRefused(refused, 'invalid_target', { check: 'resource.chosen' })
    equal((await redeem(place, client, granted, { resource: calendar })).status, 200)
  })
})
