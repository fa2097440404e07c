import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { before, describe, test } from 'node:test'
import { exportJWK } from 'jose'
import { requireRefused } from '../support/answer.ts'
import type { Answer } from '../support/answer.ts'
import {
  authorizationRequest,
  authorize,
  formRequest,
  introspect,
  tokenRequest,
} from '../support/code-flow.ts'
import type { Authorization, Change, FlowClient } from '../support/code-flow.ts'
import { decodeClaims } from '../support/decode-claims.ts'
import { redirectUri, registerClient, registerPublicClient } from '../support/place.ts'
import type { Place, RegisteredClient } from '../support/place.ts'
import { callWith, createProver, proofRequest } from '../support/prover.ts'
import type { Prover, ProofChange } from '../support/prover.ts'
import { checksOf, configure, useLab } from '../support/use-lab.ts'

const used = useLab()

const ownToken = { grant_type: 'client_credentials', scope: 'my/scope' }

function codeForm({ code, verifier }: Pick<Authorization, 'code' | 'verifier'>): Change {
  return {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
  }
}

/** A token request with a new proof of the key. */
async function prove(
  place: Place,
  client: FlowClient,
  by: Prover,
  form: Change = ownToken,
  change: ProofChange = {},
): Promise<Answer> {
  const proof = await by.proof({ method: 'POST', url: `${place.issuer}/token` }, change)
  return proofRequest(place, client, { form, proof })
}

/** UserInfo with a new proof of the key. */
async function userInfo(place: Place, by: Prover, token: string, change: ProofChange = {}) {
  const url = `${place.issuer}/userinfo`
  return callWith(place, url, token, {
    proof: await by.proof({ method: 'GET', url, token }, change),
  })
}

describe('DPoP at the token endpoint (RFC 9449 §5)', () => {
  let client: RegisteredClient
  before(async () => {
    client = await registerClient(used.lab)
  })

  test('a proof binds the access token: token_type, cnf and introspection say so', async () => {
    const prover = await createProver()
    const { status, body } = await prove(used.lab, client, prover)
    equal(status, 200)
    equal(body['token_type'], 'DPoP')
    deepEqual(decodeClaims(String(body['access_token']))['cnf'], { jkt: prover.jkt })
    const told = await introspect(used.lab, client, body['access_token'])
    equal(told['token_type'], 'DPoP')
    deepEqual(told['cnf'], { jkt: prover.jkt })
  })

  test('an opaque token is bound too', async () => {
    const place = await used.sandbox()
    await configure(place, { accessTokenFormat: 'opaque' })
    const own = await registerClient(place)
    const prover = await createProver()
    const { body } = await prove(place, own, prover)
    deepEqual((await introspect(place, own, body['access_token']))['cnf'], { jkt: prover.jkt })
  })

  test('without a proof the token is a bearer token', async () => {
    const { body } = await tokenRequest(used.lab, client, ownToken)
    equal(body['token_type'], 'Bearer')
    equal(decodeClaims(String(body['access_token']))['cnf'], undefined)
  })

  test('every algorithm of the metadata signs a proof', async () => {
    const { lab } = used
    const response = await lab.trustedFetch(`${lab.issuer}/.well-known/openid-configuration`)
    const metadata = (await response.json()) as Record<string, string[]>
    const algorithms = metadata['dpop_signing_alg_values_supported']!
    equal(algorithms.length, 11)
    for (const alg of algorithms) {
      equal((await prove(lab, client, await createProver(alg))).status, 200, alg)
    }
  })

  test('the address of a proof may be written in another way that means the same', async () => {
    const { lab } = used
    const prover = await createProver()
    const { origin, pathname } = new URL(`${lab.issuer}/token`)
    const same = [
      `${origin.toUpperCase().replace('HTTPS', 'https')}${pathname}`,
      `${origin}${pathname.replace('/token', '/x/../t%6fken')}?a=b#c`,
    ]
    for (const htu of same) {
      equal((await prove(lab, client, prover, ownToken, { claims: { htu } })).status, 200, htu)
    }
  })

  const refusals: Record<string, [string, ProofChange]> = {
    'of another typ': ['dpop.type', { header: { typ: 'JWT' } }],
    'without a key': ['dpop.key', { header: { jwk: undefined } }],
    'with a secret as its key': ['dpop.key', { header: { jwk: { kty: 'oct', k: 'AAAA' } } }],
    'without a jti': ['dpop.claims', { claims: { jti: undefined } }],
    'with an iat that is no number': ['dpop.claims', { claims: { iat: 'now' } }],
    'for another method': ['dpop.method', { claims: { htm: 'GET' } }],
    'for a method in small letters': ['dpop.method', { claims: { htm: 'post' } }],
    'for another address': ['dpop.address', { claims: { htu: 'https://server.example/token' } }],
    'for no address': ['dpop.address', { claims: { htu: 'token' } }],
    'made too long ago': ['dpop.fresh', { claims: { iat: Math.floor(Date.now() / 1000) - 120 } }],
    'made in the future': ['dpop.fresh', { claims: { iat: Math.floor(Date.now() / 1000) + 120 } }],
  }
  for (const [what, [check, change]] of Object.entries(refusals)) {
    test(`a proof ${what} is refused as invalid_dpop_proof by ${check}`, async () => {
      const answer = await prove(used.lab, client, await createProver(), ownToken, change)
      requireRefused(answer, 'invalid_dpop_proof', { check })
      equal(answer.headers.get('www-authenticate'), null)
    })
  }

  test('a proof by a clock that is some seconds ahead is taken (FAPI 2.0 Security Profile §5.3.2.1)', async () => {
    const change = { claims: { iat: Math.floor(Date.now() / 1000) + 9 } }
    const answer = await prove(used.lab, client, await createProver(), ownToken, change)
    equal(answer.status, 200)
  })

  test('a proof that holds the private key is refused, and shows it to nobody', async () => {
    const prover = await createProver()
    const jwk = await exportJWK(prover.key.privateKey)
    const answer = await prove(used.lab, client, prover, ownToken, { header: { jwk } })
    requireRefused(answer, 'invalid_dpop_proof', { check: 'dpop.key' })
    ok(!JSON.stringify(answer.body).includes(jwk.d!))
  })

  test('a proof by another key than the one in it is refused', async () => {
    const prover = await createProver()
    const other = await createProver()
    const jwk = other.key.publicJwk
    requireRefused(
      await prove(used.lab, client, prover, ownToken, { header: { jwk } }),
      'invalid_dpop_proof',
      { check: 'dpop.signature' },
    )
  })

  test('what is no signed JWT is refused', async () => {
    const { lab } = used
    const url = `${lab.issuer}/token`
    const proof = await (await createProver()).proof({ method: 'POST', url })
    const unsigned = `${Buffer.from('{"alg":"none","typ":"dpop+jwt"}').toString('base64url')}.e30.`
    const sent: [string, string][] = [
      ['x', 'dpop.form'],
      [unsigned, 'dpop.algorithm'],
      [`${proof}, ${proof}`, 'dpop.form'],
    ]
    for (const [text, check] of sent) {
      const answer = await proofRequest(lab, client, { form: ownToken, proof: text })
      requireRefused(answer, 'invalid_dpop_proof', { check })
    }
  })

  test('a proof that comes again is refused, at the same moment too', async () => {
    const { lab } = used
    const prover = await createProver()
    const proof = await prover.proof({ method: 'POST', url: `${lab.issuer}/token` })
    const send = () => proofRequest(lab, client, { form: ownToken, proof })
    const statuses = (await Promise.all([send(), send(), send()])).map(({ status }) => status)
    equal(statuses.filter((status) => status === 200).length, 1)
    requireRefused(await send(), 'invalid_dpop_proof', { check: 'dpop.unused' })
  })

  test('the clock of the sandbox counts', async () => {
    const place = await used.sandbox()
    const own = await registerClient(place)
    const prover = await createProver()
    await place.control.clock.set({ forward: 3600 })
    requireRefused(await prove(place, own, prover), 'invalid_dpop_proof', { check: 'dpop.fresh' })
    const iat = Math.floor(Date.now() / 1000) + 3600
    equal((await prove(place, own, prover, ownToken, { claims: { iat } })).status, 200)
  })

  test('a client that registered dpop_bound_access_tokens gets no bearer token', async () => {
    const { lab } = used
    const bound = await registerClient(lab, { dpop_bound_access_tokens: true })
    equal((bound as object as Record<string, unknown>)['dpop_bound_access_tokens'], true)
    requireRefused(await tokenRequest(lab, bound, ownToken), 'invalid_dpop_proof', {
      check: 'dpop.present',
    })
    equal((await prove(lab, bound, await createProver())).status, 200)
  })
})

describe('nonces of the authorization server (RFC 9449 §8)', () => {
  test('a proof without the nonce is refused with one, and with it taken', async () => {
    const place = await used.sandbox()
    await configure(place, { dpopNonces: true })
    const client = await registerClient(place)
    const prover = await createProver()
    const begin = Date.parse('2031-02-03T04:05:00Z')
    await place.control.clock.set({ at: new Date(begin).toISOString(), freeze: true })
    /** A request so many minutes later, with that nonce. */
    const send = (minutes: number, nonce?: string) => {
      const claims = { iat: begin / 1000 + minutes * 60, nonce }
      return prove(place, client, prover, ownToken, { claims })
    }
    const first = await send(0)
    requireRefused(first, 'use_dpop_nonce', { check: 'dpop.nonce' })
    const nonce = first.headers.get('dpop-nonce')!
    match(nonce, /^[\x21\x23-\x5b\x5d-\x7e]+$/)
    const second = await send(0, nonce)
    equal(second.status, 200)
    equal(second.headers.get('dpop-nonce'), null)

    await place.control.clock.set({ forward: 60 })
    const third = await send(1, nonce)
    equal(third.status, 200)
    const next = third.headers.get('dpop-nonce')
    ok(next !== null)
    notEqual(next, nonce)

    await place.control.clock.set({ forward: 60 })
    for (const old of [nonce, 'a-nonce-of-my-own']) {
      requireRefused(await send(2, old), 'use_dpop_nonce', { check: 'dpop.nonce' })
    }
    equal((await send(2, next)).status, 200)
  })

  test('a script may read the nonce, and send a proof', async () => {
    const { lab } = used
    const headers = {
      origin: new URL(lab.base).origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'dpop',
    }
    const preflight = await lab.trustedFetch(`${lab.issuer}/token`, { method: 'OPTIONS', headers })
    match(preflight.headers.get('access-control-allow-headers') ?? '', /dpop/i)
    const answer = await lab.trustedFetch(`${lab.issuer}/token`, { method: 'POST', headers })
    match(answer.headers.get('access-control-expose-headers') ?? '', /dpop-nonce/i)
    await answer.text()
  })
})

describe('a code that is bound to a key (RFC 9449 §10)', () => {
  test('dpop_jkt: the code is good with the proof of that key alone', async () => {
    const { lab } = used
    const client = await registerClient(lab)
    const [prover, other] = [await createProver(), await createProver()]
    const authorization = await authorize(lab, client, { dpop_jkt: prover.jkt })
    const form = codeForm(authorization)
    const check = 'code.key'
    requireRefused(await tokenRequest(lab, client, form), 'invalid_grant', { check })
    requireRefused(await prove(lab, client, other, form), 'invalid_grant', { check })
    equal((await prove(lab, client, prover, form)).status, 200)
  })

  test('a dpop_jkt that is no thumbprint is refused', async () => {
    const { lab } = used
    const client = await registerClient(lab)
    const { response } = await authorize(lab, client, { dpop_jkt: 'x', prompt: 'none' })
    equal(response['error'], 'invalid_request')
    match(response['error_description']!, /check dpop-jkt\.form/)
  })

  test('a proof at the pushed authorization request binds the code as dpop_jkt does', async () => {
    const { lab } = used
    const client = await registerClient(lab)
    const [prover, other] = [await createProver(), await createProver()]
    const push = async (change: Change = {}) => {
      const asked = authorizationRequest(lab, client, change)
      const call = { method: 'POST', url: `${lab.issuer}/par` }
      const proof = await prover.proof(call)
      const answer = await proofRequest(lab, client, {
        endpoint: 'par',
        form: asked.parameters,
        proof,
      })
      return { ...asked, ...answer }
    }
    for (const change of [{}, { dpop_jkt: prover.jkt }]) {
      const { body, status, verifier } = await push(change)
      equal(status, 201, JSON.stringify(body))
      const { code } = await authorize(lab, client, {
        request_uri: String(body['request_uri']),
      })
      const form = codeForm({ code, verifier })
      requireRefused(await prove(lab, client, other, form), 'invalid_grant', { check: 'code.key' })
      equal((await prove(lab, client, prover, form)).status, 200)
    }
    const { status, headers, body } = await push({ dpop_jkt: other.jkt })
    requireRefused({ status, headers, body }, 'invalid_dpop_proof', { check: 'dpop-jkt.of-proof' })
  })

  test('a pushed request with a bad proof is refused', async () => {
    const { lab } = used
    const client = await registerClient(lab)
    const { parameters } = authorizationRequest(lab, client)
    const proof = await (await createProver()).proof({ method: 'POST', url: `${lab.issuer}/token` })
    const answer = await proofRequest(lab, client, { endpoint: 'par', form: parameters, proof })
    requireRefused(answer, 'invalid_dpop_proof', { check: 'dpop.address' })
  })
})

describe('refresh tokens (RFC 9449 §5)', () => {
  const scope = 'openid offline_access my/scope'

  test("a public client's is bound to its key", async () => {
    const { lab } = used
    const client = await registerPublicClient(lab)
    const [prover, other] = [await createProver(), await createProver()]
    const authorization = await authorize(lab, client, { scope, prompt: 'consent' })
    const { body } = await prove(lab, client, prover, codeForm(authorization))
    const form = { grant_type: 'refresh_token', refresh_token: String(body['refresh_token']) }
    const check = 'refresh-token.key'
    requireRefused(await tokenRequest(lab, client, form), 'invalid_grant', { check })
    requireRefused(await prove(lab, client, other, form), 'invalid_grant', { check })
    const refreshed = await prove(lab, client, prover, form)
    equal(refreshed.status, 200, JSON.stringify(refreshed.body))
    equal(refreshed.body['token_type'], 'DPoP')
  })

  test("a confidential client's is bound to its authentication: another key may follow", async () => {
    const { lab } = used
    const client = await registerClient(lab)
    const [prover, other] = [await createProver(), await createProver()]
    const authorization = await authorize(lab, client, { scope, prompt: 'consent' })
    const { body } = await prove(lab, client, prover, codeForm(authorization))
    const form = { grant_type: 'refresh_token', refresh_token: String(body['refresh_token']) }
    const refreshed = await prove(lab, client, other, form)
    deepEqual(decodeClaims(String(refreshed.body['access_token']))['cnf'], { jkt: other.jkt })
  })
})

describe('UserInfo with a bound token (RFC 9449 §7)', () => {
  /** A token of a user, bound to a new key. */
  async function openBound() {
    const { lab } = used
    const client = await registerClient(lab)
    const prover = await createProver()
    const { body } = await prove(lab, client, prover, codeForm(await authorize(lab, client)))
    return { lab, client, prover, token: String(body['access_token']) }
  }

  test('answers the proof of its key', async () => {
    const { lab, prover, token } = await openBound()
    equal((await userInfo(lab, prover, token)).status, 200)
  })

  test('refuses it as a bearer token, in the header and in a form', async () => {
    const { lab, token } = await openBound()
    const url = `${lab.issuer}/userinfo`
    const check = 'dpop.not-as-bearer'
    const refused = await callWith(lab, url, token, { scheme: 'Bearer' })
    requireRefused(refused, 'invalid_token', { status: 401, check })
    match(
      refused.headers.get('www-authenticate')!,
      /^Bearer realm="[^"]+", error="invalid_token", .*, DPoP realm="[^"]+", algs="RS256 /,
    )
    const inForm = await formRequest(lab, { client_id: 'nobody' }, 'userinfo', {
      access_token: token,
    })
    requireRefused(inForm, 'invalid_token', { status: 401, check })
  })

  test('refuses another key, another token’s digest, no proof, and a proof that came before', async () => {
    const { lab, prover, token } = await openBound()
    const url = `${lab.issuer}/userinfo`
    const other = await createProver()
    const wrongKey = await userInfo(lab, other, token)
    requireRefused(wrongKey, 'invalid_token', { status: 401, check: 'dpop.token-key' })
    match(
      wrongKey.headers.get('www-authenticate')!,
      /^DPoP realm="[^"]+", error="invalid_token", .*algs="RS256 [^"]+", Bearer realm="[^"]+"$/,
    )
    for (const ath of [undefined, 'x'.repeat(43)]) {
      const answer = await userInfo(lab, prover, token, { claims: { ath } })
      requireRefused(answer, 'invalid_dpop_proof', { status: 401, check: 'dpop.token-hash' })
    }
    const none = await callWith(lab, url, token)
    requireRefused(none, 'invalid_dpop_proof', { status: 401, check: 'dpop.present' })
    const proof = await prover.proof({ method: 'GET', url, token })
    equal((await callWith(lab, url, token, { proof })).status, 200)
    const again = await callWith(lab, url, token, { proof })
    requireRefused(again, 'invalid_dpop_proof', { status: 401, check: 'dpop.unused' })
  })

  test('refuses a bearer token that comes by the scheme DPoP', async () => {
    const { lab, client, prover } = await openBound()
    const form = codeForm(await authorize(lab, client))
    const { body } = await tokenRequest(lab, client, form)
    const answer = await userInfo(lab, prover, String(body['access_token']))
    requireRefused(answer, 'invalid_token', { status: 401, check: 'dpop.token-bound' })
  })

  test('asks for a nonce by a challenge, where the setting says so', async () => {
    const place = await used.sandbox()
    const client = await registerClient(place)
    const prover = await createProver()
    const { body } = await prove(place, client, prover, codeForm(await authorize(place, client)))
    const token = String(body['access_token'])
    await configure(place, { dpopNonces: true })
    const asked = await userInfo(place, prover, token)
    requireRefused(asked, 'use_dpop_nonce', { status: 401 })
    match(asked.headers.get('www-authenticate')!, /^DPoP .*error="use_dpop_nonce"/)
    const nonce = asked.headers.get('dpop-nonce')!
    equal((await userInfo(place, prover, token, { claims: { nonce } })).status, 200)
  })

  test('a replayed proof passes where a policy waives that, and is told', async () => {
    const place = await used.sandbox()
    const client = await registerClient(place)
    await place.control.policy.waive('dpop.unused', 'authserver')
    const prover = await createProver()
    const claims = { jti: randomUUID() }
    equal((await prove(place, client, prover, ownToken, { claims })).status, 200)
    equal((await prove(place, client, prover, ownToken, { claims })).status, 200)
    deepEqual(await checksOf(place, '/token', 'waived'), ['dpop.unused'])
  })
})
