import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseConfig } from './config.ts'
import { Refusal } from './failure.ts'

const whole = {
  issuer: 'https://localhost:8443/authserver/oauth2',
  client_id: 'c-1',
  scope: 'openid my/scope',
  audience: 'https://localhost:8443',
  resource_scope: 'my/scope',
  resources: { protected: 'https://localhost:8443/a/', delegated: 'https://localhost:8443/b/' },
}

test('a whole configuration is accepted', () => {
  assert.equal(parseConfig(whole), whole)
})

test('every missing member of the configuration is named at once', () => {
  const missing = { ...whole, client_id: '', resources: { protected: 'https://localhost:8443/a/' } }
  assert.throws(
    () => parseConfig(missing),
    (error) =>
      error instanceof Refusal &&
      error.failure.description === 'config.json lacks client_id, resources.delegated',
  )
})

test('a configuration that is no object lacks everything', () => {
  assert.throws(() => parseConfig(null), Refusal)
})
