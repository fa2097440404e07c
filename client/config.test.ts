import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readConfig } from './config.ts'

test('a client id without a secret is a mistake that names the missing variable', () => {
  assert.throws(() => readConfig({ LAB_CLIENT_ID: 'c' }), /LAB_CLIENT_SECRET/)
})
