import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ProfileName } from '@oauth-lab/kit/admin/configuration-document.ts'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { noteSecret, noteSecretsIn } from '../../secrets.ts'
import { administer } from '../support/administer.ts'
import { readAnswer, requireRefused } from '../support/answer.ts'
import { createBrowser } from '../support/browser.ts'
import {
  authorizationRequest,
  authorize,
  formRequest,
  responseOf,
  tokenRequest,
} from '../support/code-flow.ts'
import type { Change } from '../support/code-flow.ts'
import { redirectUri, register, registerClient, registerPublicClient } from '../support/place.ts'
import { signInAt } from '../support/sign-in-at.ts'
import { createProver } from '../support/prover.ts'
import {
  assertionType,
  createAssertion,
  createKey,
  createRequestObject,
  registerSigner,
} from '../support/signing-client.ts'
import { checksOf, configure, useLab } from '../support/use-lab.ts'
import type { TestPlace } from '../support/use-lab.ts'

const used = useLab()

const bare = { code_challenge: undefined, code_challenge_method: undefined }
const own = { grant_type: 'client_credentials', scope: 'my/scope' }

/** A client that registered before the server was turned to the profile. */
async function turned(profile: ProfileName, metadata: object = {}) {
  const place = await used.sandbox()
  await configure(place, {
    interaction: 'automatic',
    supportedResponseTypes: ['code', 'code id_token'],
  })
  const client = await registerClient(place, {
    grant_types: ['authorization_code', 'client_credentials', 'implicit'],
    response_types: ['code', 'code id_token'],
    ...metadata,
  })
  await configure(place, { profile })
  return { place, client }
}

/** A client that signs its assertions, and sends them to a server of that profile. */
async function turnedSigner(
  profile: ProfileName,
  metadata: object = {},
  { keyAlg = 'ES256', proofAlg = 'ES256' } = {},
) {
  const { place } = await turned('default')
  const key = await createKey(keyAlg, 'one')
  const grant_types = ['authorization_code', 'client_credentials', 'refresh_token']
  const client = await registerSigner(place, [key], { grant_types, ...metadata })
  await configure(place, { profile })
  const prover = await createProver(proofAlg)
  const prove = (now?: number) =>
    prover.proof({ method: 'POST', url: `${place.issuer}/token` }, {}, now)
  const send = async (endpoint: string, form: Change, dpop?: string, now?: number) => {
    const assertion = await createAssertion(place, client.client_id, key, {}, now)
    const credentials = { client_assertion_type: assertionType, client_assertion: assertion }
    const sent = Object.entries({ ...form, ...credentials }).filter(([, value]) => value)
    const body = new URLSearchParams(sent)
    noteSecretsIn(body)
    const headers = { ...(dpop !== undefined && { dpop }) }
    const url = `${place.issuer}/${endpoint}`
    return readAnswer(place.trustedFetch(url, { method: 'POST', headers, body }))
  }
  const push = async (change: Change = {}) => {
    const { parameters, verifier } = authorizationRequest(place, client, change)
    const answer = await send('par', parameters)
    const { client_id } = client
    const query = new URLSearchParams({
      client_id,
      request_uri: String(answer.body['request_uri']),
    })
    return { answer, verifier, url: `${place.issuer}/authorize?${query.toString()}` }
  }
  return { place, client, key, send, push, prove }
}

async function refusedAt(place: TestPlace, client: { client_id: string }, change: Change) {
  const { response } = await authorize(place, client, change)
  return [response['error'], (await checksOf(place, '/authorize'))[0]]
}

const metadataOf = async (place: TestPlace) =>
  (await readAnswer(place.trustedFetch(`${place.issuer}/.well-known/openid-configuration`))).body

describe('the profile', () => {
  test('oauth2.1 refuses a confidential client without code_challenge, and a hybrid request', async () => {
    const { place, client } = await turned('oauth2.1')
    deepEqual(await refusedAt(place, client, bare), ['invalid_request', 'pkce.required'])
    deepEqual(await refusedAt(place, client, { response_type: 'code id_token' }), [
      'unsupported_response_type',
      'response-type.supported',
    ])
    ok((await authorize(place, client)).code)
  })

  test('mcp refuses a request that names no resource', async () => {
    const { place, client } = await turned('mcp')
    equal((await authorize(place, client)).response['error'], 'invalid_target')
    const resource = `${place.base}/resserver`
    ok((await authorize(place, client, { resource })).code)
  })

  test('fapi2-security refuses a request that was not pushed, and a client with a secret', async () => {
    const { place, client } = await turned('fapi2-security')
    deepEqual(await refusedAt(place, client, {}), ['invalid_request', 'pushed-request.required'])
    requireRefused(await tokenRequest(place, client, own), 'invalid_client', { status: 401 })
    deepEqual(await checksOf(place, '/token'), ['client.offered-method'])
    const metadata = { redirect_uris: [redirectUri] }
    requireRefused(await register(place, metadata), 'invalid_client_metadata')
    const told = await metadataOf(place)
    const shown = ['tls_client_auth', 'self_signed_tls_client_auth']
    const methods = told['mtls_endpoint_aliases'] === undefined ? [] : shown
    deepEqual(told['token_endpoint_auth_methods_supported'], ['private_key_jwt', ...methods])
    equal(told['require_pushed_authorization_requests'], true)
  })

  test('fapi2-security signs a user in who was asked for by a pushed request, with tokens bound to a key', async () => {
    const { place, send, push, prove } = await turnedSigner('fapi2-security')
    await configure(place, { refreshTokens: 'always', pushedRequestLifetime: 600 })
    const { url, verifier, answer } = await push()
    equal(answer.body['expires_in'], 599)
    const response = responseOf(await createBrowser(place.trustedFetch).open(url))
    equal(response['iss'], place.issuer)
    const code = { grant_type: 'authorization_code', code: response['code']! }
    const form = { ...code, redirect_uri: redirectUri, code_verifier: verifier }
    const bare = await send('token', form)
    requireRefused(bare, 'invalid_request', { check: 'access-token.bound' })
    const { status, body } = await send('token', form, await prove())
    deepEqual([status, body['token_type']], [200, 'DPoP'])
    const again = { grant_type: 'refresh_token', refresh_token: String(body['refresh_token']) }
    for (const time of [1, 2]) {
      const renewed = await send('token', again, await prove())
      deepEqual([renewed.status, renewed.body['refresh_token']], [200, undefined], `${time}`)
    }
    const lacking = await push({ redirect_uri: undefined, scope: 'my/scope' })
    requireRefused(lacking.answer, 'invalid_request', { check: 'redirect-uri.present' })
  })

  test('fapi2-security signs by PS256 what the client registered for RS256, and says so', async () => {
    const members = ['id_token', 'authorization', 'introspection', 'userinfo']
    const registered = Object.fromEntries(
      members.map((name) => [`${name}_signed_response_alg`, 'RS256']),
    )
    const { place, client, send, push, prove } = await turnedSigner('fapi2-security', registered)
    const { url, verifier } = await push({ response_mode: 'jwt' })
    const { response } = responseOf(await createBrowser(place.trustedFetch).open(url))
    noteSecret(response, 'response')
    const code = String(decodeJwt(response!)['code'])
    noteSecret(code, 'code')
    const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri }
    const { body } = await send('token', { ...form, code_verifier: verifier }, await prove())
    for (const jwt of [response, body['id_token'], body['access_token']]) {
      equal(decodeProtectedHeader(String(jwt)).alg, 'PS256')
    }
    const authorization = `Bearer ${client.registration_access_token}`
    const own = { headers: { authorization } }
    const told = await readAnswer(place.trustedFetch(client.registration_client_uri, own))
    for (const member of Object.keys(registered)) equal(told.body[member], 'PS256', member)
  })

  test('fapi2-security takes no RS256: in a registration, an assertion or a proof, and the metadata name none', async () => {
    const { place, key, send, prove } = await turnedSigner('fapi2-security')
    const jwks = { keys: [key.publicJwk] }
    const signer = { token_endpoint_auth_method: 'private_key_jwt', jwks }
    const metadata = { redirect_uris: [redirectUri], ...signer }
    equal(
      (await register(place, { ...metadata, id_token_signed_response_alg: 'ES256' })).status,
      201,
    )
    for (const member of [
      'id_token_signed_response_alg',
      'authorization_signed_response_alg',
      'introspection_signed_response_alg',
      'userinfo_signed_response_alg',
      'request_object_signing_alg',
      'token_endpoint_auth_signing_alg',
    ]) {
      const answer = await register(place, { ...metadata, [member]: 'RS256' })
      requireRefused(answer, 'invalid_client_metadata')
      match(String(answer.body['error_description']), new RegExp(` ${member}: RS256 is`))
    }
    const told = Object.entries(await metadataOf(place)).filter(([name]) =>
      /_signing_alg_/.test(name),
    )
    ok(told.length > 5)
    for (const [name, values] of told) {
      deepEqual(
        (values as string[]).filter((one) => !['PS256', 'ES256', 'EdDSA', 'Ed25519'].includes(one)),
        [],
        name,
      )
    }
    equal((await send('token', own, await prove())).status, 200)
    const byRsa = await turnedSigner('fapi2-security', {}, { keyAlg: 'RS256' })
    const refused = await byRsa.send('token', own, await byRsa.prove())
    requireRefused(refused, 'invalid_client')
    deepEqual(await checksOf(byRsa.place, '/token'), ['client-assertion.algorithm'])
    const proof = await turnedSigner('fapi2-security', {}, { proofAlg: 'RS256' })
    const unproven = await proof.send('token', own, await proof.prove())
    requireRefused(unproven, 'invalid_dpop_proof', { check: 'dpop.algorithm' })
  })

  test('of one client has it answered so, though the server is another', async () => {
    const metadata = { profile: 'fapi2-security', id_token_signed_response_alg: 'RS256' }
    const { place, push, send, prove } = await turnedSigner('default', metadata)
    await configure(place, { interaction: 'pages', codeLifetime: 600 })
    const { url, verifier } = await push()
    const browser = createBrowser(place.trustedFetch)
    const code = responseOf(await signInAt(place, browser, await browser.open(url)))['code']!
    const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri }
    const whole = { ...form, code_verifier: verifier }
    await place.control.clock.set({ offset: 61 })
    const now = Math.floor(Date.now() / 1000) + 61
    const late = await send('token', whole, await prove(now), now)
    requireRefused(late, 'invalid_grant', { check: 'code.fresh' })
    await place.control.clock.set({ offset: 0 })
    const { body } = await send('token', whole, await prove())
    equal(decodeProtectedHeader(String(body['id_token'])).alg, 'PS256')
  })

  test('fapi2-message-signing refuses a request without signature', async () => {
    const { place } = await turned('fapi2-message-signing')
    equal((await metadataOf(place))['require_signed_request_object'], true)
  })

  test('fapi2-message-signing refuses a request object without nbf or aud, and one for a day', async () => {
    const { place, send, key, client } = await turnedSigner('fapi2-message-signing')
    const { parameters } = authorizationRequest(place, client)
    const push = async (claims: object) =>
      send('par', {
        request: await createRequestObject(place, key, parameters, { claims: { ...claims } }),
      })
    equal((await push({})).status, 201)
    const day = Math.floor(Date.now() / 1000) + 24 * 3600
    for (const [claims, check] of [
      [{ nbf: undefined }, 'request-object.bounded'],
      [{ exp: day }, 'request-object.bounded'],
      [{ aud: undefined }, 'request-object.audience'],
    ] as const) {
      requireRefused(await push(claims), 'invalid_request_object', { check })
    }
  })

  test('fapi1-advanced issues no token that is bound to no certificate', async () => {
    const { send, prove } = await turnedSigner('fapi1-advanced')
    const refused = await send('token', own, await prove())
    requireRefused(refused, 'invalid_request', { check: 'access-token.bound' })
  })

  test('fapi1-advanced refuses a code alone, and a request without signature', async () => {
    const { place, client } = await turned('fapi1-advanced')
    deepEqual(await refusedAt(place, client, { response_type: 'code id_token' }), [
      'invalid_request',
      'request-object.required',
    ])
    deepEqual((await metadataOf(place))['response_types_supported'], ['code id_token'])
  })

  test('oidc-core goes back to the client without a person, and still refuses a public client without PKCE', async () => {
    const { place, client } = await turned('oidc-core')
    await configure(place, { interaction: 'pages' })
    const { url } = authorizationRequest(place, client, { scope: 'openid unknown' })
    const { leaves } = await createBrowser(place.trustedFetch).open(url)
    equal(leaves?.searchParams.get('error'), 'invalid_scope')
    ok((await checksOf(place, '/authorize', 'waived')).includes('authorization.user-first'))
    const person = await registerPublicClient(place)
    deepEqual(await refusedAt(place, person, bare), ['invalid_request', 'pkce.required'])
    await configure(place, { profile: 'default' })
    equal((await createBrowser(place.trustedFetch).open(url)).leaves, undefined)
  })

  test('oauth2.0-legacy lets public clients do without PKCE, and still refuses another redirect URI', async () => {
    const { place } = await turned('oauth2.0-legacy')
    const person = await registerPublicClient(place)
    ok((await authorize(place, person, bare)).code)
    ok((await checksOf(place, '/authorize', 'waived')).includes('pkce.required'))
    const wrong = authorizationRequest(place, person, { redirect_uri: 'https://evil.example/' })
    equal((await createBrowser(place.trustedFetch).open(wrong.url)).status, 400)
    await configure(place, { profile: 'default' })
    deepEqual(await refusedAt(place, person, bare), ['invalid_request', 'pkce.required'])
  })

  test('of one client holds for it alone', async () => {
    const { place, client } = await turned('default', { profile: 'oauth2.1' })
    deepEqual(await refusedAt(place, client, bare), ['invalid_request', 'pkce.required'])
    ok((await authorize(place, await registerClient(place), bare)).code)
    requireRefused(await formRequest(place, client, 'par', bare), 'invalid_request')
  })

  test('that gives something up is not for a client to choose, but for an administrator', async () => {
    const place = await used.sandbox()
    const metadata = { redirect_uris: [redirectUri], profile: 'oauth2.0-legacy' }
    requireRefused(await register(place, metadata), 'invalid_client_metadata')
    const made = await administer(place, 'POST', 'authserver/admin/api/clients', {
      client_name: 'old',
      client_id: 'old',
      token_endpoint_auth_method: 'none',
      ...metadata,
    })
    equal(made.status, 201, JSON.stringify(made.body))
    await configure(place, { interaction: 'automatic' })
    ok((await authorize(place, { client_id: 'old' }, bare)).code)
  })

  test('is listed with what it changes and why', async () => {
    const { lab } = used
    const path = 'authserver/admin/api/configuration/profiles'
    const { body } = await administer(lab, 'GET', path)
    const items = body['items'] as { name: string; changes: { why: string }[] }[]
    ok(items.find(({ name }) => name === 'fapi2-security')!.changes.every(({ why }) => why !== ''))
  })
})
