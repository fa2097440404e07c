import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ControlError } from '@oauth-lab/kit/admin/control-client.ts'
import { requireRefused } from '../support/answer.ts'
import { createBrowser } from '../support/browser.ts'
import {
  authorizationRequest,
  flowTokens,
  redeem,
  responseOf,
  tokenRequest,
  authorize,
} from '../support/code-flow.ts'
import { registerClient } from '../support/place.ts'
import { checksOf, configure, useLab } from '../support/use-lab.ts'

const used = useLab()
const own = { grant_type: 'client_credentials', scope: 'my/scope' }

async function requireProblems(work: Promise<unknown>, wanted: Record<string, RegExp>) {
  await rejects(work, (error) => {
    ok(error instanceof ControlError)
    equal(error.status, 400)
    const found = Object.fromEntries(error.problems.map(({ path, message }) => [path, message]))
    for (const [path, message] of Object.entries(wanted)) match(found[path] ?? '', message, path)
    equal(error.problems.length, Object.keys(wanted).length, JSON.stringify(error.problems))
    return true
  })
}

describe('the server configuration', () => {
  test('has the defaults of the lab', async () => {
    const document = await used.lab.control.config.get()
    equal(
      Object.keys(document['supportedScopes'] as object).join(' '),
      'openid profile email address phone offline_access my/scope',
    )
    const { accessTokenLifetime, refreshTokenLifetime, codeLifetime } = document
    deepEqual([accessTokenLifetime, refreshTokenLifetime, codeLifetime], [3600, 10_800, 60])
    equal(document['signingAlgorithm'], 'RS256')
    equal(document['accessTokenFormat'], 'jwt')
    equal(document['registration'], 'open')
    deepEqual(document['corsOrigins'], [])
  })

  test('a wrong document is refused with every problem and its path, and nothing changes', async () => {
    const place = await used.sandbox()
    const before = await place.control.config.get()
    const wrong = {
      description: 7,
      supportedScopes: { openid: '', 'two words': 'x' },
      refreshTokens: 'sometimes',
      accessTokenLifetime: 0,
      codeLifetime: 601,
      idTokenLifetime: 1.5,
      signingAlgorithm: 'HS256',
      corsOrigins: ['https://app.example/', 'https://app.example', '*'],
      registration: true,
      unheardOf: 1,
    }
    const inside = ['corsOrigins.0', 'corsOrigins.2', 'supportedScopes.openid']
    const expected = inside.concat('description', 'refreshTokens', 'accessTokenLifetime')
    expected.push('codeLifetime', 'idTokenLifetime', 'signingAlgorithm', 'registration')
    expected.push('supportedScopes.two words', 'unheardOf')
    await rejects(place.control.config.put(wrong as never), (error) => {
      ok(error instanceof ControlError)
      const paths = error.problems.map(({ path }) => path)
      for (const path of expected) {
        ok(paths.includes(path), `${path} in ${paths.join(' ')}`)
      }
      ok(!paths.includes('corsOrigins.1'))
      return true
    })
    deepEqual(await place.control.config.get(), before)
  })

  test('openid and the own algorithm cannot be left out, and a grant type must be known', async () => {
    await requireProblems(used.lab.control.config.put({ supportedScopes: { a: 'A' } }), {
      supportedScopes: /openid/,
    })
    await requireProblems(used.lab.control.config.put({ signatureAlgorithms: ['ES256'] }), {
      signatureAlgorithms: /RS256/,
    })
    const supportedGrantTypes = ['authorization_code', 'magic']
    await requireProblems(used.lab.control.config.put({ supportedGrantTypes }), {
      'supportedGrantTypes.1': /magic/,
    })
    for (const document of [null, [], 'x', 7]) {
      await rejects(used.lab.control.config.put(document as never), { status: 400 })
    }
  })

  test('a scope of its own is granted and described, one that was removed is refused', async () => {
    const place = await used.sandbox()
    await configure(place, { supportedScopes: { openid: 'Sign in', a: 'Do the thing called A' } })
    const client = await registerClient(place)
    const { body } = await tokenRequest(place, client, { ...own, scope: 'a' })
    equal(body['scope'], 'a')
    requireRefused(await tokenRequest(place, client, own), 'invalid_scope')
    const browser = createBrowser(place.trustedFetch)
    const page = await browser.open(authorizationRequest(place, client, { scope: 'openid a' }).url)
    const consent = await browser.submit(page, { login: 'developer', password: 'test' })
    ok(consent.text.includes('Do the thing called A'))
  })

  test('unsupported scopes may be allowed', async () => {
    const place = await used.sandbox()
    const client = await registerClient(place)
    const form = { ...own, scope: 'any/thing' }
    requireRefused(await tokenRequest(place, client, form), 'invalid_scope')
    await configure(place, { allowUnsupportedScopes: true })
    equal((await tokenRequest(place, client, form)).body['scope'], 'any/thing')
  })

  test('a grant type that is switched off is refused', async () => {
    const place = await used.sandbox()
    const client = await registerClient(place)
    const before = await authorize(place, client)
    await configure(place, { supportedGrantTypes: ['client_credentials'] })
    requireRefused(await redeem(place, client, before), 'unsupported_grant_type')
    const browser = createBrowser(place.trustedFetch)
    const page = await browser.open(authorizationRequest(place, client).url)
    equal(responseOf(page)['error'], 'unsupported_response_type')
    equal((await tokenRequest(place, client, own)).status, 200)
  })

  test('an audience may be required of clients by themselves too', async () => {
    const place = await used.sandbox()
    await configure(place, { audienceRequired: true })
    const client = await registerClient(place)
    requireRefused(await tokenRequest(place, client, own), 'invalid_target')
    const resource = `${place.base}/resserver`
    equal((await tokenRequest(place, client, { ...own, resource })).status, 200)
  })

  test('the lifetime of ID tokens is a setting', async () => {
    const place = await used.sandbox()
    await configure(place, { idTokenLifetime: 77 })
    const { id_token } = await flowTokens(place, await registerClient(place))
    const payload = Buffer.from(String(id_token).split('.')[1]!, 'base64url').toString()
    const { exp, iat } = JSON.parse(payload) as { exp: number; iat: number }
    equal(exp - iat, 77)
  })

  test('of one sandbox is not that of another', async () => {
    const [place, other] = [await used.sandbox(), await used.sandbox()]
    await configure(place, { accessTokenLifetime: 1 })
    equal((await other.control.config.get())['accessTokenLifetime'], 3600)
  })
})

describe('the policy', () => {
  test('a waived check is recorded as waived and lets pass; restored it refuses', async () => {
    const place = await used.sandbox()
    const client = await registerClient(place)
    const without = { code_challenge: undefined, code_challenge_method: undefined }
    await place.control.policy.waive('code.redirect-uri', 'authserver')
    const elsewhere = { code_verifier: undefined, redirect_uri: 'https://evil.example/' }
    const waived = await redeem(place, client, await authorize(place, client, without), elsewhere)
    equal(waived.status, 200)
    deepEqual(await checksOf(place, '/token', 'waived'), ['code.redirect-uri'])
    await place.control.policy.restore('code.redirect-uri', 'authserver')
    const refused = await redeem(place, client, await authorize(place, client, without), elsewhere)
    requireRefused(refused, 'invalid_grant', { check: 'code.redirect-uri' })
  })

  test('plain is taken where its check is waived, and its verifier still compared', async () => {
    const place = await used.sandbox()
    const client = await registerClient(place)
    await place.control.policy.waive('pkce.method-s256')
    const code_verifier = 'v'.repeat(43)
    const change = { code_challenge: code_verifier, code_challenge_method: 'plain' }
    const first = await authorize(place, client, change)
    requireRefused(await redeem(place, client, first), 'invalid_grant')
    equal((await redeem(place, client, first, { code_verifier })).status, 200)
  })

  test('an unregistered redirect URI is answered where its check is waived', async () => {
    const place = await used.sandbox()
    const client = await registerClient(place)
    await place.control.policy.waive('redirect-uri.registered')
    const redirect_uri = 'https://other.example/'
    const { page, code } = await authorize(place, client, { redirect_uri })
    ok(code)
    equal(page.leaves?.host, 'other.example')
  })

  test('where that check is waived, what is no address is still refused', async () => {
    const place = await used.sandbox()
    const client = await registerClient(place)
    await place.control.policy.waive('redirect-uri.registered')
    // A header holds neither controls nor what is not ASCII (RFC 9110 §5.5).
    for (const redirect_uri of [
      '/callback',
      'https://app.example/\r\nx',
      'https://app.example/€',
    ]) {
      const change = { redirect_uri, prompt: 'none' }
      const { url } = authorizationRequest(place, client, change)
      const page = await createBrowser(place.trustedFetch).open(url)
      equal(page.leaves, undefined)
      equal(page.status, 400, redirect_uri)
      match(page.text, /redirect-uri\.absolute/)
    }
  })

  test('a check that cannot be waived, or that nobody has, is refused', async () => {
    const place = await used.sandbox()
    for (const id of ['client.secret', 'csrf.token', 'code.unused', 'no.such-check', '']) {
      await requireProblems(place.control.policy.waive(id as never), {
        'waive.0': /cannot be|named/,
      })
    }
    const { authserver } = await place.control.policy.get()
    deepEqual(authserver!.waived, [])
  })

  test('of one sandbox is not that of another', async () => {
    const [place, other] = [await used.sandbox(), await used.sandbox()]
    await place.control.policy.waive('pkce.required')
    deepEqual((await other.control.policy.get())['authserver']!.waived, [])
  })

  test('every check has a clause, two sentences and an error', async () => {
    const { authserver } = await used.lab.control.policy.get()
    const bare = ['bearer.present', 'registration.token-present']
    for (const [id, definition] of Object.entries(authserver!.catalogue)) {
      match(id, /^[a-z0-9-]+\.[a-z0-9-]+$/)
      match(
        definition.clause,
        /^(RFC \d{4}|OpenID Connect|OAuth 2\.0|OAuth Client ID|CIBA Core|FAPI 2\.0|NIST SP 800-63B) ?[^§]*§/,
        id,
      )
      for (const sentence of [definition.held, definition.broken])
        match(sentence, /^[A-Z].*\.$/, id)
      // Without a token there is no error to tell (RFC 6750 §3.1).
      match(definition.error, bare.includes(id) ? /^$/ : /^[a-z_]+$/, id)
    }
  })
})
