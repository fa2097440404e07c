import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { requireRefused } from '../support/answer.ts'
import type { Answer } from '../support/answer.ts'
import { createBrowser } from '../support/browser.ts'
import { authorizationRequest, formRequest, redeem, responseOf } from '../support/code-flow.ts'
import type { Change, FlowClient } from '../support/code-flow.ts'
import { registerClient, registerPublicClient } from '../support/place.ts'
import { signInAt } from '../support/sign-in-at.ts'
import {
  createAssertion,
  createKey,
  registerSigner,
  sendAssertion,
} from '../support/signing-client.ts'
import { checksOf, configure, useLab } from '../support/use-lab.ts'
import type { TestPlace } from '../support/use-lab.ts'

const used = useLab()

/** Pushes an authorization request; `change` alters it. */
async function push(place: TestPlace, client: FlowClient, change: Change = {}) {
  const { parameters, verifier } = authorizationRequest(place, client, change)
  return { ...(await formRequest(place, client, 'par', parameters)), parameters, verifier }
}

/** Opens the authorization endpoint with a reference, as a browser. */
function open(place: TestPlace, parameters: Record<string, string>) {
  const url = `${place.issuer}/authorize?${new URLSearchParams(parameters).toString()}`
  return createBrowser(place.trustedFetch).open(url)
}

const uriOf = ({ body }: Pick<Answer, 'body'>) => String(body['request_uri'])

describe('a pushed authorization request (RFC 9126)', () => {
  test('is answered with a reference, by which the browser signs in once', async () => {
    const { lab } = used
    const client = await registerClient(lab)
    const pushed = await push(lab, client)
    equal(pushed.status, 201)
    equal(pushed.headers.get('cache-control'), 'no-store')
    equal(pushed.body['expires_in'], 60)
    match(uriOf(pushed), /^urn:ietf:params:oauth:request_uri:[\w-]{43}$/)
    const reference = { client_id: client.client_id, request_uri: uriOf(pushed) }
    const browser = createBrowser(lab.trustedFetch)
    const query = new URLSearchParams({ ...reference, scope: 'unknown', state: 'of the query' })
    const first = await browser.open(`${lab.issuer}/authorize?${query.toString()}`)
    const response = responseOf(await signInAt(lab, browser, first))
    // What stands beside the reference does not count.
    equal(response['state'], pushed.parameters['state'])
    const { status } = await redeem(lab, client, {
      code: response['code']!,
      verifier: pushed.verifier,
    })
    equal(status, 200)
    const again = await open(lab, reference)
    equal(again.status, 400)
    deepEqual(await checksOf(lab, '/authorize'), ['pushed-request.unused'])
  })

  test('may come from a public client, and with a client assertion', async () => {
    const { lab } = used
    const person = await registerPublicClient(lab)
    equal((await push(lab, person)).status, 201)
    const key = await createKey('ES256', 'one')
    const { client_id } = await registerSigner(lab, [key])
    const aud = `${lab.issuer}/par`
    const assertion = await createAssertion(lab, client_id, key, { claims: { aud } })
    const { parameters } = authorizationRequest(lab, { client_id })
    const answer = await sendAssertion(lab, assertion, parameters, 'par')
    equal(answer.status, 201)
    const reference = { client_id, request_uri: uriOf(answer) }
    match((await open(lab, reference)).text, /name="password"/)
  })

  test('is refused as the authorization endpoint would, in JSON', async () => {
    const { lab } = used
    const client = await registerClient(lab)
    const wrong: [Change, string, string?][] = [
      [{ redirect_uri: 'https://evil.example/' }, 'invalid_request', 'redirect-uri.registered'],
      [{ response_type: 'token' }, 'unsupported_response_type'],
      [{ scope: 'unknown' }, 'invalid_scope'],
      [{ code_challenge_method: 'plain' }, 'invalid_request', 'pkce.method-s256'],
      [{ resource: 'https://evil.example/' }, 'invalid_target'],
      [
        { request_uri: 'urn:ietf:params:oauth:request_uri:x' },
        'invalid_request',
        'pushed-request.no-uri',
      ],
      [{ client_id: 'c-other' }, 'invalid_request', 'client.same-id'],
      [{ request: 'x.y.z' }, 'invalid_request_object', 'request-object.form'],
    ]
    for (const [change, error, check] of wrong) {
      requireRefused(await push(lab, client, change), error, check ? { check } : {})
    }
    const stranger = { ...client, client_secret: 'wrong' }
    requireRefused(await push(lab, stranger), 'invalid_client', { status: 401 })
  })

  test('is good for its own client alone, and stays good for it', async () => {
    const { lab } = used
    const [client, other] = [await registerClient(lab), await registerClient(lab)]
    const request_uri = uriOf(await push(lab, client))
    for (const client_id of [other.client_id, '']) {
      const page = await open(lab, { client_id, request_uri })
      equal(page.status, 400)
      equal(page.leaves, undefined)
      deepEqual(await checksOf(lab, '/authorize'), ['pushed-request.of-client'])
    }
    const page = await open(lab, { client_id: client.client_id, request_uri })
    match(page.text, /name="password"/)
  })

  test('may be loaded again by the browser that began with it, until it answered', async () => {
    const { lab } = used
    const client = await registerClient(lab)
    const pushed = await push(lab, client)
    const reference = { client_id: client.client_id, request_uri: uriOf(pushed) }
    const address = `${lab.issuer}/authorize?${new URLSearchParams(reference).toString()}`
    const browser = createBrowser(lab.trustedFetch)
    await browser.open(address)
    equal((await open(lab, reference)).status, 400)
    deepEqual(await checksOf(lab, '/authorize'), ['pushed-request.unused'])
    const again = await browser.open(address)
    const response = responseOf(await signInAt(lab, browser, again))
    equal(response['state'], pushed.parameters['state'])
    equal((await browser.open(address)).status, 400)
    deepEqual(await checksOf(lab, '/authorize'), ['pushed-request.unused'])
  })

  test('of two browsers at the same moment one goes on', async () => {
    const { lab } = used
    const client = await registerClient(lab)
    const reference = { client_id: client.client_id, request_uri: uriOf(await push(lab, client)) }
    const pages = await Promise.all([1, 2, 3].map(() => open(lab, reference)))
    deepEqual(
      pages.map(({ status }) => status).toSorted((a, b) => a - b),
      [200, 400, 400],
    )
  })

  test('that nobody pushed is refused on a page', async () => {
    const { client_id } = await registerClient(used.lab)
    const request_uri = 'urn:ietf:params:oauth:request_uri:x'
    const page = await open(used.lab, { client_id, request_uri })
    equal(page.status, 400)
    match(page.text, /request_uri/)
    deepEqual(await checksOf(used.lab, '/authorize'), ['pushed-request.known'])
  })

  test('ends after its lifetime on the sandbox’s clock', async () => {
    const place = await used.sandbox()
    await configure(place, { pushedRequestLifetime: 10 })
    const client = await registerClient(place)
    const pushed = await push(place, client)
    equal(pushed.body['expires_in'], 10)
    await place.control.clock.set({ offset: 11 })
    const reference = { client_id: client.client_id, request_uri: uriOf(pushed) }
    equal((await open(place, reference)).status, 400)
    deepEqual(await checksOf(place, '/authorize'), ['pushed-request.fresh'])
  })

  test('is used twice where the policy waives that, and recorded', async () => {
    const place = await used.sandbox()
    await place.control.policy.waive('pushed-request.unused')
    const client = await registerClient(place)
    const reference = { client_id: client.client_id, request_uri: uriOf(await push(place, client)) }
    for (const _ of [1, 2]) match((await open(place, reference)).text, /name="password"/)
    const waived = await checksOf(place, '/authorize', 'waived')
    ok(waived.includes('pushed-request.unused'))
  })
})

describe('pushed requests alone', () => {
  test('are taken where the server insists, and the metadata say so', async () => {
    const place = await used.sandbox()
    const client = await registerClient(place)
    await configure(place, { requirePushedAuthorizationRequests: true })
    const well = `${place.issuer}/.well-known/openid-configuration`
    const metadata = (await (await place.trustedFetch(well)).json()) as Record<string, unknown>
    equal(metadata['require_pushed_authorization_requests'], true)
    equal(metadata['pushed_authorization_request_endpoint'], `${place.issuer}/par`)
    const { parameters } = authorizationRequest(place, client, { prompt: 'none' })
    const plain = await open(place, parameters)
    equal(plain.leaves!.searchParams.get('error'), 'invalid_request')
    deepEqual(await checksOf(place, '/authorize'), ['pushed-request.required'])
    const reference = { client_id: client.client_id, request_uri: uriOf(await push(place, client)) }
    match((await open(place, reference)).text, /name="password"/)
  })

  test('are taken of a client that insists, and of that client alone', async () => {
    const { lab } = used
    const strict = await registerClient(lab, { require_pushed_authorization_requests: true })
    const { parameters } = authorizationRequest(lab, strict, { prompt: 'none' })
    const { leaves } = await open(lab, parameters)
    match(String(leaves!.searchParams.get('error_description')), /The client insists on it/)
    const other = await registerClient(lab)
    ok((await open(lab, authorizationRequest(lab, other).parameters)).text.includes('password'))
  })
})
