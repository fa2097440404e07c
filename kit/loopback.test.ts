import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isLoopback } from './loopback.ts'

test('loopback is 127.0.0.0/8, ::1 and localhost, and nothing else', () => {
  for (const address of ['127.0.0.1', '127.8.0.1', '::1', '[::1]', 'localhost'])
    assert.ok(isLoopback(address), address)
  for (const address of ['0.0.0.0', '::', '', '192.168.0.4', '127.0.0.1.example', '128.0.0.1'])
    assert.ok(!isLoopback(address), address)
})
