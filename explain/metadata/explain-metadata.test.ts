import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { clauseAddress } from '../catalogue/clause-address.ts'
import { explainMetadata } from './explain-metadata.ts'
import { metadataRules } from './metadata-rules.ts'

const issuer = 'https://as.example'
const whole = {
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/jwks`,
  registration_endpoint: `${issuer}/register`,
  end_session_endpoint: `${issuer}/logout`,
  response_types_supported: ['code'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256'],
  code_challenge_methods_supported: ['S256'],
  authorization_response_iss_parameter_supported: true,
  scopes_supported: ['openid'],
}

/** What is found when members are changed, and where. */
function found(change: object, asked = issuer): string[] {
  return explainMetadata({ ...whole, ...change }, asked).flatMap(({ name, findings }) =>
    findings.map(({ id }) => `${name}: ${id}`),
  )
}

suite('metadata of an authorization server', () => {
  test('each member has its meaning, and whole metadata has no finding', () => {
    const members = explainMetadata(whole, issuer)
    assert.deepEqual(found({}), [])
    assert.equal(members.find(({ name }) => name === 'token_endpoint')!.clause, 'RFC 8414 §2')
    assert.ok(members.every(({ means }) => means !== undefined))
  })

  test('a name that no specification has is told without a meaning', () => {
    const members = explainMetadata({ ...whole, house_rules: 1, toString: 2 }, issuer)
    const named = members.filter(({ name }) => name === 'house_rules' || name === 'toString')
    assert.deepEqual(
      named.map(({ means }) => means),
      [undefined, undefined],
    )
  })

  const cases: [string, object, string][] = [
    ['an issuer with one slash too many', { issuer: `${issuer}/` }, 'issuer: issuer-differs'],
    [
      'an endpoint of plain HTTP',
      { token_endpoint: 'http://as.example/token' },
      'token_endpoint: address-not-https',
    ],
    ['an address that is no text', { jwks_uri: 7 }, 'jwks_uri: address-not-https'],
    [
      'an endpoint with a fragment',
      { authorization_endpoint: `${issuer}/a#b` },
      'authorization_endpoint: address-with-fragment',
    ],
    ['a missing endpoint', { token_endpoint: undefined }, 'token_endpoint: member-missing'],
    ['no keys, which OpenID wants', { jwks_uri: undefined }, 'jwks_uri: openid-member-missing'],
    [
      'no OpenID member',
      { subject_types_supported: undefined },
      'subject_types_supported: openid-member-missing',
    ],
    ['no code', { response_types_supported: ['token'] }, 'response_types_supported: no-code'],
    [
      'no word of PKCE',
      { code_challenge_methods_supported: undefined },
      'code_challenge_methods_supported: no-pkce',
    ],
    [
      'no iss in the answer',
      { authorization_response_iss_parameter_supported: false },
      'authorization_response_iss_parameter_supported: no-iss-in-answer',
    ],
    ['no openid', { scopes_supported: ['read'] }, 'scopes_supported: no-openid-scope'],
    [
      'another algorithm alone',
      { id_token_signing_alg_values_supported: ['ES256'] },
      'id_token_signing_alg_values_supported: no-rs256',
    ],
    [
      'ID tokens without a signature',
      { id_token_signing_alg_values_supported: ['RS256', 'none'] },
      'id_token_signing_alg_values_supported: unsigned-id-token',
    ],
    [
      'the implicit grant',
      { grant_types_supported: ['implicit'] },
      'grant_types_supported: implicit-grant',
    ],
    [
      'the password grant',
      { grant_types_supported: ['password'] },
      'grant_types_supported: password-grant',
    ],
    [
      'no registration',
      { registration_endpoint: undefined },
      'registration_endpoint: no-registration',
    ],
    ['no log-out', { end_session_endpoint: undefined }, 'end_session_endpoint: no-log-out'],
  ]
  for (const [what, change, finding] of cases) {
    test(`${what} is found`, () => {
      // A member that is undefined is one that JSON does not have.
      const json = JSON.parse(JSON.stringify({ ...whole, ...change })) as object
      const members = explainMetadata({ ...json }, issuer)
      const told = members.flatMap(({ name, findings }) =>
        findings.map(({ id }) => `${name}: ${id}`),
      )
      assert.deepEqual(told, [finding])
    })
  }

  test('the method plain is found beside the missing S256', () => {
    assert.deepEqual(found({ code_challenge_methods_supported: ['plain'] }), [
      'code_challenge_methods_supported: no-s256',
      'code_challenge_methods_supported: plain-challenge',
    ])
  })

  test('a server that no browser visits may leave its authorization endpoint out (RFC 8414 §2)', () => {
    const members = { ...whole, grant_types_supported: ['client_credentials'] }
    const { authorization_endpoint: _, ...machine } = members
    assert.ok(
      explainMetadata(machine, issuer).every(({ name }) => name !== 'authorization_endpoint'),
    )
  })

  test('a document for people may be at any address', () => {
    assert.deepEqual(found({ op_policy_uri: 'http://as.example/policy' }), [])
  })

  test('each rule has a clause that can be read, and sentences of at most 20 words', () => {
    for (const { id, clause, says, remedy } of metadataRules) {
      assert.ok(clauseAddress(clause) !== undefined, id)
      for (const text of [says, remedy]) {
        assert.match(text, /^[A-Z].*\.$/, id)
        for (const sentence of text.split(/(?<=[.:;])\s/)) {
          assert.ok(sentence.split(' ').length <= 20, `${id}: ${sentence}`)
        }
      }
    }
  })
})
