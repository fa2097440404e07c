import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { readRecording } from '../recording/recording.ts'
import { createHide } from '../secrets/hide.ts'
import { codeFlow } from '../testing/code-flow.ts'
import type { Differences } from '../testing/code-flow.ts'
import { begin, harEntry, unsignedJwt } from '../testing/har-entry.ts'
import { explainExchange } from './explain-exchange.ts'
import type { Explanation } from './explain-exchange.ts'
import type { Part } from './part.ts'

function explained(differences: Differences = {}): Explanation[] {
  const entries = codeFlow(differences)
  const recording = readRecording(entries)
  return entries.map((entry) => explainExchange(entry, { recording }))
}

function allParts({ request, response }: Explanation): Part[] {
  const flat = (parts: Part[]): Part[] => parts.flatMap((one) => [one, ...flat(one.parts ?? [])])
  return flat([...request.parts, ...response.parts])
}

function says(explanation: Explanation, place: Part['in'], name: string): string | undefined {
  return allParts(explanation).find((one) => one.in === place && one.name === name)?.says
}

suite('an exchange in words', () => {
  test('it says what it is for, who sends it to whom, over which channel, with its clause', () => {
    const [authorization, , token] = explained()
    assert.match(authorization!.purpose, /^The browser carries the client’s wish/)
    assert.deepEqual(
      [authorization!.from, authorization!.to, authorization!.channel],
      ['browser', 'authserver', 'front'],
    )
    assert.match(token!.clause!, /RFC 6749 §4\.1\.3/)
    assert.deepEqual([token!.from, token!.to, token!.channel], ['client', 'authserver', 'back'])
  })

  test('every parameter, header, member and claim of a good flow has meaning and clause', () => {
    for (const explanation of explained()) {
      for (const { name, means, clause } of allParts(explanation)) {
        assert.ok(means && clause, name)
      }
    }
  })

  test('a name that no specification has is shown without a meaning', () => {
    const [authorization] = explained({ asks: { colour: 'green' } })
    const part = allParts(authorization!).find(({ name }) => name === 'colour')
    assert.deepEqual([part?.value, part?.means], ['green', undefined])
  })

  test('times are in words, beside the moment of the message', () => {
    const [, , token] = explained()
    assert.equal(says(token!, 'claim', 'exp'), '26 Nov 2026 11:00:10 UTC, 1 h after this message')
    assert.equal(says(token!, 'JSON', 'expires_in'), '1 h')
    const [, , late] = explained({ accessToken: { exp: begin / 1000 } })
    assert.equal(says(late!, 'claim', 'exp'), '26 Nov 2026 10:00:00 UTC, 10 s before this message')
  })

  test('challenge and verifier are compared, whichever is looked at', () => {
    const [authorization, , token] = explained()
    assert.equal(
      says(authorization!, 'query', 'code_challenge'),
      'SHA-256 of the code_verifier in message 3',
    )
    assert.equal(says(token!, 'form', 'code_verifier'), 'it fits the code_challenge of message 1')
    const [, , other] = explained({ exchanges: { code_verifier: 'x'.repeat(43) } })
    assert.equal(says(other!, 'form', 'code_verifier'), undefined)
  })

  test('at_hash is compared with the access token beside it', () => {
    assert.equal(says(explained()[2]!, 'claim', 'at_hash'), 'it fits the access token beside it')
    const [, , other] = explained({ idToken: { at_hash: 'AAAA' } })
    assert.equal(says(other!, 'claim', 'at_hash'), 'it does not fit the access token beside it')
  })

  test('state and nonce say in which message they were sent first', () => {
    const [, callback, token] = explained()
    assert.equal(says(callback!, 'query', 'state'), 'as in message 1')
    assert.equal(says(token!, 'claim', 'nonce'), 'as in message 1')
    const [, forged] = explained({ answers: { state: 'of-somebody-else' } })
    assert.equal(says(forged!, 'query', 'state'), 'no authorization request here sent it')
  })

  test('algorithm, scope, grant type, error code and token type are put in words', () => {
    const [authorization, , token] = explained()
    assert.equal(says(token!, 'JWT header', 'alg'), 'RSA with SHA-256, PKCS #1 1.5')
    assert.match(says(authorization!, 'query', 'scope')!, /^openid: sign in/)
    assert.match(says(token!, 'form', 'grant_type')!, /^a code that came through the browser/)
    assert.equal(says(token!, 'JSON', 'token_type'), 'whoever has it may use it')
    const [, denied] = explained({ answers: { code: null, error: 'access_denied' } })
    assert.equal(says(denied!, 'query', 'error'), 'The user or the server said no.')
  })

  test('a challenge is read: error, scope and metadata of the resource', () => {
    const entry = harEntry({
      url: 'https://api.example/',
      headers: { authorization: 'Bearer opaque' },
      status: 401,
      answer: {
        'www-authenticate':
          'Bearer realm="a, b", error="invalid_token", scope="x y", resource_metadata="https://api.example/m"',
      },
    })
    const explanation = explainExchange(entry)
    const names = allParts(explanation).map(({ name }) => name)
    for (const name of ['realm', 'error', 'scope', 'resource_metadata']) {
      assert.ok(names.includes(name), name)
    }
    assert.equal(explanation.response.name, 'Refused')
    const scope = allParts(explanation).find(({ name }) => name === 'scope')
    assert.equal(scope?.clause, 'RFC 6750 §3')
  })

  test('the claims of a request object are the parameters of the request', () => {
    const request = unsignedJwt({ iss: 'web', state: 's', response_mode: 'query', scope: 'openid' })
    const entry = harEntry({ url: `https://as.example/authorize?client_id=web&request=${request}` })
    const parts = allParts(explainExchange(entry)).filter((one) => one.in === 'claim')
    assert.deepEqual(
      parts.map(({ name, clause }) => [name, clause]),
      [
        ['iss', 'RFC 7519 §4.1.1'],
        ['state', 'RFC 6749 §4.1.1'],
        ['response_mode', 'OAuth 2.0 Multiple Response Types §2.1'],
        ['scope', 'RFC 6749 §3.3'],
      ],
    )
  })

  test('the private part of a key is hidden, also in the keys that a client registers', () => {
    const key = { kty: 'EC', crv: 'P-256', x: 'x-of-key', d: 'private-part' }
    for (const entry of [
      harEntry({ url: 'https://as.example/jwks', json: { keys: [key] } }),
      harEntry({
        url: 'https://as.example/register',
        requestJson: { redirect_uris: [], jwks: { keys: [key] } },
      }),
    ]) {
      const explanation = explainExchange(entry)
      assert.notEqual(explanation.message, undefined)
      const text = JSON.stringify(explanation)
      assert.ok(text.includes('x-of-key'))
      assert.ok(!text.includes('private-part'))
    }
  })

  test('no code, token, secret, verifier or cookie is shown; a JWT keeps header and claims', () => {
    const text = JSON.stringify(explained())
    for (const secret of [
      'code-one-0123456789',
      'the-secret-of-web-client',
      'verifier-one',
      'refresh-one',
      'abcdefghijklmnop',
      btoa('web:the-secret-of-web-client'),
      btoa('{"signature":"of nobody"}').replace('=', ''),
    ]) {
      assert.ok(!text.includes(secret), secret)
    }
    assert.match(text, /"eyJ[\w-]+\.eyJ[\w-]+\.hidden"/)
  })

  test('the same secret is shown by the same short HMAC, of a key for this read alone', () => {
    const hide = createHide(new Uint8Array(32).fill(1))
    const entries = codeFlow()
    const shown = entries.map(
      (entry) => /hidden-[\w-]{8}/.exec(explainExchange(entry, { hide }).request.line)?.[0],
    )
    assert.match(shown[1]!, /^hidden-/)
    const token = explainExchange(entries[2]!, { hide })
    const code = allParts(token).find(({ name }) => name === 'code')
    assert.equal(code?.value, shown[1])
    assert.equal(code?.value, hide('code-one-0123456789'))
    assert.notEqual(code?.value, createHide(new Uint8Array(32).fill(2))('code-one-0123456789'))
  })
})
