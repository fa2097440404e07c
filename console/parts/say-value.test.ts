import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sayValue } from './say-value.ts'

test('a value that is not there is said in words, never as null or undefined', () => {
  assert.equal(sayValue(null), 'not set')
  assert.equal(sayValue(undefined), 'not set')
  assert.equal(sayValue(''), 'empty')
  assert.equal(sayValue([]), 'none')
})

test('a text stands without quotation marks, a list of texts with commas, the rest as JSON', () => {
  assert.equal(sayValue('https://a.example'), 'https://a.example')
  assert.equal(sayValue(['a', 'b']), 'a, b')
  assert.equal(sayValue(3600), '3600')
  assert.equal(sayValue(false), 'false')
  assert.equal(sayValue({ a: null }), '{"a":null}')
})
