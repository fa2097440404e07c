import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readAnswer, requireRefused } from '../support/answer.ts'
import type { Answer } from '../support/answer.ts'
import {
  authorize,
  basic,
  challengeOf,
  flowTokens,
  introspect,
  redeem,
  tokenRequest,
} from '../support/code-flow.ts'
import { redirectUri, registerClient } from '../support/place.ts'
import { checksOf, configure, useLab } from '../support/use-lab.ts'

const used = useLab()

describe('the authorization code grant', () => {
  test('a code with its verifier brings access, ID and type of token, not to be stored', async () => {
    const client = await registerClient(used.lab)
    const { status, headers, body } = await redeem(
      used.lab,
      client,
      await authorize(used.lab, client),
    )
    equal(status, 200)
    equal(headers.get('cache-control'), 'no-store')
    equal(headers.get('pragma'), 'no-cache')
    equal(body['token_type'], 'Bearer')
    equal(body['expires_in'], 3600)
    equal(body['scope'], 'openid my/scope')
    ok(body['access_token'])
    ok(body['id_token'])
    equal(body['refresh_token'], undefined)
  })

  test('of 20 redemptions at the same moment one wins, and its token is dead afterwards', async () => {
    const client = await registerClient(used.lab)
    const authorization = await authorize(used.lab, client, { scope: 'openid offline_access' })
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => redeem(used.lab, client, authorization)),
    )
    const won = answers.filter(({ status }) => status === 200)
    equal(won.length, 1)
    for (const answer of answers.filter((one) => !won.includes(one))) {
      requireRefused(answer, 'invalid_grant')
    }
    const { access_token, refresh_token } = won[0]!.body
    deepEqual(await introspect(used.lab, client, access_token), { active: false })
    deepEqual(await introspect(used.lab, client, refresh_token), { active: false })
  })

  test('a code that comes again is refused, and what it brought is revoked', async () => {
    const client = await registerClient(used.lab)
    const authorization = await authorize(used.lab, client)
    const first = await redeem(used.lab, client, authorization)
    const { access_token } = first.body
    equal((await introspect(used.lab, client, access_token))['active'], true)
    const second = await redeem(used.lab, client, authorization)
    requireRefused(second, 'invalid_grant', { check: 'code.unused' })
    deepEqual(await introspect(used.lab, client, access_token), { active: false })
  })

  test('a code of another client is refused and stays good for its own', async () => {
    const [client, other] = await Promise.all([registerClient(used.lab), registerClient(used.lab)])
    const authorization = await authorize(used.lab, client)
    const stolen = await redeem(used.lab, other, authorization)
    requireRefused(stolen, 'invalid_grant', { check: 'code.of-client' })
    equal((await redeem(used.lab, client, authorization)).status, 200)
  })

  test('a wrong, missing or malformed verifier is refused, and the code stays good', async () => {
    const client = await registerClient(used.lab)
    const authorization = await authorize(used.lab, client)
    const wrong = ['a'.repeat(43), `${authorization.verifier}x`, authorization.verifier.slice(1)]
    for (const code_verifier of [
      ...wrong,
      undefined,
      '',
      'short',
      'ü'.repeat(43),
      'a'.repeat(129),
    ]) {
      const answer = await redeem(used.lab, client, authorization, { code_verifier })
      requireRefused(answer, 'invalid_grant')
      match(String(answer.body['error_description']), /check pkce\.verifier-(matches|present)/)
    }
    equal((await redeem(used.lab, client, authorization)).status, 200)
  })

  test('the challenge itself is not taken as the verifier', async () => {
    const client = await registerClient(used.lab)
    const authorization = await authorize(used.lab, client)
    const { client_id, client_secret } = client
    const body = new URLSearchParams({
      grant_type: 'authorization_code',
      code: authorization.code,
      redirect_uri: redirectUri,
      code_verifier: challengeOf(authorization.verifier),
    })
    // Not by `redeem`, which notes each verifier as a secret. A challenge is none, and the log tells it.
    const headers = { authorization: basic(client_id, client_secret) }
    const answer = await readAnswer(
      used.lab.trustedFetch(`${used.lab.issuer}/token`, { method: 'POST', headers, body }),
    )
    requireRefused(answer, 'invalid_grant', { check: 'pkce.verifier-matches' })
  })

  test('a verifier without a challenge before is refused', async () => {
    const client = await registerClient(used.lab)
    const change = { code_challenge: undefined, code_challenge_method: undefined }
    const authorization = await authorize(used.lab, client, change)
    const answer = await redeem(used.lab, client, authorization)
    requireRefused(answer, 'invalid_grant', { check: 'pkce.verifier-unexpected' })
    const without = await redeem(used.lab, client, authorization, { code_verifier: undefined })
    equal(without.status, 200)
  })

  test('another redirect_uri than that of the authorization request is refused', async () => {
    const client = await registerClient(used.lab)
    const authorization = await authorize(used.lab, client)
    const others = ['https://application.example/callback/', 'https://evil.example/', undefined]
    for (const redirect_uri of others) {
      const answer = await redeem(used.lab, client, authorization, { redirect_uri })
      requireRefused(answer, 'invalid_grant', { check: 'code.redirect-uri' })
    }
  })

  test('a redirect_uri that was left out stays left out', async () => {
    const client = await registerClient(used.lab)
    const change = { redirect_uri: undefined, scope: 'my/scope' }
    const authorization = await authorize(used.lab, client, change)
    const added = await redeem(used.lab, client, authorization)
    requireRefused(added, 'invalid_grant', { check: 'code.redirect-uri' })
    const without = await redeem(used.lab, client, authorization, { redirect_uri: undefined })
    equal(without.status, 200)
  })

  test('a refusal says what was expected and what came, and what the moved clock says', async () => {
    const place = await used.sandbox()
    const [client, other] = [await registerClient(place), await registerClient(place)]
    const authorization = await authorize(place, client)
    const told = async (answer: Promise<Answer>, detail: RegExp) => {
      match(String((await answer).body['error_description']), detail)
    }
    await told(
      redeem(place, client, authorization, { redirect_uri: 'https://evil.example/' }),
      /Asked with https:\/\/application\.example\/callback, sent https:\/\/evil\.example\/\./,
    )
    await told(redeem(place, other, authorization), /It was issued to c-\S+; c-\S+ sent it\./)
    await told(
      redeem(place, client, authorization, { code_verifier: 'v'.repeat(43) }),
      /does not fit the code_challenge\. Its hash begins [\w-]{8}, the code_challenge begins [\w-]{8}\./,
    )
    await place.control.clock.set({ forward: 7200 })
    await told(
      redeem(place, client, authorization),
      /had expired\. It expired [\d: -]+; the lab's clock says [\d: -]+ UTC, moved by (1 h 59 min|2 h)/,
    )
  })

  test('an unknown or missing code is refused', async () => {
    const client = await registerClient(used.lab)
    const form = { grant_type: 'authorization_code' }
    const missing = await tokenRequest(used.lab, client, form)
    requireRefused(missing, 'invalid_request', { check: 'code.present' })
    const unknown = await tokenRequest(used.lab, client, {
      ...form,
      code: 'no-such-code'.repeat(4),
    })
    requireRefused(unknown, 'invalid_grant', { check: 'code.known' })
  })

  test('a code lives 60 seconds on the clock of the sandbox', async () => {
    const place = await used.sandbox()
    await place.control.clock.set({ freeze: true })
    const client = await registerClient(place)
    const [late, intime] = [await authorize(place, client), await authorize(place, client)]
    await place.control.clock.set({ forward: 59 })
    equal((await redeem(place, client, intime)).status, 200)
    await place.control.clock.set({ forward: 1 })
    requireRefused(await redeem(place, client, late), 'invalid_grant', { check: 'code.fresh' })
  })

  test('the lifetime of codes and access tokens is a setting', async () => {
    const place = await used.sandbox()
    await configure(place, { codeLifetime: 5, accessTokenLifetime: 10 })
    await place.control.clock.set({ freeze: true })
    const client = await registerClient(place)
    const tokens = await flowTokens(place, client)
    equal(tokens['expires_in'], 10)
    const authorization = await authorize(place, client)
    await place.control.clock.set({ forward: 6 })
    requireRefused(await redeem(place, client, authorization), 'invalid_grant')
    equal((await introspect(place, client, tokens.access_token))['active'], true)
    await place.control.clock.set({ forward: 4 })
    deepEqual(await introspect(place, client, tokens.access_token), { active: false })
  })

  test('a client that did not register the grant type is refused', async () => {
    const client = await registerClient(used.lab, { grant_types: ['client_credentials'] })
    const form = { grant_type: 'authorization_code', code: 'x' }
    const answer = await tokenRequest(used.lab, client, form)
    requireRefused(answer, 'unauthorized_client', { check: 'grant-type.allowed' })
  })

  test('two authorizations bring different codes and tokens', async () => {
    const client = await registerClient(used.lab)
    const first = await authorize(used.lab, client)
    const second = await authorize(used.lab, client)
    notEqual(first.code, second.code)
    const [one, two] = [
      await redeem(used.lab, client, first),
      await redeem(used.lab, client, second),
    ]
    notEqual(one.body['access_token'], two.body['access_token'])
  })

  test('the ring of checks tells each step of a redemption', async () => {
    const place = await used.sandbox()
    const client = await registerClient(place)
    await flowTokens(place, client)
    const passed = await checksOf(place, '/token', 'passed')
    for (const id of ['client.secret', 'code.known', 'code.unused', 'pkce.verifier-matches']) {
      ok(passed.includes(id), id)
    }
  })
})
