import { equal, match, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createBrowser, readForm, takeWayOn } from '../support/browser.ts'
import { authorizationRequest, authorize, responseOf } from '../support/code-flow.ts'
import { redirectUri, registerClient } from '../support/place.ts'
import { useLab } from '../support/use-lab.ts'

const used = useLab()
const wrong = { scope: 'unknown' }

describe('a refused authorization request (RFC 9700 §4.11.2)', () => {
  test('of somebody who is not signed in stays here, on a page with the way on', async () => {
    const client = await registerClient(used.lab)
    const { url, parameters } = authorizationRequest(used.lab, client, wrong)
    const page = await createBrowser(used.lab.trustedFetch).open(url)
    equal(page.status, 400)
    equal(page.leaves, undefined)
    match(page.text, /authorization\.user-first/)
    const { leaves } = takeWayOn(page)
    equal(`${leaves!.origin}${leaves!.pathname}`, redirectUri)
    equal(leaves!.searchParams.get('error'), 'invalid_scope')
    equal(leaves!.searchParams.get('state'), parameters['state'])
  })

  test('goes on by itself for somebody who is signed in', async () => {
    const client = await registerClient(used.lab)
    const { browser } = await authorize(used.lab, client)
    const page = await browser.open(authorizationRequest(used.lab, client, wrong).url)
    equal(page.leaves!.searchParams.get('error'), 'invalid_scope')
  })

  test('goes on by itself with prompt=none, where nobody is to be asked', async () => {
    const client = await registerClient(used.lab)
    const { url } = authorizationRequest(used.lab, client, { ...wrong, prompt: 'none' })
    const page = await createBrowser(used.lab.trustedFetch).open(url)
    equal(page.leaves!.searchParams.get('error'), 'invalid_scope')
  })

  test('stays here with a prompt that came twice, for it is no silent request', async () => {
    const client = await registerClient(used.lab)
    const { url } = authorizationRequest(used.lab, client, { ...wrong, prompt: 'none' })
    const page = await createBrowser(used.lab.trustedFetch).open(`${url}&prompt=login`)
    equal(page.leaves, undefined)
    match(page.text, /authorization\.user-first/)
  })

  test('goes on by itself where the lab waives the check', async () => {
    const place = await used.sandbox()
    await place.control.policy.waive('authorization.user-first')
    const client = await registerClient(place)
    const page = await createBrowser(place.trustedFetch).open(
      authorizationRequest(place, client, wrong).url,
    )
    equal(page.leaves!.searchParams.get('error'), 'invalid_scope')
  })

  test('for a request object comes in the mode and with the state that the object says', async () => {
    const client = await registerClient(used.lab)
    const claims = { response_mode: 'form_post', state: 'of the object' }
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const request = `${part({ alg: 'none' })}.${part(claims)}.`
    const { url } = authorizationRequest(used.lab, client, { request, state: undefined })
    const { action, hidden } = readForm(await createBrowser(used.lab.trustedFetch).open(url))
    equal(action.href, redirectUri)
    const fields = Object.fromEntries(hidden)
    equal(fields['error'], 'request_not_supported')
    equal(fields['state'], 'of the object')
  })

  test('by form_post waits on the page in its own form, also for what is refused early', async () => {
    const client = await registerClient(used.lab)
    for (const [name, error] of [
      ['request', 'invalid_request_object'],
      ['request_uri', 'request_uri_not_supported'],
      ['registration', 'registration_not_supported'],
    ] as const) {
      const change = { [name]: 'x', response_mode: 'form_post' }
      const { url } = authorizationRequest(used.lab, client, change)
      const { action, hidden } = readForm(await createBrowser(used.lab.trustedFetch).open(url))
      equal(action.href, redirectUri)
      equal(Object.fromEntries(hidden)['error'], error)
    }
  })
})

describe('an error for a response type', () => {
  const answerTo = async (change: Record<string, string | undefined>) => {
    const client = await registerClient(used.lab)
    const { url } = authorizationRequest(used.lab, client, { ...change, prompt: 'none' })
    return createBrowser(used.lab.trustedFetch).open(url)
  }

  for (const response_type of ['token', 'id_token', 'code id_token', 'id_token token']) {
    test(`with tokens (${response_type}) stands in the fragment (RFC 6749 §4.2.2.1)`, async () => {
      const { leaves } = await answerTo({ response_type })
      equal(leaves!.search, '')
      match(leaves!.hash, /error=unsupported_response_type/)
    })
  }

  test('without tokens stands in the query; with tokens it never does, asked for or not', async () => {
    const none = await answerTo({ response_type: 'none' })
    equal(none.leaves!.searchParams.get('error'), 'unsupported_response_type')
    const asked = await answerTo({ response_type: 'token', response_mode: 'query' })
    equal(asked.leaves!.search, '')
    match(asked.leaves!.hash, /error=unsupported_response_type/)
  })
})

describe('an authorization response by form_post', () => {
  test('to a silent request may stand in a frame of the client, of nobody else', async () => {
    const client = await registerClient(used.lab)
    const { browser } = await authorize(used.lab, client)
    const change = { response_mode: 'form_post', prompt: 'none' }
    const page = await browser.open(authorizationRequest(used.lab, client, change).url)
    ok(Object.fromEntries(readForm(page).hidden)['code'])
    const policy = page.headers.get('content-security-policy') ?? ''
    equal(/frame-ancestors ([^;]*)/.exec(policy)?.[1], new URL(redirectUri).origin)
    const signIn = await createBrowser(used.lab.trustedFetch).open(
      authorizationRequest(used.lab, client).url,
    )
    match(signIn.headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/)
  })
})

describe('a confidential client that sends neither code_challenge nor nonce', () => {
  const bare = { code_challenge: undefined, code_challenge_method: undefined, nonce: undefined }

  test('is served, and told as a leniency', async () => {
    const place = await used.sandbox()
    const client = await registerClient(place)
    ok((await authorize(place, client, bare)).code)
    const told = (await place.control.checks({ role: 'authserver' }))
      .flatMap(({ checks }) => checks)
      .filter(({ id }) => id === 'pkce.or-nonce')
    equal(told[0]?.outcome, 'waived')
    match(told[0]?.detail ?? '', /requirePkceOrNonce/)
  })

  test('is refused where the server insists, and served with either of them', async () => {
    const place = await used.sandbox()
    const document = await place.control.config.get()
    await place.control.config.put({ ...document, requirePkceOrNonce: true })
    const client = await registerClient(place)
    const { url } = authorizationRequest(place, client, { ...bare, prompt: 'none' })
    const { leaves } = await createBrowser(place.trustedFetch).open(url)
    equal(leaves!.searchParams.get('error'), 'invalid_request')
    match(leaves!.searchParams.get('error_description') ?? '', /pkce\.or-nonce/)
    ok((await authorize(place, client, { ...bare, nonce: 'n' })).code)
    ok((await authorize(place, client, { nonce: undefined })).code)
    equal(responseOf(await createBrowser(place.trustedFetch).open(url))['code'], undefined)
  })
})
