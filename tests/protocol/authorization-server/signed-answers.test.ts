import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createRemoteJWKSet, customFetch, decodeProtectedHeader, jwtVerify } from 'jose'
import { noteSecret, noteSecretsIn } from '../../secrets.ts'
import { requireRefused } from '../support/answer.ts'
import { createBrowser, readForm } from '../support/browser.ts'
import {
  authorizationRequest,
  authorize,
  basic,
  clientToken,
  flowTokens,
  redeem,
} from '../support/code-flow.ts'
import type { Change, FlowClient } from '../support/code-flow.ts'
import { redirectUri, register, registerClient } from '../support/place.ts'
import { checksOf, configure, useLab } from '../support/use-lab.ts'
import type { TestPlace } from '../support/use-lab.ts'

const used = useLab()

async function openPlace() {
  const place = await used.sandbox()
  const supportedResponseTypes = ['code', 'code id_token', 'none', 'token'] as const
  await configure(place, {
    supportedResponseTypes: [...supportedResponseTypes],
    interaction: 'automatic',
  })
  return place
}

const hybrid = {
  grant_types: ['authorization_code', 'implicit'],
  response_types: ['code', 'code id_token', 'none'],
}

/** What a JWT of this server says, verified by its published keys. */
async function verified(place: TestPlace, jwt: string, audience: string) {
  const fetch = place.trustedFetch as never
  const keys = createRemoteJWKSet(new URL(`${place.issuer}/jwks`), { [customFetch]: fetch })
  return jwtVerify(jwt, keys, { issuer: place.issuer, audience })
}

describe('a signed authorization response (JARM)', () => {
  const answerOf = async (place: TestPlace, client: FlowClient, change: Change) => {
    const flow = await authorize(place, client, change)
    const { page, response } = flow
    deepEqual(Object.keys(response), ['response'])
    noteSecret(response['response'], 'response')
    const { payload, protectedHeader } = await verified(
      place,
      response['response']!,
      client.client_id,
    )
    noteSecretsIn(Object.entries(payload))
    const where = page.leaves!.hash === '' ? 'query' : 'fragment'
    return { ...flow, payload, protectedHeader, where }
  }

  test('comes in the mode that was asked for, or that the response type has', async () => {
    const place = await openPlace()
    const client = await registerClient(place, hybrid)
    const rows = [
      ['code', 'jwt', 'query'],
      ['code', 'query.jwt', 'query'],
      ['code', 'fragment.jwt', 'fragment'],
      ['code id_token', 'jwt', 'fragment'],
      ['none', 'jwt', 'query'],
    ] as const
    for (const [response_type, response_mode, expected] of rows) {
      const answer = await answerOf(place, client, { response_type, response_mode })
      equal(answer.where, expected, response_mode)
      equal(answer.payload['state'], answer.parameters['state'])
      equal('id_token' in answer.payload, response_type === 'code id_token')
      const lives = answer.payload.exp! - Date.now() / 1000
      ok(lives > 0 && lives <= 600, String(lives))
      if (response_type === 'none') continue
      const code = String(answer.payload['code'])
      equal((await redeem(place, client, { code, verifier: answer.verifier })).status, 200)
    }
  })

  test('comes in a form', async () => {
    const place = await openPlace()
    const client = await registerClient(place, hybrid)
    const { url } = authorizationRequest(place, client, { response_mode: 'form_post.jwt' })
    const { hidden } = readForm(await createBrowser(place.trustedFetch).open(url))
    const [[name, value] = []] = hidden
    noteSecret(value, 'response')
    deepEqual([hidden.length, name], [1, 'response'])
    const { payload } = await verified(place, value!, client.client_id)
    noteSecretsIn(Object.entries(payload))
    ok(payload['code'])
  })

  test('is signed by the algorithm that the client registered', async () => {
    const place = await openPlace()
    const alg = { authorization_signed_response_alg: 'ES256' }
    const client = await registerClient(place, { ...hybrid, ...alg })
    const { protectedHeader } = await answerOf(place, client, { response_mode: 'jwt' })
    equal(protectedHeader.alg, 'ES256')
    const none = await register(place, {
      redirect_uris: [redirectUri],
      authorization_signed_response_alg: 'none',
    })
    requireRefused(none, 'invalid_client_metadata')
  })

  test('is signed by RS256 where it registered none, whatever the server signs by (JARM §3)', async () => {
    const place = await openPlace()
    await configure(place, { signingAlgorithm: 'ES256' })
    const client = await registerClient(place, hybrid)
    const { protectedHeader } = await answerOf(place, client, { response_mode: 'jwt' })
    equal(protectedHeader.alg, 'RS256')
    await configure(place, { signatureAlgorithms: ['ES256'] })
    const other = await answerOf(place, client, { response_mode: 'jwt' })
    equal(other.protectedHeader.alg, 'ES256')
  })

  test('tells a refusal, too', async () => {
    const place = await openPlace()
    const client = await registerClient(place, hybrid)
    const change = { response_mode: 'jwt', scope: 'openid unknown' }
    const { payload } = await answerOf(place, client, change)
    deepEqual([payload['error'], 'code' in payload], ['invalid_scope', false])
  })

  test('with a token never comes in the query (JARM §2.3.1)', async () => {
    const place = await openPlace()
    const client = await registerClient(place, hybrid)
    const change = { response_type: 'code id_token', response_mode: 'query.jwt' }
    const { payload, where } = await answerOf(place, client, change)
    deepEqual([payload['error'], where], ['invalid_request', 'fragment'])
    deepEqual(await checksOf(place, '/authorize'), ['response-mode.no-query'])
  })

  test('tells how long a token lives by a number (JARM §2.1)', async () => {
    const place = await openPlace()
    const client = await registerClient(place, { ...hybrid, response_types: ['code', 'token'] })
    const change = { response_type: 'token', response_mode: 'jwt' }
    const { payload, where } = await answerOf(place, client, change)
    deepEqual([payload['expires_in'], where], [3600, 'fragment'])
  })

  test('of an unknown mode is refused without one', async () => {
    const place = await openPlace()
    const client = await registerClient(place)
    const { response } = await authorize(place, client, { response_mode: 'web.jwt' })
    equal(response['error'], 'invalid_request')
    deepEqual(await checksOf(place, '/authorize'), ['response-mode.supported'])
  })
})

describe('a signed UserInfo answer (OpenID Connect Core §5.3.2)', () => {
  test('is for a client that registered an algorithm', async () => {
    const { lab } = used
    const client = await registerClient(lab, { userinfo_signed_response_alg: 'ES256' })
    const { access_token } = await flowTokens(lab, client, { scope: 'openid email' })
    const headers = { authorization: `Bearer ${access_token}` }
    const response = await lab.trustedFetch(`${lab.issuer}/userinfo`, { headers })
    match(response.headers.get('content-type') ?? '', /^application\/jwt/)
    const jwt = await response.text()
    noteSecret(jwt, 'id_token')
    equal(decodeProtectedHeader(jwt).alg, 'ES256')
    const { payload } = await verified(lab, jwt, client.client_id)
    equal(payload['email'], 'dana@lab.example')
    ok(payload.sub)
  })

  test('is refused in JSON, and no algorithm but one that signs is taken', async () => {
    const { lab } = used
    const client = await registerClient(lab, { userinfo_signed_response_alg: 'ES256' })
    const headers = { authorization: `Bearer ${await clientToken(lab, client)}` }
    const response = await lab.trustedFetch(`${lab.issuer}/userinfo`, { headers })
    equal(response.status, 403)
    match(response.headers.get('content-type') ?? '', /^application\/json/)
    const none = await register(lab, {
      redirect_uris: [redirectUri],
      userinfo_signed_response_alg: 'none',
    })
    requireRefused(none, 'invalid_client_metadata')
  })
})

describe('a signed introspection answer (RFC 9701)', () => {
  const ask = async (client: FlowClient, token: string, secret = client.client_secret!) => {
    const { lab } = used
    const headers = {
      authorization: basic(client.client_id, secret),
      accept: 'application/token-introspection+jwt',
    }
    const body = new URLSearchParams({ token })
    return lab.trustedFetch(`${lab.issuer}/introspection`, { method: 'POST', headers, body })
  }

  test('comes to whoever accepts it, and is no access token', async () => {
    const alg = { introspection_signed_response_alg: 'PS256' }
    const client = await registerClient(used.lab, alg)
    const token = await clientToken(used.lab, client)
    const response = await ask(client, token)
    match(response.headers.get('content-type') ?? '', /^application\/token-introspection\+jwt/)
    const jwt = await response.text()
    noteSecret(jwt, 'id_token')
    const { typ, alg: used_alg } = decodeProtectedHeader(jwt)
    deepEqual([typ, used_alg], ['token-introspection+jwt', 'PS256'])
    const { payload } = await verified(used.lab, jwt, client.client_id)
    deepEqual([payload.sub, payload.exp], [undefined, undefined])
    const told = payload['token_introspection'] as Record<string, unknown>
    deepEqual([told['active'], told['client_id']], [true, client.client_id])
  })

  test('is signed by RS256 where it registered none (RFC 9701 §6)', async () => {
    const client = await registerClient(used.lab)
    const { signingAlgorithm } = await used.lab.control.config.get()
    await configure(used.lab, { signingAlgorithm: 'ES256' })
    try {
      const jwt = await (await ask(client, 'nothing')).text()
      equal(decodeProtectedHeader(jwt).alg, 'RS256')
    } finally {
      await configure(used.lab, { signingAlgorithm })
    }
  })

  test('says no more of an unknown token, and a wrong secret is refused in JSON', async () => {
    const client = await registerClient(used.lab)
    const jwt = await (await ask(client, 'nothing')).text()
    const { payload } = await verified(used.lab, jwt, client.client_id)
    deepEqual(payload['token_introspection'], { active: false })
    const refused = await ask(client, 'nothing', 'wrong')
    equal(refused.status, 401)
    match(refused.headers.get('content-type') ?? '', /^application\/json/)
  })
})
