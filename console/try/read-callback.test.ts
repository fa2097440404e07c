import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readCallback } from './read-callback.ts'

const issuer = 'https://as.example'
const asked = { state: 'b', issuer, namesItself: true }
const at = (parameters: string) => `https://app.example/callback${parameters}`

test('an answer gives its code, or the tokens behind #', () => {
  const query = readCallback(at(`?code=a&state=b&iss=${encodeURIComponent(issuer)}`), asked)
  assert.deepEqual(query, { values: { code: 'a' } })
  const fragment = readCallback(at('#access_token=t&state=b'), { ...asked, namesItself: false })
  assert.deepEqual(fragment, { values: { access_token: 't' } })
})

test('one of another request or issuer, or without iss, is not used', () => {
  const iss = `&iss=${encodeURIComponent(issuer)}`
  for (const [parameters, problem] of [
    [`?code=a&state=c${iss}`, /state/],
    [`?code=a${iss}`, /state/],
    ['?code=a&state=b', /iss is missing/],
    ['?code=a&state=b&iss=https%3A%2F%2Fother.example', /another issuer/],
    [`?error=access_denied&state=b${iss}`, /refused: access_denied/],
  ] as const) {
    const found = readCallback(at(parameters), asked)
    assert.match(found!.problem!, problem)
    assert.deepEqual(found!.values, {})
  }
})

test('an address without an answer is none', () => {
  assert.equal(readCallback(at('?server=a'), asked), undefined)
  assert.equal(readCallback('no address', asked), undefined)
})
