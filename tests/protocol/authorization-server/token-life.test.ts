import { doesNotMatch, deepEqual, equal, match, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readAnswer, requireRefused } from '../support/answer.ts'
import type { Answer } from '../support/answer.ts'
import { flowTokens, formRequest, introspect, refresh, tokenRequest } from '../support/code-flow.ts'
import type { FlowClient } from '../support/code-flow.ts'
import { registerClient, registerPublicClient } from '../support/place.ts'
import { checksOf, useLab } from '../support/use-lab.ts'

const used = useLab()
const own = { grant_type: 'client_credentials', scope: 'my/scope' }
const offline = { scope: 'openid email offline_access my/scope' }

const revoke = (client: FlowClient, token: unknown) =>
  formRequest(used.lab, client, 'revocation', { token: String(token) })

/** UserInfo by an Authorization header, unless the request says otherwise. */
function userInfo(token: unknown, init: RequestInit = {}): Promise<Answer> {
  const headers = { authorization: `Bearer ${String(token)}` }
  return readAnswer(used.lab.trustedFetch(`${used.lab.issuer}/userinfo`, { headers, ...init }))
}

describe('introspection (RFC 7662)', () => {
  test("tells a client all of its user's token", async () => {
    const client = await registerClient(used.lab)
    const { access_token } = await flowTokens(used.lab, client)
    const found = await introspect(used.lab, client, access_token)
    equal(found['active'], true)
    equal(found['iss'], used.lab.issuer)
    equal(found['client_id'], client.client_id)
    equal(found['username'], 'developer')
    equal(found['scope'], 'openid my/scope')
    equal(found['token_type'], 'Bearer')
    equal(found['aud'], `${used.lab.base}/resserver`)
    equal(Number(found['exp']) - Number(found['iat']), 3600)
    ok(found['sub'])
    ok(found['jti'])
  })

  test("a client's own token has no user name", async () => {
    const client = await registerClient(used.lab)
    const { body } = await tokenRequest(used.lab, client, own)
    const found = await introspect(used.lab, client, body['access_token'])
    equal(found['active'], true)
    equal('username' in found, false)
    equal(found['sub'], client.client_id)
  })

  test("a stranger sees another client's tokens as inactive, and nothing more", async () => {
    const [client, stranger] = [await registerClient(used.lab), await registerClient(used.lab)]
    const { access_token, refresh_token } = await flowTokens(used.lab, client, offline)
    for (const token of [access_token, refresh_token]) {
      deepEqual(await introspect(used.lab, stranger, token), { active: false })
      deepEqual(await checksOf(used.lab, '/introspection'), ['introspection.visible'])
    }
  })

  test('a resource server sees the tokens for its audience, and no others', async () => {
    const resource = 'https://api.example/v1'
    const server = await registerClient(used.lab, {
      resource,
      redirect_uris: [],
      grant_types: ['client_credentials'],
    })
    const client = await registerClient(used.lab)
    const mine = await flowTokens(used.lab, client, { resource })
    equal((await introspect(used.lab, server, mine.access_token))['active'], true)
    const other = await flowTokens(used.lab, client)
    deepEqual(await introspect(used.lab, server, other.access_token), { active: false })
  })

  test('an ID token, a made-up and a changed token are inactive', async () => {
    const client = await registerClient(used.lab)
    const { access_token, id_token } = await flowTokens(used.lab, client)
    for (const token of [id_token, 'x', `${access_token}x`, 'a.b.c', '\0']) {
      deepEqual(await introspect(used.lab, client, token), { active: false })
    }
  })

  test('a refresh token is told to its client, until it is rotated', async () => {
    const client = await registerClient(used.lab)
    const { refresh_token } = await flowTokens(used.lab, client, offline)
    const found = await introspect(used.lab, client, refresh_token)
    equal(found['active'], true)
    equal(found['scope'], offline.scope)
    await refresh(used.lab, client, refresh_token)
    deepEqual(await introspect(used.lab, client, refresh_token), { active: false })
  })

  test('without a token is refused', async () => {
    const client = await registerClient(used.lab)
    const answer = await formRequest(used.lab, client, 'introspection', {})
    requireRefused(answer, 'invalid_request', { check: 'introspection.token-present' })
  })
})

describe('revocation (RFC 7009)', () => {
  test('of an access token ends it at introspection, UserInfo and the resource server', async () => {
    const client = await registerClient(used.lab)
    const { access_token } = await flowTokens(used.lab, client)
    const resource = () =>
      used.lab.trustedFetch(`${used.lab.base}/resserver/protected-resources/`, {
        headers: { authorization: `Bearer ${access_token}` },
      })
    equal((await userInfo(access_token)).status, 200)
    equal((await resource()).status, 200)
    equal((await revoke(client, access_token)).status, 200)
    deepEqual(await introspect(used.lab, client, access_token), { active: false })
    equal((await userInfo(access_token)).status, 401)
    equal((await resource()).status, 401)
  })

  test('of an access token leaves the refresh token', async () => {
    const client = await registerClient(used.lab)
    const tokens = await flowTokens(used.lab, client, offline)
    await revoke(client, tokens.access_token)
    equal((await refresh(used.lab, client, tokens['refresh_token'])).status, 200)
  })

  test('of a refresh token ends the grant with all its tokens', async () => {
    const client = await registerClient(used.lab)
    const { access_token, refresh_token } = await flowTokens(used.lab, client, offline)
    equal((await revoke(client, refresh_token)).status, 200)
    deepEqual(await introspect(used.lab, client, access_token), { active: false })
    requireRefused(await refresh(used.lab, client, refresh_token), 'invalid_grant')
  })

  test('of an unknown token, and a second time, is answered 200', async () => {
    const client = await registerClient(used.lab)
    const { access_token } = await flowTokens(used.lab, client)
    for (const token of ['unknown', access_token, access_token]) {
      equal((await revoke(client, token)).status, 200)
    }
  })

  test("of another client's token is refused, and the token lives on", async () => {
    const [client, other] = [await registerClient(used.lab), await registerClient(used.lab)]
    const { access_token, refresh_token } = await flowTokens(used.lab, client, offline)
    for (const token of [access_token, refresh_token]) {
      requireRefused(await revoke(other, token), 'unauthorized_client', {
        check: 'revocation.of-client',
      })
    }
    equal((await introspect(used.lab, client, access_token))['active'], true)
  })

  test('is open to public clients for their own tokens', async () => {
    const client = await registerPublicClient(used.lab)
    const { access_token } = await flowTokens(used.lab, client)
    equal((await revoke(client, access_token)).status, 200)
    equal((await userInfo(access_token)).status, 401)
  })

  test('without a token or a client is refused', async () => {
    const client = await registerClient(used.lab)
    const empty = await formRequest(used.lab, client, 'revocation', {})
    requireRefused(empty, 'invalid_request', { check: 'revocation.token-present' })
    const unknown = { client_id: 'c-unknown' }
    requireRefused(await revoke(unknown, 'x'), 'invalid_client')
  })
})

describe('UserInfo (OpenID Connect Core §5.3)', () => {
  test('tells the claims of the granted scopes, by GET and POST', async () => {
    const client = await registerClient(used.lab)
    const { access_token } = await flowTokens(used.lab, client, { scope: 'openid email' })
    const { status, headers, body } = await userInfo(access_token)
    equal(status, 200)
    equal(headers.get('cache-control'), 'no-store')
    equal(body['email'], 'dana@lab.example')
    equal(body['name'], undefined)
    ok(body['sub'])
    deepEqual((await userInfo(access_token, { method: 'POST' })).body, body)
    const form = { method: 'POST', headers: {}, body: new URLSearchParams({ access_token }) }
    deepEqual((await userInfo('', form)).body, body)
    // RFC 9110 §8.3.1: a media type is the same in capitals.
    const capitals = { 'content-type': 'Application/X-WWW-Form-Urlencoded; charset=UTF-8' }
    const loud = { ...form, headers: capitals, body: form.body.toString() }
    deepEqual((await userInfo('', loud)).body, body)
  })

  test('profile, address and phone bring theirs', async () => {
    const client = await registerClient(used.lab)
    const change = { scope: 'openid profile address phone' }
    const { access_token } = await flowTokens(used.lab, client, change)
    const { body } = await userInfo(access_token)
    equal(body['name'], 'Dana Developer')
    equal((body['address'] as { country: string }).country, 'Germany')
    equal(body['phone_number'], '+49 30 5550101')
    equal(body['email'], undefined)
  })

  test('without a token is answered 401 with a challenge and no error', async () => {
    const { status, headers } = await userInfo('', { headers: {} })
    equal(status, 401)
    match(
      headers.get('www-authenticate') ?? '',
      /^Bearer realm="[^"]+", DPoP realm="[^"]+", algs="[^"]+"$/,
    )
  })

  test('an unknown, ID or refresh token is invalid_token, and the answer says which it was', async () => {
    const client = await registerClient(used.lab)
    const { id_token, refresh_token } = await flowTokens(used.lab, client, offline)
    const place = await used.sandbox()
    const foreign = await flowTokens(place, await registerClient(place))
    const sent: [unknown, RegExp][] = [
      ['x', /This server issued no such token, or has forgotten it\./],
      [id_token, /An ID token was sent\./],
      [refresh_token, /A refresh token was sent\./],
      [foreign.access_token, /Another issuer made it\. Expected \S+, found \S+\./],
    ]
    for (const [token, words] of sent) {
      const answer = await userInfo(token)
      requireRefused(answer, 'invalid_token', { status: 401, check: 'bearer.live' })
      match(String(answer.body['error_description']), words)
      match(answer.headers.get('www-authenticate') ?? '', /^Bearer .*error="invalid_token"/)
    }
  })

  test('a token that has ended is invalid_token, and the answer says how and when', async () => {
    const place = await used.sandbox()
    await place.control.clock.set({ freeze: true })
    const client = await registerClient(place)
    const [revoked, ofGrant, expired] = [
      await flowTokens(place, client),
      await flowTokens(place, client, offline),
      await flowTokens(place, client),
    ]
    await formRequest(place, client, 'revocation', { token: revoked.access_token })
    await formRequest(place, client, 'revocation', { token: String(ofGrant['refresh_token']) })
    await place.control.clock.set({ forward: 3600 })
    const sent: [string, RegExp][] = [
      [revoked.access_token, /It was revoked [\d :-]+; the lab's clock says/],
      [ofGrant.access_token, /Its grant was revoked [\d :-]+; the lab's clock says/],
      [expired.access_token, /It expired [\d :-]+; the lab's clock says .* UTC, frozen\./],
    ]
    for (const [token, words] of sent) {
      const headers = { authorization: `Bearer ${token}` }
      const answer = await readAnswer(place.trustedFetch(`${place.issuer}/userinfo`, { headers }))
      requireRefused(answer, 'invalid_token', { status: 401, check: 'bearer.live' })
      match(String(answer.body['error_description']), words)
    }
  })

  test("a token without openid, and a client's own, are insufficient_scope", async () => {
    const client = await registerClient(used.lab)
    const tokens = await flowTokens(used.lab, client, { scope: 'email my/scope' })
    const { body } = await tokenRequest(used.lab, client, own)
    const sent: [unknown, string, RegExp][] = [
      [tokens.access_token, 'userinfo.openid-scope', /Expected openid, found 'email my.scope'\./],
      [body['access_token'], 'userinfo.of-user', /Its subject is the client c-/],
    ]
    for (const [token, check, words] of sent) {
      const answer = await userInfo(token)
      requireRefused(answer, 'insufficient_scope', { status: 403, check })
      match(String(answer.body['error_description']), words)
      match(
        answer.headers.get('www-authenticate') ?? '',
        /error="insufficient_scope".*scope="openid"/,
      )
    }
  })

  test('a form is known by its media type, in capital letters and with parameters too (RFC 9110 §8.3.1)', async () => {
    const client = await registerClient(used.lab)
    const { access_token } = await flowTokens(used.lab, client)
    const body = `access_token=${access_token}`
    for (const type of [
      'Application/X-WWW-Form-Urlencoded',
      'application/x-www-form-urlencoded;charset=UTF-8',
      'APPLICATION/X-WWW-FORM-URLENCODED ; charset=utf-8',
    ]) {
      const init = { method: 'POST', headers: { 'content-type': type }, body }
      equal((await userInfo('', init)).status, 200, type)
    }
    const init = { method: 'POST', headers: { 'content-type': 'text/plain' }, body }
    equal((await userInfo('', init)).status, 401)
  })

  test('a token of other characters is invalid_request, another scheme is no token (RFC 6750 §3.1)', async () => {
    for (const authorization of ['Bearer', 'Bearer a b', 'Bearer "a"']) {
      const answer = await userInfo('', { headers: { authorization } })
      requireRefused(answer, 'invalid_request', { check: 'bearer.form' })
    }
    const { status, headers, body } = await userInfo('', {
      headers: { authorization: 'Basic YTpi' },
    })
    equal(status, 401)
    doesNotMatch(headers.get('www-authenticate') ?? '', /error/)
    match(String(body['message']), /The scheme of the Authorization header is Basic, not Bearer/)
  })

  test('a token in the query, or in two ways, is refused', async () => {
    const client = await registerClient(used.lab)
    const { access_token } = await flowTokens(used.lab, client)
    const url = `${used.lab.issuer}/userinfo?access_token=${access_token}`
    const query = await readAnswer(used.lab.trustedFetch(url))
    requireRefused(query, 'invalid_request', { check: 'bearer.not-in-query' })
    const body = new URLSearchParams({ access_token })
    const headers = { authorization: `Bearer ${access_token}` }
    const twice = await userInfo('', { method: 'POST', headers, body })
    requireRefused(twice, 'invalid_request', { check: 'bearer.one-method' })
  })

  test("a token for any audience of this issuer is taken, another sandbox's is not", async () => {
    const client = await registerClient(used.lab)
    const resource = `${used.lab.base}/resserver/protected-resources/`
    const tokens = await flowTokens(used.lab, client, { resource })
    equal((await userInfo(tokens.access_token)).status, 200)
    const place = await used.sandbox()
    const foreign = await flowTokens(place, await registerClient(place))
    requireRefused(await userInfo(foreign.access_token), 'invalid_token', { status: 401 })
  })
})
