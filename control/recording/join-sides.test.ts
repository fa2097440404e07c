import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { harEntryOf } from '@oauth-lab/kit/recording/har-entry.ts'
import { headersOf } from '@oauth-lab/kit/recording/recorded.ts'
import type { Recorded } from '@oauth-lab/kit/recording/recorded.ts'
import { joinSides } from './join-sides.ts'

const trace = '0af7651916cd43dd8448eb211c80319c'
const span = 'b7ad6b7169203331'

function entry(role: 'client' | 'authserver', exchange: Partial<Recorded>) {
  const whole: Recorded = {
    side: 'served',
    id: 'r',
    startedAt: 0,
    labTime: 0,
    elapsed: 1,
    method: 'POST',
    url: 'https://lab.test/authserver/oauth2/token',
    requestHeaders: headersOf([]),
    status: 200,
    responseHeaders: headersOf([]),
    checks: [],
    ...exchange,
  }
  return harEntryOf(role, 'default', { instance: 'p1', number: 1, exchange: whole })
}

const callback = entry('client', { id: 'callback', startedAt: 1000 })
const call = entry('client', { side: 'made', id: span, parent: 'callback', startedAt: 1005 })
const requestHeaders = headersOf([
  'traceparent',
  `00-${trace}-${span}-01`,
  'tracestate',
  'oauth-lab=client.callback',
])
const idsOf = (entries: ReturnType<typeof joinSides>) => entries.map(({ _oauth: { id } }) => id)

test('a call and its answer are one exchange, after the one during which the call was made', () => {
  const answer = entry('authserver', { id: 'token', startedAt: 1006, requestHeaders })
  const joined = joinSides([answer, call, callback])
  deepEqual(idsOf(joined), ['callback', 'token'])
  equal(joined[1]!._oauth.startedAt, 1006)
})

test('an answer stands after its call, also where its machine’s clock is behind', () => {
  const answer = entry('authserver', { id: 'token', startedAt: 400, requestHeaders })
  const joined = joinSides([answer, call, callback])
  deepEqual(idsOf(joined), ['callback', 'token'])
  equal(joined[1]!._oauth.startedAt, 1005)
  equal(joined[1]!.startedDateTime, new Date(1005).toISOString())
})

test('a call that no role answered stays', () => {
  deepEqual(idsOf(joinSides([call, callback])), ['callback', span])
})
