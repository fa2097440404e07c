import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Refusal } from './failure.ts'
import { requireAnswer, requireIssuer } from './issuer.ts'

const issuer = 'https://localhost:8443/authserver/oauth2'
const metadata = { issuer, authorization_response_iss_parameter_supported: true }
const answer = (iss?: string) => new URLSearchParams(iss === undefined ? {} : { iss })

test('a callback without code and error is no answer, and no talk of another issuer', () => {
  for (const query of ['', 'state=x', `iss=${encodeURIComponent(issuer)}`]) {
    assert.throws(
      () => requireAnswer(new URLSearchParams(query)),
      (error) => error instanceof Refusal && !/issuer/.test(error.failure.heading),
    )
  }
  for (const query of ['code=c', 'error=access_denied']) requireAnswer(new URLSearchParams(query))
})

test('an answer that names the configured issuer is accepted', () => {
  requireIssuer(answer(issuer), metadata, { issuer })
})

test('an answer of another issuer is refused before its code is used', () => {
  assert.throws(() => requireIssuer(answer(`${issuer}/`), metadata, { issuer }), Refusal)
})

test('an answer without iss is refused when the metadata promises it', () => {
  assert.throws(() => requireIssuer(answer(), metadata, { issuer }), Refusal)
})

test('an answer without iss is accepted from a server that does not promise it', () => {
  requireIssuer(answer(), { issuer }, { issuer })
})

test('metadata that name another issuer are refused', () => {
  const other = { ...metadata, issuer: 'https://localhost:8443/~k3f9/authserver/oauth2' }
  assert.throws(() => requireIssuer(answer(issuer), other, { issuer }), Refusal)
})
