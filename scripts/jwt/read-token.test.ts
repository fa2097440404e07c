import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { readToken } from './read-token.ts'

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

suite('a token that is read', () => {
  test('is a signed JWT as it was typed', async () => {
    const text = `${part({ alg: 'ES256' })}.${part({ sub: 'me' })}.c2ln`
    const jwt = { header: { alg: 'ES256' }, claims: { sub: 'me' }, text }
    assert.deepEqual(await readToken(` ${text}\n`.trim()), jwt)
  })

  for (const [given, words] of [
    [`${part({ alg: 'dir' })}..iv.text.tag`, /is encrypted \(RFC 7516 §3\.1\)/],
    [`${part({ alg: 'ES256' })}.${part(['no object'])}.x`, /no JSON object in base64url/],
    ['eyJh.e30.x', /no JSON object in base64url/],
    ['eyJhbGciOiJFUzI1NiJ9', /is opaque/],
  ] as const) {
    test(`is refused in words that repeat none of it: ${words.source}, ${given.length}`, async () => {
      await assert.rejects(readToken(given), ({ name, message }: Error) => {
        assert.deepEqual([name, words.test(message)], ['CommandFailure', true])
        return !message.includes(given)
      })
    })
  }

  test('is no file where no such file is', async () => {
    await assert.rejects(readToken('no-such-file'), /^CommandFailure: no-such-file: there is no/)
  })
})
