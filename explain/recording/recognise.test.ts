import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { codeFlow, issuer } from '../testing/code-flow.ts'
import { harEntry } from '../testing/har-entry.ts'
import type { Wanted } from '../testing/har-entry.ts'
import { readRecording } from './recording.ts'

const metadata = harEntry({
  url: `${issuer}/.well-known/openid-configuration`,
  json: {
    issuer,
    authorization_endpoint: `${issuer}/a`,
    token_endpoint: `${issuer}/b`,
    userinfo_endpoint: `${issuer}/c`,
    introspection_endpoint: `${issuer}/d`,
    revocation_endpoint: `${issuer}/e`,
    jwks_uri: `${issuer}/f`,
    end_session_endpoint: `${issuer}/g`,
    registration_endpoint: `${issuer}/h`,
    pushed_authorization_request_endpoint: `${issuer}/i`,
  },
})

function idOf(wanted: Wanted, beside = [metadata]): string | undefined {
  const entry = harEntry(wanted)
  return readRecording([...beside, entry]).seen(entry)?.message?.id
}

suite('which message an exchange is', () => {
  test('a code flow: authorization request, callback, token request, resource request', () => {
    assert.deepEqual(
      readRecording(codeFlow()).exchanges.map(({ message, from, to }) => [message?.id, from, to]),
      [
        ['authorization request', 'browser', 'authserver'],
        ['callback', 'browser', 'client'],
        ['token request', 'client', 'authserver'],
        ['resource request', 'client', 'resserver'],
      ],
    )
  })

  test('a resource that a person opens is asked for by the browser, one that a script calls by the application', () => {
    const url = 'https://lab.test/resserver/protected-resources/'
    const fromOf = (asker: 'browser' | 'spa') => {
      const entry = { ...harEntry({ url }), _oauth: { asker } } as ReturnType<typeof harEntry>
      const seen = readRecording([...codeFlow(), entry]).seen(entry)
      return [seen?.from, seen?.to]
    }
    assert.deepEqual(fromOf('browser')[0], 'browser')
    assert.deepEqual(fromOf('spa')[0], 'spa')
  })

  for (const [id, wanted] of [
    ['authorization request', { url: `${issuer}/a` }],
    ['token request', { url: `${issuer}/b`, form: { code: 'x' } }],
    ['UserInfo request', { url: `${issuer}/c` }],
    ['introspection request', { url: `${issuer}/d`, form: { token: 'x' } }],
    ['revocation request', { url: `${issuer}/e`, form: { token: 'x' } }],
    ['key set request', { url: `${issuer}/f` }],
    ['logout request', { url: `${issuer}/g` }],
    ['client registration request', { url: `${issuer}/h`, requestJson: {} }],
    ['pushed authorization request', { url: `${issuer}/i`, form: { client_id: 'x' } }],
  ] as const) {
    test(`an address that the metadata names is told by it: ${id}`, () => {
      assert.equal(idOf(wanted), id)
      assert.equal(idOf(wanted, []), undefined)
    })
  }

  const elsewhere = 'https://other.example'
  for (const [id, wanted] of [
    ['metadata request', { url: `${elsewhere}/.well-known/oauth-authorization-server/x` }],
    ['resource metadata request', { url: `${elsewhere}/.well-known/oauth-protected-resource` }],
    ['key set request', { url: `${elsewhere}/certs`, json: { keys: [{ kty: 'RSA' }] } }],
    ['token request', { url: `${elsewhere}/x`, form: { grant_type: 'client_credentials' } }],
    [
      'introspection request',
      { url: `${elsewhere}/x`, form: { token: 'x' }, json: { active: false } },
    ],
    ['revocation request', { url: `${elsewhere}/revoke`, form: { token: 'x' } }],
    ['client registration request', { url: `${elsewhere}/x`, requestJson: { redirect_uris: [] } }],
    ['callback', { url: `${elsewhere}/cb?error=access_denied&state=s` }],
    ['callback', { url: `${elsewhere}/cb`, form: { code: 'x', state: 's' } }],
    ['callback', { url: `${elsewhere}/cb#access_token=x&token_type=Bearer` }],
    ['authorization request', { url: `${elsewhere}/x?client_id=a&request_uri=urn:x` }],
    ['logout request', { url: `${elsewhere}/x?post_logout_redirect_uri=y` }],
    ['third-party sign-in start', { url: `${elsewhere}/x?iss=y&target_link_uri=z` }],
    [
      'device authorization request',
      { url: `${elsewhere}/x`, form: {}, json: { device_code: 'x' } },
    ],
    [
      'pushed authorization request',
      { url: `${elsewhere}/x`, form: { response_type: 'code' }, json: { request_uri: 'urn:x' } },
    ],
    [
      'backchannel authentication request',
      { url: `${elsewhere}/x`, form: {}, json: { auth_req_id: 'x' } },
    ],
    ['backchannel logout', { url: `${elsewhere}/x`, form: { logout_token: 'x' } }],
    ['UserInfo request', { url: `${elsewhere}/userinfo`, headers: { authorization: 'Bearer x' } }],
    ['resource request', { url: `${elsewhere}/x`, headers: { authorization: 'DPoP x' } }],
    [
      'preflight request',
      {
        method: 'OPTIONS',
        url: `${issuer}/b`,
        headers: { 'access-control-request-method': 'POST' },
      },
    ],
    [
      'sign-in start',
      {
        url: `${elsewhere}/x`,
        status: 302,
        answer: { location: `${issuer}/a?client_id=x&response_type=code` },
      },
    ],
    ['sign-in', { url: `${issuer}/login`, form: { password: 'x' } }],
    [
      'consent',
      { url: `${elsewhere}/authserver/interaction/i1/consent`, form: { answer: 'allow' } },
    ],
  ] as const satisfies readonly (readonly [string, Wanted])[]) {
    test(`without metadata it is told by what it carries: ${id}`, () => {
      assert.equal(idOf(wanted), id)
    })
  }

  for (const wanted of [
    { url: `${elsewhere}/style.css` },
    { url: `${elsewhere}/login`, form: { password: 'x' } },
    { url: `${elsewhere}/shop?code=summer` },
    { url: `${elsewhere}/userinfo` },
    { method: 'OPTIONS', url: `${elsewhere}/x` },
  ]) {
    test(`no message of the protocol: ${wanted.method ?? 'GET'} ${wanted.url}`, () => {
      assert.equal(idOf(wanted), undefined)
    })
  }

  test('pages between an authorization request and its answer are found by following redirects', () => {
    const to = (location: string) => ({ status: 303, answer: { location } })
    const [authorization, callback] = codeFlow()
    const at = (path: string) => `${issuer}/${path}`
    const entries = [
      harEntry({ url: authorization!.request.url, ...to(at('login/1')) }),
      harEntry({ url: at('login/1'), html: '<form>', after: 1 }),
      harEntry({ url: at('login/1'), form: { password: 'x' }, after: 2, ...to(at('resume')) }),
      harEntry({ url: at('resume'), after: 3, ...to(at('ask')) }),
      harEntry({ url: at('ask'), html: '<form>', after: 4 }),
      harEntry({ url: at('ask'), form: { yes: '1' }, after: 5, ...to(callback!.request.url) }),
      callback!,
      harEntry({ url: at('style.css'), after: 20 }),
    ]
    assert.deepEqual(
      readRecording(entries).exchanges.map(({ message }) => message?.id),
      [
        'authorization request',
        'sign-in page',
        'sign-in',
        'sign-in step',
        'sign-in page',
        'consent',
        'callback',
        undefined,
      ],
    )
  })

  test('a recording of the lab says itself what each exchange is', () => {
    const lab = { id: 'x1', role: 'client', message: 'application page', asker: 'browser' }
    assert.equal(idOf({ url: `${elsewhere}/`, lab }), 'application page')
  })

  test('a direct call of a browser is the client’s within it', () => {
    const entry = harEntry({ url: `${issuer}/b`, form: { grant_type: 'x' }, loadedAs: 'fetch' })
    assert.equal(readRecording([entry]).exchanges[0]!.from, 'spa')
  })
})
