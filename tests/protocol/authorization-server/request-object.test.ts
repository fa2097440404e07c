import { deepEqual, equal, match } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { UnsecuredJWT } from 'jose'
import { createBrowser } from '../support/browser.ts'
import { authorizationRequest, formRequest, redeem, responseOf } from '../support/code-flow.ts'
import { registerClient } from '../support/place.ts'
import { signInAt } from '../support/sign-in-at.ts'
import { createKey, createRequestObject } from '../support/signing-client.ts'
import type { AssertionChange, ClientKey } from '../support/signing-client.ts'
import { checksOf, configure, useLab } from '../support/use-lab.ts'
import type { TestPlace } from '../support/use-lab.ts'

const used = useLab()

/** A client that signs its requests, and what sends them. */
async function openSigner(place: TestPlace, change: object = {}) {
  const key = await createKey('ES256', 'one')
  const client = await registerClient(place, { jwks: { keys: [key.publicJwk] }, ...change })
  const { client_id } = client
  const send = (parameters: Record<string, string>) => {
    const query = new URLSearchParams({ client_id, ...parameters })
    return createBrowser(place.trustedFetch).open(`${place.issuer}/authorize?${query.toString()}`)
  }
  /** The parameters of a good request without a person, so that each answer is a redirect. */
  const parameters = () => authorizationRequest(place, client, { prompt: 'none' }).parameters
  return {
    key,
    client,
    send,
    parameters,
    sendObject: async (change: AssertionChange = {}, by: ClientKey = key) =>
      send({ request: await createRequestObject(place, by, parameters(), change) }),
  }
}

/** Requires a refusal at the redirect URI by that check; without one the person is missing, and nothing else. */
async function requireAnswer(place: TestPlace, page: { leaves?: URL | undefined }, check?: string) {
  const failed = await checksOf(place, '/authorize')
  deepEqual(failed, [check ?? 'session.present'])
  return page.leaves!.searchParams.get('error')
}

describe('a signed request object (RFC 9101)', () => {
  test('by value signs a user in, and its parameters alone count', async () => {
    const { lab } = used
    const { client, key } = await openSigner(lab)
    const { parameters, verifier } = authorizationRequest(lab, client)
    const request = await createRequestObject(lab, key, parameters)
    const browser = createBrowser(lab.trustedFetch)
    const query = new URLSearchParams({
      client_id: client.client_id,
      request,
      scope: 'unknown',
      state: 'of the query',
      response_type: 'token',
      redirect_uri: 'https://evil.example/',
    })
    const first = await browser.open(`${lab.issuer}/authorize?${query.toString()}`)
    const response = responseOf(await signInAt(lab, browser, first))
    equal(response['state'], parameters['state'])
    equal((await redeem(lab, client, { code: response['code']!, verifier })).status, 200)
  })

  test('may have numbers, lists and no claims of its own', async () => {
    const { lab } = used
    const signer = await openSigner(lab)
    const resource = [`${lab.base}/resserver`]
    const bare = { iss: undefined, aud: undefined, jti: undefined, exp: undefined, iat: undefined }
    for (const claims of [{ max_age: 300, resource }, bare]) {
      equal(await requireAnswer(lab, await signer.sendObject({ claims })), 'login_required')
    }
    for (const typ of ['JWT', 'application/jwt', 'application/oauth-authz-req+jwt', undefined]) {
      const page = await signer.sendObject({ header: { typ } })
      equal(await requireAnswer(lab, page), 'login_required')
    }
  })

  test('each mistake in it is a check of its own, told at the redirect URI', async () => {
    const { lab } = used
    const signer = await openSigner(lab)
    const now = Math.floor(Date.now() / 1000)
    const wrong: [AssertionChange, string][] = [
      [{ header: { typ: 'at+jwt' } }, 'request-object.typ'],
      [{ header: { typ: 7 } }, 'request-object.typ'],
      [{ header: { kid: 'unknown' } }, 'request-object.key-found'],
      [{ claims: { client_id: 'c-other' } }, 'request-object.client'],
      [{ claims: { client_id: undefined } }, 'request-object.client'],
      [{ claims: { iss: 'https://other.example' } }, 'request-object.client'],
      [{ claims: { aud: 'https://other.example' } }, 'request-object.audience'],
      [{ claims: { request_uri: 'urn:x' } }, 'request-object.not-nested'],
      [{ claims: { exp: now - 1 } }, 'request-object.fresh'],
      [{ claims: { exp: 'soon' } }, 'request-object.fresh'],
      [{ claims: { nbf: now + 60 } }, 'request-object.begun'],
    ]
    for (const [change, check] of wrong) {
      const error = await requireAnswer(lab, await signer.sendObject(change), check)
      equal(error, 'invalid_request_object', check)
    }
    const stranger = await createKey('ES256', 'one')
    const forged = await signer.sendObject({}, stranger)
    await requireAnswer(lab, forged, 'request-object.signature')
    const rsa = await createKey('RS256', 'one')
    await requireAnswer(lab, await signer.sendObject({}, rsa), 'request-object.key-kind')
    // What the parameters of a good object say is judged as always.
    const scope = await signer.sendObject({ claims: { scope: 'unknown' } })
    equal(await requireAnswer(lab, scope, 'scope.supported'), 'invalid_scope')
  })

  test('has nbf and exp within the bounds of requestObjectLifetime, and names this server', async () => {
    const place = await used.sandbox()
    await configure(place, { requestObjectLifetime: 3600, requireRequestObjectAudience: true })
    const signer = await openSigner(place)
    const now = Math.floor(Date.now() / 1000)
    for (const claims of [{}, { nbf: now - 3500, exp: now + 90 }, { nbf: now + 9, iat: now + 9 }]) {
      equal(await requireAnswer(place, await signer.sendObject({ claims })), 'login_required')
    }
    const wrong: [Record<string, unknown>, string][] = [
      [{ nbf: undefined }, 'request-object.bounded'],
      [{ exp: undefined }, 'request-object.bounded'],
      [{ nbf: now - 3700, exp: now - 3700 + 3600 + 150 }, 'request-object.bounded'],
      [{ exp: now + 3700 }, 'request-object.bounded'],
      [{ aud: undefined }, 'request-object.audience'],
    ]
    for (const [claims, check] of wrong) {
      const error = await requireAnswer(place, await signer.sendObject({ claims }), check)
      equal(error, 'invalid_request_object', check)
    }
  })

  test('by another algorithm than the registered one is refused', async () => {
    const { lab } = used
    const signer = await openSigner(lab, { request_object_signing_alg: 'PS256' })
    await requireAnswer(lab, await signer.sendObject(), 'request-object.algorithm')
  })

  test('with a jti comes once', async () => {
    const { lab } = used
    const { key, send, parameters } = await openSigner(lab)
    const request = await createRequestObject(lab, key, parameters())
    equal(await requireAnswer(lab, await send({ request })), 'login_required')
    const error = await requireAnswer(lab, await send({ request }), 'request-object.unused')
    equal(error, 'invalid_request_object')
  })

  test('whose redirect_uri is not registered is refused on our own page', async () => {
    const signer = await openSigner(used.lab)
    const page = await signer.sendObject({ claims: { redirect_uri: 'https://evil.example/' } })
    equal(page.leaves, undefined)
    deepEqual(await checksOf(used.lab, '/authorize'), ['redirect-uri.registered'])
  })

  test('that is refused is no way around a redirect_uri beside it that is not registered', async () => {
    const { lab } = used
    const signer = await openSigner(lab)
    const request = new UnsecuredJWT(signer.parameters()).encode()
    const outside = { redirect_uri: 'https://evil.example/' }
    const page = await signer.send({ request, ...outside })
    equal(page.leaves, undefined)
    equal(page.status, 400)
    deepEqual(await checksOf(lab, '/authorize'), [
      'request-object.none-registered',
      'redirect-uri.registered',
    ])
    const { redirect_uri } = signer.parameters()
    const sent = await signer.send({ request, redirect_uri: redirect_uri! })
    const error = await requireAnswer(lab, sent, 'request-object.none-registered')
    equal(error, 'request_not_supported')
  })

  test('without a redirect_uri does not borrow the one beside it', async () => {
    const { lab } = used
    const { key, send, parameters } = await openSigner(lab)
    const { redirect_uri, ...rest } = parameters()
    const request = await createRequestObject(lab, key, rest)
    const page = await send({ request, redirect_uri: redirect_uri! })
    await requireAnswer(lab, page, 'redirect-uri.present')
  })

  test('may be pushed, its parameters then in the reference', async () => {
    const { lab } = used
    const { client, key, send } = await openSigner(lab, { require_signed_request_object: true })
    const { parameters } = authorizationRequest(lab, client)
    const request = await createRequestObject(lab, key, parameters)
    const { status, body } = await formRequest(lab, client, 'par', { request, scope: 'unknown' })
    equal(status, 201)
    match((await send({ request_uri: String(body['request_uri']) })).text, /name="password"/)
    const plain = await formRequest(lab, client, 'par', parameters)
    match(String(plain.body['error_description']), /check request-object\.required/)
  })
})

describe('an unsigned request object', () => {
  const unsigned = (parameters: Record<string, string>) => new UnsecuredJWT(parameters).encode()

  test('is taken of a client that registered none (OpenID Connect Core §6.1)', async () => {
    const { lab } = used
    const { send, parameters } = await openSigner(lab, { request_object_signing_alg: 'none' })
    const page = await send({ request: unsigned(parameters()) })
    equal(await requireAnswer(lab, page), 'login_required')
  })

  test('is refused where signatureAlgorithms has no none, whatever the client registered', async () => {
    const place = await used.sandbox()
    const { parameters, send } = await openSigner(place, {
      request_object_signing_alg: 'none',
    })
    const request = new UnsecuredJWT(parameters()).encode()
    equal(await requireAnswer(place, await send({ request })), 'login_required')
    await configure(place, { signatureAlgorithms: ['RS256', 'ES256'] })
    const error = await requireAnswer(place, await send({ request }), 'request-object.signed')
    equal(error, 'invalid_request_object')
  })

  test('is taken in the profile oidc-core also of a client that registered no algorithm, and of no other', async () => {
    const place = await used.sandbox()
    await configure(place, { profile: 'oidc-core' })
    const { parameters, send } = await openSigner(place)
    const page = await send({ request: unsigned(parameters()) })
    equal(page.leaves!.searchParams.get('error'), 'login_required')
    const signer = await openSigner(place, { request_object_signing_alg: 'ES256' })
    const refused = await signer.send({ request: unsigned(signer.parameters()) })
    equal(refused.leaves!.searchParams.get('error'), 'invalid_request_object')
  })

  test('is refused of others, also with something for a signature', async () => {
    const { lab } = used
    const { send, parameters } = await openSigner(lab)
    const page = await send({ request: unsigned(parameters()) })
    const error = await requireAnswer(lab, page, 'request-object.none-registered')
    equal(error, 'request_not_supported')
    const es256 = await openSigner(lab, { request_object_signing_alg: 'ES256' })
    const other = await es256.send({ request: unsigned(es256.parameters()) })
    equal(await requireAnswer(lab, other, 'request-object.signed'), 'invalid_request_object')
    const open = await openSigner(lab, { request_object_signing_alg: 'none' })
    const signed = `${unsigned(open.parameters())}AAAA`
    await requireAnswer(lab, await open.send({ request: signed }), 'request-object.form')
    const key = await createRequestObject(lab, open.key, open.parameters())
    await requireAnswer(lab, await open.send({ request: key }), 'request-object.algorithm')
  })
})

describe('signed requests alone', () => {
  test('are taken where the server insists, and the metadata say so', async () => {
    const place = await used.sandbox()
    const signer = await openSigner(place)
    await configure(place, { requireSignedRequestObject: true })
    const well = `${place.issuer}/.well-known/openid-configuration`
    const metadata = (await (await place.trustedFetch(well)).json()) as Record<string, unknown>
    equal(metadata['require_signed_request_object'], true)
    const plain = await signer.send(signer.parameters())
    equal(await requireAnswer(place, plain, 'request-object.required'), 'invalid_request')
    equal(await requireAnswer(place, await signer.sendObject()), 'login_required')
  })
})

describe('a request object at an address (RFC 9101 §5.2)', () => {
  test('is asked for where it is registered and its host allowed, and nowhere else', async () => {
    const place = await used.sandbox()
    const { host } = new URL(place.origin)
    const [here, elsewhere] = [`${place.base}/nowhere`, 'https://169.254.169.254/request']
    const signer = await openSigner(place, { request_uris: [here, elsewhere] })
    const send = (request_uri: string) => signer.send({ ...signer.parameters(), request_uri })
    const refused = async (uri: string, check: string, error = 'invalid_request_uri') =>
      equal(await requireAnswer(place, await send(uri), check), error)
    await refused(here, 'request-uri.offered', 'request_uri_not_supported')
    await configure(place, { requestUriHosts: [host] })
    await refused(`${here}?other`, 'request-uri.registered')
    await refused(elsewhere, 'request-uri.host')
    await refused(here, 'request-uri.fetched')
    await configure(place, { requestUriHosts: [host, '169.254.169.254'] })
    await refused(elsewhere, 'request-uri.fetched')
    const both = { request: 'x.y.z', request_uri: here }
    await requireAnswer(
      place,
      await signer.send({ ...signer.parameters(), ...both }),
      'request-object.one-way',
    )
  })
})
