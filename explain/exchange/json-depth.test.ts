import assert from 'node:assert/strict'
import { test } from 'node:test'
import { explainRecording } from '../explain-recording.ts'
import { harEntry } from '../testing/har-entry.ts'
import { isDeeperThan } from './json-depth.ts'

const nested = (levels: number): unknown =>
  JSON.parse(`${'{"a":['.repeat(levels)}1${']}'.repeat(levels)}`)

test('JSON is as deep as the objects and lists in it', () => {
  assert.equal(isDeeperThan('text', 0), false)
  assert.equal(isDeeperThan({}, 0), true)
  assert.equal(isDeeperThan({ a: [] }, 2), false)
  assert.equal(isDeeperThan({ a: [] }, 1), true)
  assert.equal(isDeeperThan(nested(20_000), 100), true)
})

test('an answer that is nested thousands deep is told without its members, and all others with theirs', () => {
  const url = 'https://as.example/token'
  const form = { grant_type: 'client_credentials' }
  const { exchanges } = explainRecording([
    harEntry({ url, form, json: { access_token: 'a', x: nested(20_000) } }),
    harEntry({ url, form, json: { access_token: 'b' } }),
  ])
  const names = exchanges.map(({ response }) =>
    response.parts.filter((part) => part.in === 'JSON').map(({ name }) => name),
  )
  assert.deepEqual(names, [[], ['access_token']])
})
