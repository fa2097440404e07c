import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { askedAt, readAddress } from './read-address.ts'

const read = (text: string) => readAddress(new URL(text), Date.now())
const asked = (text: string) => askedAt(new URL(text))[0]

suite('an address that was pasted is read', () => {
  test('an authorization request has each parameter explained, and what it lacks named', () => {
    const found = read(
      'https://as.example/authorize?response_type=code&client_id=a&redirect_uri=http%3A%2F%2Fapp.example%2F',
    )!
    assert.equal(found.title, 'Authorization request')
    assert.deepEqual(
      found.parts.map(({ name }) => name),
      ['response_type', 'client_id', 'redirect_uri'],
    )
    assert.ok(found.parts.every(({ means, clause }) => means && clause))
    const ids = found.findings.map(({ id }) => id)
    assert.ok(ids.includes('csrf-unprotected') && ids.includes('redirect-uri-plain-http'))
  })

  test('a callback is one, with its parameters before or behind #, also where it names an error alone', () => {
    for (const text of [
      'https://app.example/callback?code=a&state=b&iss=https%3A%2F%2Fas.example',
      'https://app.example/callback#access_token=a&token_type=Bearer&state=b',
      'https://app.example/callback?error=access_denied',
    ]) {
      const found = read(text)!
      assert.equal(found.title, 'Callback')
      assert.ok(found.parts.length > 0 && found.parts.every(({ means }) => means))
      assert.equal(
        found.findings.some(({ id }) => id === 'state-differs'),
        false,
      )
    }
  })

  test('tokens among its parameters are found', () => {
    const token = 'eyJhbGciOiJub25lIn0.e30.'
    assert.deepEqual(read(`https://app.example/callback#id_token=${token}&state=a`)!.tokens, [
      { name: 'id_token', token },
    ])
  })

  test('other parameters are told as they are, and none at all leave an address to ask', () => {
    assert.equal(read('https://app.example/?a=b')!.title, 'An address with parameters')
    assert.equal(read('https://as.example/oauth2'), undefined)
  })

  test('whom to ask is read from the address: an issuer, its metadata in both places, keys', () => {
    assert.deepEqual(asked('https://as.example'), { issuer: 'https://as.example' })
    assert.deepEqual(asked('https://as.example/a/'), { issuer: 'https://as.example/a/' })
    const issuer = 'https://as.example/a'
    assert.deepEqual(asked(`${issuer}/.well-known/openid-configuration`), { issuer })
    assert.deepEqual(asked('https://as.example/.well-known/oauth-authorization-server/a'), {
      issuer,
    })
    assert.deepEqual(asked(`${issuer}/jwks`), { jwksUri: `${issuer}/jwks` })
  })
})
