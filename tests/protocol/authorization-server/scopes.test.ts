import { deepEqual, equal, match } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { decodeJwt } from 'jose'
import { requireRefused } from '../support/answer.ts'
import { flowTokens, introspect, refresh, tokenRequest } from '../support/code-flow.ts'
import { registerClient } from '../support/place.ts'
import { configure, useLab } from '../support/use-lab.ts'

const used = useLab()
const own = { grant_type: 'client_credentials' }

describe('no scope (RFC 6749 §3.3)', () => {
  test("a client's request without scope brings a token without one, and says none", async () => {
    const client = await registerClient(used.lab)
    for (const scope of [undefined, '']) {
      const { status, body } = await tokenRequest(used.lab, client, { ...own, scope })
      equal(status, 200)
      equal('scope' in body, false)
      equal('scope' in decodeJwt(String(body['access_token'])), false)
      const found = await introspect(used.lab, client, body['access_token'])
      deepEqual([found['active'], 'scope' in found], [true, false])
    }
  })

  test("a user's grant without scope says none, nor do its refresh tokens", async () => {
    const place = await used.sandbox()
    await configure(place, { refreshTokens: 'always' })
    const client = await registerClient(place)
    const first = await flowTokens(place, client, { scope: undefined })
    const second = await refresh(place, client, first['refresh_token'])
    for (const tokens of [first, second.body]) {
      equal('scope' in tokens, false)
      equal('scope' in decodeJwt(String(tokens['access_token'])), false)
    }
    for (const token of [second.body['access_token'], second.body['refresh_token']]) {
      const found = await introspect(place, client, token)
      deepEqual([found['active'], 'scope' in found], [true, false])
    }
    const more = await refresh(place, client, second.body['refresh_token'], { scope: 'email' })
    requireRefused(more, 'invalid_scope', { check: 'scope.granted' })
  })
})

describe('a scope', () => {
  test('that is asked for twice is granted once', async () => {
    const client = await registerClient(used.lab)
    const scope = 'my/scope email my/scope'
    const { body } = await tokenRequest(used.lab, client, { ...own, scope })
    equal(body['scope'], 'my/scope email')
    equal(decodeJwt(String(body['access_token']))['scope'], 'my/scope email')
    const offline = { scope: 'openid email offline_access openid' }
    const tokens = await flowTokens(used.lab, client, offline)
    equal(tokens['scope'], 'openid email offline_access')
    const again = await refresh(used.lab, client, tokens['refresh_token'], { scope: 'email email' })
    equal(again.body['scope'], 'email')
  })

  test('that the client did not register is named, and what it registered', async () => {
    const client = await registerClient(used.lab, { scope: 'my/scope email' })
    const answer = await tokenRequest(used.lab, client, { ...own, scope: 'my/scope phone address' })
    requireRefused(answer, 'invalid_scope', { check: 'scope.registered' })
    match(
      String(answer.body['error_description']),
      /Not registered: phone address\. Registered: 'my.scope email'\./,
    )
  })

  test('that is unknown, or not granted, is named', async () => {
    const client = await registerClient(used.lab)
    const unknown = await tokenRequest(used.lab, client, { ...own, scope: 'my/scope none such' })
    requireRefused(unknown, 'invalid_scope', { check: 'scope.supported' })
    match(String(unknown.body['error_description']), /Not supported: none such\./)
    const tokens = await flowTokens(used.lab, client, { scope: 'openid offline_access' })
    const more = await refresh(used.lab, client, tokens['refresh_token'], { scope: 'openid phone' })
    match(String(more.body['error_description']), /Not granted: phone\./)
  })

  test('for users alone is refused to a client by itself, by name', async () => {
    const client = await registerClient(used.lab)
    const scope = 'openid my/scope offline_access'
    const answer = await tokenRequest(used.lab, client, { ...own, scope })
    requireRefused(answer, 'invalid_scope', { check: 'scope.no-user' })
    match(String(answer.body['error_description']), /For users only: openid offline_access\./)
  })
})
