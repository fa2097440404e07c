import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { NotHar, readHar } from './read-har.ts'

const request = { method: 'GET', url: 'https://as.example/' }
const har = (entries: unknown[]) => JSON.stringify({ log: { version: '1.2', entries } })

suite('reading a HAR', () => {
  test('a byte order mark before it is no part of it', () => {
    assert.equal(readHar(`\uFEFF${har([{ request }])}`).log.entries.length, 1)
  })

  test('an entry without a request that can be read is left out', () => {
    const entries = [{ request }, {}, null, { request: { method: 'GET', url: 'nowhere' } }]
    assert.equal(readHar(har(entries)).log.entries.length, 1)
  })

  for (const [what, text, says] of [
    ['empty text', ' ', /empty/],
    ['text that is no JSON', 'hello', /no JSON/],
    ['other JSON', '{"openapi":"3.1.0"}', /no log\.entries/],
    ['a list', '[]', /no log\.entries/],
    ['half a HAR', '{"log":{"entries":[', /no JSON/],
  ] as const) {
    test(`${what} is refused with what it is`, () => {
      assert.throws(() => readHar(text), { name: NotHar.name, message: says })
    })
  }
})
