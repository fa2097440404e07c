import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { HarEntry, HarPair, LabCheck } from '../har/har.ts'
import { readRecording } from '../recording/recording.ts'
import { api, app, codeFlow, issuer, noStore } from '../testing/code-flow.ts'
import type { Differences } from '../testing/code-flow.ts'
import { begin, harEntry, unsignedJwt } from '../testing/har-entry.ts'
import { findFindings } from './find-findings.ts'
import type { Severity } from './finding.ts'
import { rules } from './rules.ts'

const now = begin / 1000
const checked = (outcome: LabCheck['outcome']): HarEntry[] => {
  const [first, ...rest] = codeFlow()
  const check = {
    id: 'pkce.required',
    outcome,
    clause: 'RFC 9700 §2.1.1; RFC 7636 §4.3',
    says: 'This client must send a code_challenge, and did not.',
  }
  const lab = { id: 'e1', role: 'authserver', message: 'authorization request', checks: [check] }
  return [{ ...first!, _oauth: lab }, ...rest]
}

function findingsOf(entries: HarEntry[]) {
  return findFindings(readRecording(entries))
}

function refusal(error: string) {
  return { content: { mimeType: 'application/json', text: JSON.stringify({ error }) } }
}

function metadata(members: object = {}, at = issuer): HarEntry {
  return harEntry({
    url: `${at}/.well-known/openid-configuration`,
    json: {
      issuer: at,
      authorization_endpoint: `${at}/authorize`,
      token_endpoint: `${at}/token`,
      ...members,
    },
  })
}

const start = (cookie: string, url = `${app}/login`): HarEntry =>
  harEntry({
    url,
    status: 302,
    answer: { location: `${issuer}/authorize?client_id=web&response_type=code` },
    cookies: [cookie],
    loadedAs: 'document',
  })
const posted = {
  method: 'POST',
  url: `${app}/callback`,
  form: { code: 'code-one-0123456789', state: 'state-one' },
}
const preflight = (answer: Record<string, string>, status = 204): HarEntry =>
  harEntry({
    method: 'OPTIONS',
    url: `${issuer}/token`,
    headers: {
      origin: app,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization',
    },
    status,
    answer,
  })
const cors = {
  'access-control-allow-origin': app,
  'access-control-allow-headers': '*, Authorization',
}
const fromScript = { headers: { origin: app }, loadedAs: 'fetch' }
const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })
const refresh = (token: string, renewed: string): HarEntry =>
  harEntry({
    url: `${issuer}/token`,
    form: { grant_type: 'refresh_token', refresh_token: token, client_id: 'web' },
    json: { refresh_token: renewed },
  })
const circle = (times: number): HarEntry[] =>
  Array.from({ length: times }, () => [
    harEntry({ url: `${app}/a`, status: 302, answer: { location: '/b' } }),
    harEntry({ url: `${app}/b`, status: 302, answer: { location: '/a' } }),
  ]).flat()
const other = 'https://other.example/op'
const bySpa: Differences = {
  token: { headers: { origin: app }, loadedAs: 'fetch', answer: { ...cors, ...noStore } },
  exchanges: { client_id: 'web' },
}

/** A recording that has it, and where the good flow says too little one that has it not. */
type Case = readonly [
  id: string,
  has: HarEntry[],
  hasNot?: HarEntry[] | undefined,
  severity?: Severity,
]

const cases: readonly Case[] = [
  ['csrf-unprotected', codeFlow({ asks: { state: null, nonce: null, code_challenge: null } })],
  ['state-missing', codeFlow({ asks: { state: null } })],
  ['nonce-missing', codeFlow({ asks: { nonce: null } })],
  [
    'nonce-missing',
    codeFlow({ asks: { nonce: null, code_challenge: null } }),
    undefined,
    'warning',
  ],
  [
    'nonce-missing',
    codeFlow({ asks: { nonce: null, response_type: 'code id_token' } }),
    undefined,
    'error',
  ],
  ['pkce-missing', codeFlow({ asks: { code_challenge: null } })],
  [
    'pkce-missing',
    codeFlow({ ...bySpa, asks: { code_challenge: null } }),
    codeFlow(bySpa),
    'error',
  ],
  ['pkce-plain', codeFlow({ asks: { code_challenge_method: 'plain' } })],
  ['pkce-plain', codeFlow({ asks: { code_challenge_method: null } })],
  [
    'implicit-flow',
    codeFlow({ asks: { response_type: 'token' } }),
    codeFlow({ asks: { response_type: 'code id_token' } }),
  ],
  [
    'parameter-twice',
    [harEntry({ url: `${issuer}/authorize?client_id=a&response_type=code&scope=a&scope=b` })],
    [harEntry({ url: `${issuer}/authorize?client_id=a&response_type=code&resource=a&resource=b` })],
  ],
  ['redirect-uri-differs', codeFlow({ exchanges: { redirect_uri: `${app}/callback/` } })],
  ['redirect-uri-differs', codeFlow({ exchanges: { redirect_uri: null } })],
  [
    'redirect-uri-plain-http',
    codeFlow({ asks: { redirect_uri: 'http://app.example/callback' } }),
    [
      harEntry({
        url: `${issuer}/authorize?client_id=a&response_type=code&redirect_uri=http://127.0.0.1:1/cb`,
      }),
    ],
  ],
  ['redirected-elsewhere', codeFlow({ asks: { redirect_uri: `${app}/other` } })],
  [
    'state-differs',
    codeFlow({ answers: { state: 'of-another' }, authorization: { status: 200, answer: {} } }),
  ],
  [
    'iss-missing',
    [
      metadata({ authorization_response_iss_parameter_supported: true }),
      ...codeFlow({ answers: { iss: null } }),
    ],
    [metadata(), ...codeFlow({ answers: { iss: null } })],
  ],
  [
    'iss-absent',
    [
      ...codeFlow({ answers: { iss: null } }),
      ...codeFlow({
        name: 'two',
        authorization: { url: `${other}/authorize?client_id=a&response_type=code` },
      }),
    ],
    codeFlow({ answers: { iss: null } }),
  ],
  [
    'iss-differs',
    [metadata(), ...codeFlow({ answers: { iss: other } })],
    [metadata(), ...codeFlow()],
  ],
  [
    'mixed-issuers',
    [metadata(), metadata({}, other), ...codeFlow({ token: { url: `${other}/token` } })],
    [metadata(), metadata({}, other), ...codeFlow()],
  ],
  [
    'metadata-issuer-differs',
    [metadata({ issuer: `${issuer}/x` })],
    [metadata({ issuer: `${issuer}/` })],
  ],
  ['redirect-loop', circle(3), circle(2)],
  [
    'redirect-keeps-form',
    [
      harEntry({
        url: `${issuer}/login`,
        form: { password: 'x' },
        status: 307,
        answer: { location: app },
      }),
    ],
    [
      harEntry({
        url: `${issuer}/login`,
        form: { password: 'x' },
        status: 303,
        answer: { location: app },
      }),
    ],
  ],
  [
    'secret-in-referer',
    [
      harEntry({
        url: 'https://ads.example/pixel',
        headers: { referer: `${app}/callback?code=x&state=s` },
      }),
    ],
    [
      harEntry({
        url: 'https://ads.example/pixel',
        headers: { referer: `${app}/shop?code=summer` },
      }),
    ],
  ],
  [
    'secret-in-referer',
    [harEntry({ url: `${app}/style.css`, headers: { referer: `${app}/callback?code=x&state=s` } })],
    undefined,
    'warning',
  ],
  ['token-in-query', [harEntry({ url: `${api}?access_token=x` })]],
  ['code-stays-in-address', codeFlow({ callback: { status: 200 } })],
  [
    'token-in-fragment',
    [
      harEntry({
        url: `${issuer}/authorize?client_id=a&response_type=token&state=s`,
        status: 302,
        answer: { location: `${app}/#access_token=x&state=s` },
      }),
    ],
  ],
  ['secret-in-browser', codeFlow({ token: { loadedAs: 'fetch' } }), codeFlow(bySpa)],
  ['secret-in-browser', codeFlow({ ...bySpa, exchanges: { client_secret: 'x' } }), codeFlow(bySpa)],
  [
    'secret-in-query',
    [harEntry({ url: `${issuer}/token?client_secret=x`, form: { grant_type: 'x' } })],
  ],
  [
    'private-key-published',
    [harEntry({ url: `${issuer}/jwks`, json: { keys: [{ kty: 'EC', kid: 'k1', d: 'private' }] } })],
    [harEntry({ url: `${issuer}/jwks`, json: { keys: [{ kty: 'EC', kid: 'k1', x: 'public' }] } })],
  ],
  [
    'plain-http',
    [harEntry({ ...bearer('x'), url: 'http://api.example/' })],
    [harEntry({ ...bearer('x'), url: 'http://localhost:3000/' })],
  ],
  [
    'mixed-http-https',
    codeFlow({ asks: { redirect_uri: 'http://app.example/callback' } }),
    [
      harEntry({
        url: `${issuer}/authorize?client_id=a&response_type=code&redirect_uri=http://localhost/cb`,
      }),
    ],
  ],
  ['code-twice', [...codeFlow(), codeFlow()[2]!]],
  [
    'refresh-token-twice',
    [refresh('a', 'b'), refresh('a', 'c')],
    [refresh('a', 'a'), refresh('a', 'a')],
  ],
  [
    'client-authentication-refused',
    codeFlow({ token: { status: 401, json: { error: 'invalid_client' } } }),
    codeFlow({ token: { status: 400, json: { error: 'invalid_grant' } } }),
  ],
  ['client-authentication-twice', codeFlow({ exchanges: { client_secret: 'x' } })],
  [
    'client-authentication-differs',
    [metadata({ token_endpoint_auth_methods_supported: ['private_key_jwt'] }), ...codeFlow()],
    [metadata({ token_endpoint_auth_methods_supported: ['client_secret_basic'] }), ...codeFlow()],
    'warning',
  ],
  [
    'client-authentication-differs',
    [
      harEntry({
        url: `${issuer}/register`,
        requestJson: { redirect_uris: [] },
        json: { client_id: 'web', token_endpoint_auth_method: 'client_secret_post' },
      }),
      ...codeFlow({ token: { status: 400 } }),
    ],
  ],
  ['code-verifier-missing', codeFlow({ exchanges: { code_verifier: null } })],
  ['code-verifier-differs', codeFlow({ exchanges: { code_verifier: 'x'.repeat(43) } })],
  ['code-late', codeFlow({ token: { after: 700 } }), codeFlow({ token: { after: 500 } })],
  ['token-request-in-query', [harEntry({ method: 'POST', url: `${issuer}/token?grant_type=x` })]],
  [
    'token-request-as-json',
    [harEntry({ url: `${issuer}/token`, requestJson: { grant_type: 'x' } })],
  ],
  ['password-grant', [harEntry({ url: `${issuer}/token`, form: { grant_type: 'password' } })]],
  ['cache-control-missing', codeFlow({ token: { answer: {} } })],
  ['refused', codeFlow({ token: { status: 400, json: { error: 'invalid_grant' } } })],
  ['refused', codeFlow({ answers: { code: null, error: 'access_denied' } })],
  ['refused', codeFlow({ answers: { code: null, error: 'login_required' } }), undefined, 'note'],
  ['algorithm-none', codeFlow({ idTokenHeader: { alg: 'none' } })],
  ['algorithm-hmac', codeFlow({ idTokenHeader: { alg: 'HS256' } })],
  [
    'algorithm-hmac',
    codeFlow({ ...bySpa, idTokenHeader: { alg: 'HS256' } }),
    codeFlow(bySpa),
    'error',
  ],
  ['token-expired', codeFlow({ accessToken: { exp: now - 100 } })],
  ['token-not-yet-valid', codeFlow({ accessToken: { nbf: now + 200 } })],
  ['clock-differs', codeFlow({ idToken: { iat: now - 1000 } })],
  [
    'audience-differs',
    codeFlow({ idToken: { aud: 'another' } }),
    codeFlow({ idToken: { aud: ['another', 'web'] } }),
  ],
  [
    'token-for-another',
    codeFlow({ accessToken: { aud: 'https://other.example/' } }),
    codeFlow({ accessToken: { aud: 'things' } }),
  ],
  ['issuer-differs', codeFlow({ idToken: { iss: other } })],
  ['nonce-differs', codeFlow({ idToken: { nonce: 'of-another' } })],
  ['nonce-differs', codeFlow({ idToken: { nonce: undefined } })],
  ['at-hash-differs', codeFlow({ idToken: { at_hash: 'AAAA' } })],
  ['id-token-as-access-token', codeFlow({ resource: bearer(unsignedJwt({ nonce: 'n' })) })],
  [
    'lifetime-odd',
    codeFlow({ accessToken: { exp: now + 100_000 }, tokenResponse: { expires_in: 99_990 } }),
  ],
  ['lifetime-odd', codeFlow({ accessToken: { exp: now + 10 } })],
  ['lifetime-odd', codeFlow({ accessToken: { exp: undefined } })],
  ['lifetime-odd', codeFlow({ tokenResponse: { expires_in: 60 } })],
  [
    'cookie-none-insecure',
    codeFlow({ callback: { cookies: ['a=b; SameSite=None'] } }),
    codeFlow({ callback: { cookies: ['a=b; SameSite=None; Secure'] } }),
  ],
  [
    'cookie-secure-over-http',
    codeFlow({
      callback: {
        url: 'http://app.example/callback?code=x&state=state-one',
        cookies: ['a=b; Secure'],
      },
    }),
    codeFlow({
      callback: {
        url: 'http://localhost/callback?code=x&state=state-one',
        cookies: ['a=b; Secure'],
      },
    }),
  ],
  [
    'cookie-prefix',
    codeFlow({ callback: { cookies: ['__Host-a=b; Secure; Path=/app'] } }),
    codeFlow({ callback: { cookies: ['__Host-a=b; Secure; Path=/'] } }),
  ],
  ['cookie-prefix', codeFlow({ callback: { cookies: ['__Secure-a=b'] } })],
  [
    'cookie-insecure',
    codeFlow({ callback: { cookies: ['a=b'] } }),
    codeFlow({ callback: { cookies: ['a=; Max-Age=0'] } }),
  ],
  [
    'cookie-lost-by-same-site',
    [start('a=b; Secure; SameSite=Lax'), ...codeFlow({ callback: posted })],
    [start('a=b; Secure; SameSite=None'), ...codeFlow({ callback: posted })],
  ],
  [
    'cookie-lost-by-same-site',
    [start('a=b; Secure; SameSite=Strict'), ...codeFlow()],
    [
      start('a=b; Secure; SameSite=Strict'),
      ...codeFlow({ callback: { headers: { cookie: 'a=b' } } }),
    ],
  ],
  [
    'cookie-lost-by-path',
    [start('a=b; Secure; Path=/login'), ...codeFlow()],
    [start('a=b; Secure; Path=/'), ...codeFlow()],
  ],
  [
    'cookie-lost-by-path',
    [start('a=b; Secure', `${app}/auth/login`), ...codeFlow()],
    [start('a=b; Secure'), ...codeFlow()],
  ],
  ['cors-preflight-refused', [preflight(cors, 403)], [preflight(cors)]],
  ['cors-preflight-refused', [preflight({})]],
  [
    'cors-preflight-refused',
    [preflight({ 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' })],
  ],
  [
    'cors-answer-hidden',
    [harEntry({ ...fromScript, url: `${issuer}/token`, form: { grant_type: 'x' } })],
    [harEntry({ ...fromScript, url: `${issuer}/token`, form: { grant_type: 'x' }, answer: cors })],
  ],
  [
    'cors-unanswered',
    [harEntry({ ...fromScript, url: `${issuer}/token`, form: { grant_type: 'x' }, status: -1 })],
    [harEntry({ url: `${issuer}/token`, form: { grant_type: 'x' }, status: -1 })],
  ],
  [
    'cors-unanswered',
    [
      harEntry({
        url: `${issuer}/token`,
        headers: { referer: `${app}/` },
        loadedAs: 'fetch',
        form: { grant_type: 'x' },
        status: -1,
      }),
    ],
    [
      harEntry({
        url: `${issuer}/token`,
        headers: { referer: `${issuer}/` },
        loadedAs: 'fetch',
        form: { grant_type: 'x' },
        status: -1,
      }),
    ],
  ],
  ['check-failed', checked('failed'), checked('passed')],
  ['check-waived', checked('waived'), checked('passed')],
  [
    'frameable-page',
    [...codeFlow(), harEntry({ url: `${issuer}/login`, form: { password: 'x' }, html: '<form>' })],
    [
      ...codeFlow(),
      harEntry({
        url: `${issuer}/login`,
        form: { password: 'x' },
        html: '<form>',
        answer: { 'content-security-policy': "frame-ancestors 'none'" },
      }),
    ],
  ],
]

suite('findings', () => {
  test('a good flow has none, of a web client and of a single-page application', () => {
    assert.deepEqual(findingsOf(codeFlow()), [])
    assert.deepEqual(findingsOf([metadata(), ...codeFlow()]), [])
    assert.deepEqual(findingsOf(codeFlow(bySpa)), [])
  })

  cases.forEach(([id, has, hasNot = codeFlow(), severity], i) => {
    const rule = rules.find((one) => one.id === id)!
    test(`${id}: ${rule.says} (case ${i + 1})`, () => {
      const found = findingsOf(has).filter((one) => one.id === id)
      assert.ok(found.length > 0, 'it is found')
      assert.equal(found[0]!.severity, severity ?? rule.severity)
      assert.ok(has[found[0]!.where.entry] !== undefined)
      assert.deepEqual(
        findingsOf(hasNot).filter((one) => one.id === id),
        [],
        'and not elsewhere',
      )
    })
  })

  test('every rule has a case, an id of its own, two sentences and a clause', () => {
    const ids = rules.map(({ id }) => id)
    assert.deepEqual(
      ids.filter((id) => !cases.some(([one]) => one === id)),
      [],
    )
    assert.equal(new Set(ids).size, ids.length)
    for (const { id, says, remedy, clause } of rules) {
      for (const sentence of [says, remedy]) assert.match(sentence, /^\S.*\.$/, id)
      assert.match(
        clause,
        /^(?:RFC \d+|RFC 6265bis|OpenID Connect \w+) §[\d.]+$|^Fetch Standard, /,
        id,
      )
    }
  })

  test('a check of the lab is told with its own clause, and with what makes it hold', () => {
    const [found] = findingsOf(checked('failed'))
    assert.equal(found!.clause, 'RFC 9700 §2.1.1')
    assert.match(found!.remedy, /code_verifier/)
    assert.match(found!.says, /pkce\.required: This client must send/)
  })

  test('plain HTTP and a parameter sent twice break the clause of that endpoint', () => {
    const http = { url: 'http://as.example/token', form: { grant_type: 'client_credentials' } }
    const clausesOf = (entry: HarEntry) => findingsOf([entry]).map(({ id, clause }) => [id, clause])
    assert.deepEqual(clausesOf(harEntry(http)), [['plain-http', 'RFC 6749 §3.2']])
    assert.deepEqual(clausesOf(harEntry({ ...bearer('x'), url: 'http://api.example/' })), [
      ['plain-http', 'RFC 6750 §5.3'],
    ])
    const twice = harEntry({ url: 'https://as.example/token', form: { grant_type: 'x' } })
    const postData = { ...twice.request.postData!, text: 'grant_type=x&scope=a&scope=b' }
    assert.deepEqual(clausesOf({ ...twice, request: { ...twice.request, postData } }), [
      ['parameter-twice', 'RFC 6749 §3.2'],
    ])
  })

  test('the parameters of a request object are judged like others', () => {
    const signIn = (claims: object) => {
      const request = unsignedJwt({
        response_type: 'code',
        redirect_uri: `${app}/callback`,
        state: 'state-within',
        nonce: 'nonce-one',
        ...claims,
      })
      const [asked, callback] = codeFlow({ answers: { state: 'state-within' } })
      const url = `${issuer}/authorize?client_id=web&request=${request}`
      return findingsOf([{ ...asked!, request: { ...asked!.request, url } }, callback!])
    }
    const code_challenge = 'c'.repeat(43)
    assert.deepEqual(signIn({ code_challenge, code_challenge_method: 'S256' }), [])
    assert.deepEqual(
      signIn({ code_challenge }).map(({ id }) => id),
      ['pkce-plain'],
    )
    assert.deepEqual(
      signIn({ state: 'of-another', code_challenge, code_challenge_method: 'S256' }).map(
        ({ id }) => id,
      ),
      ['state-differs'],
    )
  })

  test('a check that failed and refused nobody is a note', () => {
    const [first] = checked('failed')
    const answered = { ...first!, response: { status: 200, headers: [] } }
    const of = (entry: HarEntry) => findingsOf([entry]).find(({ id }) => id === 'check-failed')
    assert.equal(of(answered)!.severity, 'note')
    assert.equal(of(first!)!.severity, 'warning')
  })

  test('a refusal is told once: by the check of the lab where one failed, else by its error', () => {
    const [first, ...rest] = checked('failed')
    const refused = { ...first!, response: { status: 400, ...refusal('invalid_request') } }
    const told = (entry: HarEntry) => findingsOf([entry, ...rest]).map(({ id }) => id)
    assert.deepEqual(told(refused), ['check-failed'])
    const { _oauth, ...foreign } = refused
    assert.deepEqual(told(foreign), ['refused'])
    const bearerOf = { ...foreign, response: { status: 401, ...refusal('invalid_token') } }
    assert.equal(findingsOf([bearerOf])[0]?.clause, 'RFC 6750 §3.1')
  })

  test('an export without Authorization and cookies is judged as one that says nothing of them', () => {
    const secret = /^(?:authorization|cookie|set-cookie)$/i
    const strip = (entry: HarEntry): HarEntry => {
      const headers = (all: HarPair[] = []) => all.filter(({ name }) => !secret.test(name))
      const { request, response } = entry
      return {
        ...entry,
        request: { ...request, headers: headers(request.headers) },
        response: { ...response!, headers: headers(response!.headers) },
      }
    }
    assert.deepEqual(findingsOf(codeFlow().map(strip)), [])
    const [found] = findingsOf(codeFlow({ asks: { code_challenge: null } }).map(strip))
    assert.deepEqual([found!.id, found!.severity], ['pkce-missing', 'warning'])
  })

  test('none says a secret', () => {
    const text = JSON.stringify(cases.flatMap(([, has]) => findingsOf(has)))
    assert.doesNotMatch(text, /code-one|verifier-one|refresh-one|the-secret|eyJ/)
  })

  test('the gravest come first', () => {
    const [first, ...rest] = findingsOf(
      codeFlow({
        asks: { state: null, code_challenge_method: 'plain' },
        callback: { status: 200 },
      }),
    )
    assert.equal(first!.severity, 'error')
    assert.equal(rest.at(-1)!.severity, 'note')
  })
})
