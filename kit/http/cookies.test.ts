import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cookieName } from './cookies.ts'

test('labs on two ports of one host have cookies of different names', () => {
  const nameAt = (origin: string) => cookieName('client-session', { origin })
  assert.equal(nameAt('https://localhost:8443'), '__Secure-client-session-8443')
  assert.equal(nameAt('https://localhost:9443'), '__Secure-client-session-9443')
})

test('an origin without a port has that of HTTPS', () => {
  assert.equal(cookieName('lab-admin', { origin: 'https://webserver' }), '__Secure-lab-admin-443')
})
