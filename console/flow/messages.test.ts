import assert from 'node:assert/strict'
import { test } from 'node:test'
import { harEntry } from '@oauth-lab/explain/testing/har-entry.ts'
import { readRecording } from '@oauth-lab/explain/recording/recording.ts'
import type { ShownEntry } from '@oauth-lab/kit/admin/recording-document.ts'
import { isHelper, messagesOf } from './messages.ts'

const base = 'https://lab.example/~k3f9'
const issuer = `${base}/authserver/oauth2`

/** @param lasts milliseconds */
function entry(
  id: string,
  {
    parent,
    role = 'authserver',
    after,
    lasts,
  }: Record<'parent' | 'role', string | undefined> & Times,
  wanted: Parameters<typeof harEntry>[0],
): ShownEntry {
  const startedAt = after
  const _oauth = { id, role, startedAt, checks: [], ...(parent !== undefined && { parent }) }
  const told = { ...harEntry({ ...wanted, after: after / 1000 }), time: lasts, _oauth }
  return told as unknown as ShownEntry
}
interface Times {
  after: number
  lasts: number
}

const callback = entry(
  'callback',
  { parent: undefined, role: 'client', after: 0, lasts: 50 },
  { url: `${base}/client/application/callback?code=c-0123456789&state=s1` },
)
const keys = entry(
  'keys',
  { parent: 'callback', role: undefined, after: 30, lasts: 5 },
  { url: `${issuer}/jwks`, json: { keys: [{ kty: 'RSA' }] } },
)
const token = entry(
  'token',
  { parent: 'callback', role: undefined, after: 10, lasts: 10 },
  {
    url: `${issuer}/token`,
    form: { grant_type: 'authorization_code', code: 'c-0123456789' },
    json: { access_token: 'a-token' },
  },
)
const { exchanges } = readRecording([callback, keys, token])

test('requests and answers stand in order of time, so that an answer comes after the calls made for it', () => {
  const drawn = messagesOf(exchanges, { prefix: '/~k3f9' })
  assert.deepEqual(
    drawn.map(({ number, key, from, to }) => [number, key, `${from} ${to}`]),
    [
      [1, 'callback', 'browser client'],
      [2, 'token', 'client authserver'],
      [3, 'token.answer', 'authserver client'],
      [4, 'keys', 'client authserver'],
      [5, 'keys.answer', 'authserver client'],
      [6, 'callback.answer', 'client browser'],
    ],
  )
})

test('a path is shown below its role, without the sandbox', () => {
  const [asked, called] = messagesOf(exchanges, { prefix: '/~k3f9' })
  assert.equal(asked!.short, 'GET /application/callback')
  assert.equal(called!.short, 'POST /oauth2/token')
})

test('a call made during an exchange belongs to the same part of the sign-in', () => {
  const stages = new Set(messagesOf(exchanges).map(({ stage }) => stage))
  assert.deepEqual([...stages], ['Exchange'])
})

test('keys and metadata are helpers, a token request is none', () => {
  assert.deepEqual(
    exchanges.filter(isHelper).map(({ message }) => message?.id),
    ['key set request'],
  )
})

test('an answer that no role saw is not drawn, one that never came is', () => {
  const unseen = { ...callback, response: { status: 0 } }
  const lost = readRecording([
    { ...unseen, _oauth: { ...callback._oauth, notSeen: true } },
    { ...unseen, _oauth: { ...callback._oauth, id: 'lost' } },
  ])
  assert.deepEqual(
    messagesOf(lost.exchanges).map(({ key }) => key),
    ['callback', 'lost', 'lost.answer'],
  )
})

test('a redirect comes before the request that follows it, also where its end was noted later', () => {
  const start = entry(
    'start',
    { parent: undefined, role: 'client', after: 0, lasts: 20 },
    {
      url: `${base}/client/application/login`,
      status: 303,
      answer: { location: `${issuer}/authorize?response_type=code&client_id=web&state=s1` },
    },
  )
  const asked = entry(
    'asked',
    { parent: undefined, role: undefined, after: 10, lasts: 20 },
    { url: `${issuer}/authorize?response_type=code&client_id=web&state=s1` },
  )
  assert.deepEqual(
    messagesOf(readRecording([start, asked]).exchanges).map(({ key }) => key),
    ['start', 'start.answer', 'asked', 'asked.answer'],
  )
})
