import assert from 'node:assert/strict'
import { test } from 'node:test'
import { askedOf, refusalOf } from './answers.ts'
import { claimRows } from './claims.ts'
import { deeds, saidOf } from './deeds.ts'
import { heldRows, holders } from './holders.ts'
import { stoppedAt } from './stages.ts'

test('the claims that are read first come first, a hook of the own comes last before the header', () => {
  const claims = { own: 1, jti: 't', exp: 0, aud: ['a', 'b'], iss: 'https://as' }
  const about = { kind: 'access', subject: 'about Dana' } as const
  const { first, others } = claimRows({ claims, header: { alg: 'RS256', kid: 'k' } }, about)
  assert.deepEqual(first, [
    { name: 'iss', value: 'https://as', mean: 'issued by the authorization server' },
    { name: 'aud', value: 'a, b', mean: 'for the resource server only' },
    { name: 'exp', value: '0', mean: 'ends 1970-01-01 00:00:00 UTC' },
  ])
  assert.deepEqual(
    others.map(({ name }) => name),
    ['jti', 'own', 'header'],
  )
  assert.equal(others.at(-1)?.value, 'alg RS256, kid k')
})

test('the audience of an ID token is the application', () => {
  const { first } = claimRows({ claims: { aud: 'c' }, header: {} }, { kind: 'id', subject: '' })
  assert.equal(first[0]?.mean, 'for this application only')
})

test('a refusal names the error, what to do, and its clause', () => {
  const far = refusalOf({ status: 403, error: 'insufficient_scope' }, 'resource server')
  assert.match(far.text, /^`insufficient_scope`: .*sign in again and tick it\.$/)
  assert.equal(far.clause, 'RFC 6750 §3.1')
  assert.match(
    refusalOf({ status: 401 }, 'resource server').text,
    /^No reason was given\. Refresh,/,
  )
  const { heading } = refusalOf({ status: 503 }, 'resource server')
  assert.equal(heading, 'The resource server does not answer as it should')
})

test('every deed says what was done, and when where that counts', () => {
  for (const deed of deeds) {
    const { did, what } = saidOf(deed, '09:26:53 UTC')
    assert.match(did, /^[A-Z].*\.$/)
    assert.doesNotMatch(what, /\{/)
  }
  assert.match(saidOf('rotated', '09:26:53 UTC').what, /09:26:53 UTC/)
})

test('a secret that is held is named and not shown, and a public client has none', () => {
  const held = { accessToken: 'abc', idToken: 'defg', clientId: 'c' }
  const confidential = heldRows({ ...held, refreshToken: true, clientSecret: true })
  const of = (rows: typeof confidential, name: string) =>
    rows.find((row) => row.name === name)?.value
  assert.equal(of(confidential, 'client_secret'), 'hidden')
  assert.equal(of(confidential, 'refresh_token'), 'hidden')
  assert.equal(of(confidential, 'access_token'), '3 characters')
  const open = heldRows({ ...held, refreshToken: false, clientSecret: false })
  assert.equal(of(open, 'client_secret'), 'none')
  assert.equal(of(open, 'refresh_token'), 'none')
})

test('a flow stops where its error says', () => {
  assert.equal(stoppedAt('access_denied'), 'Consent')
  assert.equal(stoppedAt('login_required'), 'Sign in')
  assert.equal(stoppedAt('invalid_scope'), 'Ask')
  assert.equal(stoppedAt(undefined), 'Exchange')
})

test('headings end without a period, sentences end with one', () => {
  for (const { title, note } of Object.values(askedOf('my/scope'))) {
    assert.doesNotMatch(title, /\.$/)
    assert.match(note, /\.$/)
  }
  for (const { what, holds, note } of Object.values(holders)) {
    for (const sentence of [what, holds, note]) assert.match(sentence, /\.$/)
  }
})
