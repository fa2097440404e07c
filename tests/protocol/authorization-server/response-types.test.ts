import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, test } from 'node:test'
import { decodeJwt } from 'jose'
import { noteSecretsIn } from '../../secrets.ts'
import { readAnswer, requireRefused } from '../support/answer.ts'
import { createBrowser, readForm } from '../support/browser.ts'
import { authorizationRequest, authorize, redeem, tokenRequest } from '../support/code-flow.ts'
import type { Change } from '../support/code-flow.ts'
import { redirectUri, register, registerClient, registerPublicClient } from '../support/place.ts'
import type { RegisteredClient } from '../support/place.ts'
import { checksOf, configure, useLab } from '../support/use-lab.ts'
import type { TestPlace } from '../support/use-lab.ts'

const used = useLab()

const all = [
  'code',
  'none',
  'id_token',
  'code id_token',
  'token',
  'id_token token',
  'code token',
  'code id_token token',
] as const
const grant_types = ['authorization_code', 'implicit', 'refresh_token']
const redirect_uris = [redirectUri]

/** A place that offers every response type, and answers without a person. */
async function openPlace(offered: readonly (typeof all)[number][] = all) {
  const place = await used.sandbox()
  await configure(place, { supportedResponseTypes: [...offered], interaction: 'automatic' })
  return place
}

const registerAll = (place: TestPlace, change: object = {}) =>
  registerClient(place, { grant_types, response_types: all, ...change })

const halfHash = (text: string) =>
  createHash('sha256').update(text).digest().subarray(0, 16).toString('base64url')

describe('a response type (OAuth 2.0 Multiple Response Types)', () => {
  for (const responseType of all) {
    const parts = responseType === 'none' ? [] : responseType.split(' ')
    const where = responseType === 'code' || responseType === 'none' ? 'query' : 'fragment'
    test(`${responseType} answers with what it names, in the ${where}`, async () => {
      const place = await openPlace()
      const client = await registerAll(place)
      const flow = await authorize(place, client, { response_type: responseType })
      const { response, page, parameters } = flow
      equal(page.leaves!.hash !== '', where === 'fragment')
      const names = { code: 'code', token: 'access_token', id_token: 'id_token' }
      for (const [part, name] of Object.entries(names)) {
        equal(name in response, parts.includes(part), name)
      }
      equal(response['iss'], place.issuer)
      equal(response['state'], parameters['state'])
      if (parts.includes('token')) {
        equal(response['token_type'], 'Bearer')
        equal(response['expires_in'], '3600')
        const headers = { authorization: `Bearer ${response['access_token']}` }
        const user = await readAnswer(place.trustedFetch(`${place.issuer}/userinfo`, { headers }))
        ok(user.body['sub'])
        ok((await checksOf(place, '/authorize', 'waived')).includes('response-type.no-token'))
      }
      if (parts.includes('id_token')) {
        const { nonce, aud, at_hash, c_hash, s_hash } = decodeJwt(response['id_token']!)
        deepEqual([nonce, aud], [parameters['nonce'], client.client_id])
        const { access_token: token, code, state } = response
        equal(at_hash, token && halfHash(token))
        equal(c_hash, code && halfHash(code))
        equal(s_hash, code && halfHash(state!))
      }
      if (parts.includes('code')) {
        const { status, body } = await redeem(place, client, flow)
        equal(status, 200)
        equal(decodeJwt(String(body['id_token']))['nonce'], parameters['nonce'])
      }
    })
  }

  test('has its values in any order', async () => {
    const place = await openPlace()
    const client = await registerAll(place)
    const { response } = await authorize(place, client, { response_type: 'id_token code' })
    deepEqual(['code' in response, 'id_token' in response], [true, true])
  })

  test('id_token alone brings what UserInfo would tell (OpenID Connect Core §5.4)', async () => {
    const place = await openPlace()
    const client = await registerAll(place)
    const change = { response_type: 'id_token', scope: 'openid email' }
    const { response } = await authorize(place, client, change)
    equal(decodeJwt(response['id_token']!)['email'], 'dana@lab.example')
    const besides = await authorize(place, client, { ...change, response_type: 'id_token token' })
    equal(decodeJwt(besides.response['id_token']!)['email'], undefined)
  })

  test('comes by form post where that is asked for', async () => {
    const place = await openPlace()
    const client = await registerAll(place)
    const change = { response_type: 'code id_token', response_mode: 'form_post' }
    const { url } = authorizationRequest(place, client, change)
    const form = readForm(await createBrowser(place.trustedFetch).open(url))
    equal(form.action.href, redirectUri)
    noteSecretsIn(form.hidden)
    deepEqual(
      form.hidden.map(([name]) => name),
      ['code', 'id_token', 'state', 'iss'],
    )
  })

  test('of a public client with a code needs PKCE, and without a code has none', async () => {
    const place = await openPlace()
    const registered = { grant_types, response_types: all }
    const client = await registerPublicClient(place, registered)
    const none = { code_challenge: undefined, code_challenge_method: undefined }
    const hybrid = await authorize(place, client, { ...none, response_type: 'code id_token' })
    equal(hybrid.response['error'], 'invalid_request')
    ok((await checksOf(place, '/authorize')).includes('pkce.required'))
    const implicit = await authorize(place, client, { ...none, response_type: 'id_token' })
    ok(implicit.response['id_token'])
  })

  test('ends with its code: a second redemption revokes the token beside it', async () => {
    const place = await openPlace()
    const client = await registerAll(place)
    const flow = await authorize(place, client, { response_type: 'code token' })
    await redeem(place, client, flow)
    requireRefused(await redeem(place, client, flow), 'invalid_grant')
    const headers = { authorization: `Bearer ${flow.response['access_token']}` }
    equal((await place.trustedFetch(`${place.issuer}/userinfo`, { headers })).status, 401)
  })
})

describe('the authorization endpoint refuses', () => {
  const refusals: [string, Change, string, string][] = [
    [
      'a query for an ID token',
      { response_type: 'code id_token', response_mode: 'query' },
      'invalid_request',
      'response-mode.no-query',
    ],
    [
      'a query for an access token',
      { response_type: 'token', response_mode: 'query' },
      'invalid_request',
      'response-mode.no-query',
    ],
    [
      'an ID token without nonce',
      { response_type: 'id_token', nonce: undefined },
      'invalid_request',
      'nonce.present',
    ],
    [
      'a hybrid request without nonce',
      { response_type: 'code id_token', nonce: undefined },
      'invalid_request',
      'nonce.present',
    ],
    [
      'an ID token without openid',
      { response_type: 'id_token token', scope: 'my/scope' },
      'invalid_request',
      'response-type.openid',
    ],
    ['an unknown type', { response_type: 'code code' }, 'unsupported_response_type', ''],
  ]
  for (const [what, change, error, check] of refusals) {
    test(`${what}, in the fragment where the type has one`, async () => {
      const place = await openPlace()
      const { response, page } = await authorize(place, await registerAll(place), change)
      equal(response['error'], error)
      equal(page.leaves!.hash !== '', change['response_type'] !== 'code code')
      ok((await checksOf(place, '/authorize')).includes(check || 'response-type.supported'))
    })
  }

  test('what the server does not offer, and what the client did not register', async () => {
    const place = await openPlace(['code', 'code id_token'])
    const client = await registerClient(place, { grant_types, response_types: ['code id_token'] })
    const token = await authorize(place, client, { response_type: 'token' })
    equal(token.response['error'], 'unsupported_response_type')
    equal(token.page.leaves!.hash !== '', true)
    const code = await authorize(place, client, { response_type: 'code' })
    equal(code.response['error'], 'unauthorized_client')
    deepEqual(await checksOf(place, '/authorize'), ['response-type.allowed'])
  })

  test('a token for a client that wants bound ones alone (RFC 9449 §5.2)', async () => {
    const place = await openPlace()
    const client = await registerAll(place, { dpop_bound_access_tokens: true })
    const { response } = await authorize(place, client, { response_type: 'code token' })
    deepEqual([response['error'], 'access_token' in response], ['unauthorized_client', false])
    deepEqual(await checksOf(place, '/authorize'), ['response-type.bearer'])
    ok((await authorize(place, client, { response_type: 'code id_token' })).code)
  })

  test('every token by default', async () => {
    const place = await used.sandbox()
    await configure(place, { interaction: 'automatic' })
    const client = await registerClient(place)
    for (const response_type of ['token', 'id_token', 'code token', 'none']) {
      const { response } = await authorize(place, client, { response_type })
      equal(response['error'], 'unsupported_response_type', response_type)
    }
  })

  test('implicit as a grant_type: it has no token request', async () => {
    const place = await openPlace()
    const client = await registerAll(place)
    const answer = await tokenRequest(place, client, { grant_type: 'implicit' })
    requireRefused(answer, 'unsupported_grant_type')
  })
})

describe('response types in metadata', () => {
  const metadataOf = async (place: TestPlace) =>
    (await readAnswer(place.trustedFetch(`${place.issuer}/.well-known/openid-configuration`))).body

  test('of the server are those of the configuration, with the grant type implicit', async () => {
    const told = await metadataOf(await openPlace(['code', 'code id_token']))
    deepEqual(told['response_types_supported'], ['code', 'code id_token'])
    ok((told['grant_types_supported'] as string[]).includes('implicit'))
    const bare = await metadataOf(await openPlace(['code', 'none']))
    equal((bare['grant_types_supported'] as string[]).includes('implicit'), false)
  })

  test('of a client agree with its grant types (OpenID Connect Registration §2)', async () => {
    const place = await openPlace()
    const client = await registerClient(place, {
      grant_types: ['authorization_code', 'implicit'],
      response_types: ['id_token code', 'code'],
    })
    deepEqual((client as RegisteredClient & { response_types: string[] }).response_types, [
      'code id_token',
      'code',
    ])
    const wrong: [object, RegExp][] = [
      [{ grant_types: ['authorization_code'], response_types: ['code id_token'] }, /implicit/],
      [{ grant_types: ['implicit'], response_types: ['id_token', 'code'] }, /authorization_code/],
      [{ grant_types: ['implicit'] }, /holds none that this server has/],
      [{ grant_types: ['authorization_code', 'implicit'] }, /holds none that this server has/],
    ]
    for (const [metadata, words] of wrong) {
      const answer = await register(place, { redirect_uris, ...metadata })
      requireRefused(answer, 'invalid_client_metadata')
      match(String(answer.body['error_description']), words)
    }
    const nowhere = { grant_types: ['implicit'], response_types: ['id_token'] }
    requireRefused(await register(place, nowhere), 'invalid_redirect_uri')
  })
})
