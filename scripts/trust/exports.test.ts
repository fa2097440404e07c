import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeExports } from './exports.ts'

const files = { root: '/it’s/root.crt', bundle: "/it's/bundle.crt" }

test('a path is quoted for the shell, and for PowerShell on Windows', () => {
  const shell = describeExports(files, { platform: 'linux', env: {} })
  assert.match(shell, /^export NODE_EXTRA_CA_CERTS='\/it’s\/root\.crt'$/m)
  assert.match(shell, /^export SSL_CERT_FILE='\/it'\\''s\/bundle\.crt'$/m)
  const windows = describeExports(files, { platform: 'win32', env: {} })
  assert.match(windows, /^\$env:SSL_CERT_FILE = '\/it''s\/bundle\.crt'$/m)
})

test('what somebody added for Node is not lost', () => {
  const env = { NODE_EXTRA_CA_CERTS: '/company.crt' }
  const text = describeExports(files, { platform: 'linux', env })
  assert.match(text, /^export NODE_EXTRA_CA_CERTS='\/it'\\''s\/bundle\.crt'$/m)
})
