import assert from 'node:assert/strict'
import test from 'node:test'
import { chooseSuites } from './suites.ts'

test('without a name all suites run', () => {
  assert.deepEqual(chooseSuites([]), [
    'check',
    'unit',
    'protocol',
    'attacks',
    'postman',
    'foreign',
    'e2e',
    'containers',
  ])
})

test('named suites run in the order of the suites, each once', () => {
  assert.deepEqual(chooseSuites(['unit', 'check', 'unit']), ['check', 'unit'])
})

test('an unknown suite is refused with the nearest match', () => {
  assert.match(String(chooseSuites(['protocl'])), /no suite protocl.*Did you mean protocol\?/)
})
