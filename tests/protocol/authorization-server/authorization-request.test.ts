import { equal, match, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createBrowser, readForm, takeWayOn } from '../support/browser.ts'
import type { Page } from '../support/browser.ts'
import {
  allow,
  authorizationRequest,
  authorize,
  flowTokens,
  redeem,
  responseOf,
  signIn,
} from '../support/code-flow.ts'
import type { Change, FlowClient } from '../support/code-flow.ts'
import { redirectUri, registerClient, registerPublicClient } from '../support/place.ts'
import { useLab } from '../support/use-lab.ts'
import type { TestPlace } from '../support/use-lab.ts'

const used = useLab()

/** Sends the request and requires that the client is told the error at its redirect URI. */
async function requireSent(
  client: FlowClient,
  change: Change,
  error: string,
  place: Pick<TestPlace, 'base' | 'issuer' | 'trustedFetch'> = used.lab,
): Promise<Page> {
  const { url, parameters } = authorizationRequest(place, client, change)
  const page = takeWayOn(await createBrowser(place.trustedFetch).open(url))
  const response = responseOf(page)
  equal(response['error'], error, JSON.stringify(change))
  equal(response['state'], parameters['state'])
  equal(response['iss'], place.issuer)
  equal(response['code'], undefined)
  match(response['error_description'] ?? '', /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/)
  equal(`${page.leaves!.origin}${page.leaves!.pathname}`, redirectUri)
  return page
}

describe('the authorization endpoint', () => {
  test('answers with code, state and iss at the redirect URI', async () => {
    const client = await registerClient(used.lab)
    const { response, parameters, page } = await authorize(used.lab, client)
    ok(response['code'])
    equal(response['state'], parameters['state'])
    equal(response['iss'], used.lab.issuer)
    equal(page.leaves!.hash, '')
    equal(page.headers.get('cache-control'), 'no-store')
  })

  test('takes the request by POST as by GET', async () => {
    const client = await registerClient(used.lab)
    const browser = createBrowser(used.lab.trustedFetch)
    const { parameters, verifier } = authorizationRequest(used.lab, client)
    const body = new URLSearchParams(parameters)
    let page = await browser.open(`${used.lab.issuer}/authorize`, { method: 'POST', body })
    page = await signIn(browser, page)
    page = await allow(browser, page, ['openid', 'my/scope'])
    const { code = '' } = responseOf(page)
    equal((await redeem(used.lab, client, { code, verifier })).status, 200)
  })

  test('sends no state where none was sent, and any state back as it was', async () => {
    const client = await registerClient(used.lab)
    const none = await authorize(used.lab, client, { state: undefined })
    equal(none.response['state'], undefined)
    const state = 'ä &?#/\\"\'<>%00\t💡'
    equal((await authorize(used.lab, client, { state })).response['state'], state)
    const long = 'x'.repeat(4096)
    equal((await authorize(used.lab, client, { state: long })).response['state'], long)
  })

  test('response_mode fragment answers in the fragment', async () => {
    const client = await registerClient(used.lab)
    const { page, response } = await authorize(used.lab, client, { response_mode: 'fragment' })
    equal(page.leaves!.search, '')
    ok(response['code'])
    equal(response['iss'], used.lab.issuer)
    const change = { response_mode: 'fragment', scope: 'unknown' }
    equal((await requireSent(client, change, 'invalid_scope')).leaves!.search, '')
  })

  test('response_mode form_post answers with a form that posts to the redirect URI', async () => {
    const client = await registerClient(used.lab)
    const browser = createBrowser(used.lab.trustedFetch)
    const change = { response_mode: 'form_post', state: '"><b>' }
    const { url, verifier } = authorizationRequest(used.lab, client, change)
    let page = await signIn(browser, await browser.open(url))
    page = await allow(browser, page, ['openid', 'my/scope'])
    equal(page.status, 200)
    equal(page.headers.get('cache-control'), 'no-store')
    const { action, hidden } = readForm(page)
    equal(action.href, redirectUri)
    const fields = Object.fromEntries(hidden)
    equal(fields['state'], '"><b>')
    equal(fields['iss'], used.lab.issuer)
    const { code = '' } = fields
    equal((await redeem(used.lab, client, { code, verifier })).status, 200)
    ok(!(page.headers.get('content-security-policy') ?? '').includes('form-action'))
  })

  test('an error is sent to the redirect URI by form_post too', async () => {
    const client = await registerClient(used.lab)
    const change = { response_mode: 'form_post', scope: 'unknown' }
    const { url } = authorizationRequest(used.lab, client, change)
    const { action, hidden } = readForm(await createBrowser(used.lab.trustedFetch).open(url))
    equal(action.href, redirectUri)
    equal(Object.fromEntries(hidden)['error'], 'invalid_scope')
  })
})

describe('an authorization request with a mistake is told the client', () => {
  const mistakes: [string, Change, string][] = [
    ['no response_type', { response_type: undefined }, 'invalid_request'],
    ['response_type token', { response_type: 'token' }, 'unsupported_response_type'],
    ['response_type id_token', { response_type: 'id_token' }, 'unsupported_response_type'],
    ['a hybrid response_type', { response_type: 'code id_token' }, 'unsupported_response_type'],
    ['an unknown response_mode', { response_mode: 'web_message' }, 'invalid_request'],
    ['an unknown scope', { scope: 'openid unknown' }, 'invalid_scope'],
    ['a malformed scope', { scope: 'openid  my/scope' }, 'invalid_scope'],
    ['a scope with a quotation mark', { scope: 'openid "' }, 'invalid_scope'],
    ['a challenge by plain', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['a challenge without a method', { code_challenge_method: undefined }, 'invalid_request'],
    ['a challenge that is too short', { code_challenge: 'abc' }, 'invalid_request'],
    ['an unknown prompt', { prompt: 'create' }, 'invalid_request'],
    ['prompt none with another', { prompt: 'none login' }, 'invalid_request'],
    ['max_age that is no number', { max_age: 'soon' }, 'invalid_request'],
    ['a negative max_age', { max_age: '-1' }, 'invalid_request'],
    ['an id_token_hint of nobody', { id_token_hint: 'x.y.z' }, 'invalid_request'],
    ['a request object', { request: 'x.y.z' }, 'invalid_request_object'],
    ['a request_uri', { request_uri: 'urn:x' }, 'request_uri_not_supported'],
    ['a registration parameter', { registration: '{}' }, 'registration_not_supported'],
    ['an unknown resource', { resource: 'https://evil.example/' }, 'invalid_target'],
    ['a relative resource', { resource: '/resserver' }, 'invalid_target'],
  ]
  for (const [what, change, error] of mistakes) {
    test(`${what}: ${error}`, async () => {
      await requireSent(await registerClient(used.lab), change, error)
    })
  }

  test('a parameter that comes twice: invalid_request', async () => {
    const client = await registerClient(used.lab)
    const { url } = authorizationRequest(used.lab, client)
    for (const name of ['scope', 'response_type', 'nonce', 'code_challenge', 'state']) {
      const page = await createBrowser(used.lab.trustedFetch).open(`${url}&${name}=x`)
      equal(responseOf(page)['error'], 'invalid_request', name)
    }
  })

  test('a scope that the client did not register: invalid_scope', async () => {
    const client = await registerClient(used.lab, { scope: 'openid profile' })
    await requireSent(client, { scope: 'openid email' }, 'invalid_scope')
  })

  test('a client without the grant type: unauthorized_client', async () => {
    const change = { grant_types: ['client_credentials'] }
    await requireSent(await registerClient(used.lab, change), {}, 'unauthorized_client')
  })
})

describe('PKCE at the authorization endpoint (RFC 7636, RFC 9700 §2.1.1)', () => {
  const without = { code_challenge: undefined, code_challenge_method: undefined }

  test('a public client must send a challenge', async () => {
    const client = await registerPublicClient(used.lab)
    await requireSent(client, without, 'invalid_request')
    ok((await flowTokens(used.lab, client)).access_token)
  })

  test('a confidential client must only when it registered so', async () => {
    const strict = await registerClient(used.lab, { require_pkce: true })
    await requireSent(strict, without, 'invalid_request')
    const free = await registerClient(used.lab)
    ok((await authorize(used.lab, free, without)).code)
  })
})
