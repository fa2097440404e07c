import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hideWhole } from '@oauth-lab/explain/secrets/hide.ts'
import { harEntry } from '@oauth-lab/explain/testing/har-entry.ts'
import type { ShownEntry } from '@oauth-lab/kit/admin/recording-document.ts'
import { wireText } from './wire-text.ts'

const entry = {
  ...harEntry({
    url: 'https://lab.example/authserver/oauth2/token?tenant=a',
    form: { grant_type: 'authorization_code', code: 'c-0123456789' },
    json: { access_token: 'a-token-0123' },
  }),
  time: 4,
  _oauth: { id: 'e1', role: 'authserver', startedAt: 0 },
} as unknown as ShownEntry

test('a request is written as it went over the wire, its secrets hidden', () => {
  assert.equal(
    wireText(entry, 'ask', hideWhole),
    'POST /authserver/oauth2/token?tenant=a HTTP/1.1\nhost: lab.example\n\ngrant_type=authorization_code&code=hidden',
  )
})

test('nothing is hidden where nobody hides', () => {
  assert.match(wireText(entry, 'answer'), /^HTTP\/1\.1 200\n.*"access_token":"a-token-0123"/s)
})

test('an answer that never came says why', () => {
  const response = { ...entry.response, status: 0, _error: 'the lab dropped the connection' }
  const lost = { ...entry, response }
  assert.equal(wireText(lost, 'answer'), 'the lab dropped the connection')
})
