import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { partsOf, splitName } from './distinguished-name.ts'

test('a distinguished name is split at its commas, and not at one that a backslash escapes (RFC 4514 §2.4)', () => {
  deepEqual(splitName(String.raw`CN=a\, b , O=c,DC=d`), [String.raw`CN=a\, b`, 'O=c', 'DC=d'])
  deepEqual(splitName(''), [])
})

test('the last part of a certificate’s name is the first that is written (RFC 4514 §2.1)', () => {
  deepEqual(partsOf('DC=d\nO=c\nCN=a'), ['CN=a', 'O=c', 'DC=d'])
})
