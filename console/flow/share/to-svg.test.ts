import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FlowMessage } from '../messages.ts'
import { toSvg } from './to-svg.ts'

const message = {
  key: 'a',
  side: 'ask',
  number: 1,
  from: 'client',
  to: 'authserver',
  channel: 'back',
  name: 'Token <request>',
  short: 'POST /token?a&b',
  at: 0,
  checks: [],
} as unknown as FlowMessage

test('a message is a line from lane to lane, dashed through the browser, with an open head for an answer', () => {
  const answer = {
    ...message,
    side: 'answer',
    channel: 'front',
    from: 'authserver',
    to: 'browser',
  } as const
  const [asked, filled, answered, open] = toSvg([message, answer], 'A flow')
    .split('\n')
    .filter((line) => line.includes('stroke-width="2"'))
  assert.doesNotMatch(asked!, /stroke-dasharray/)
  assert.match(filled!, /<path [^>]*fill="#aa4600"/)
  assert.match(answered!, /stroke-dasharray/)
  assert.match(open!, /<path [^>]*fill="none"/)
})

test('nothing that came over the wire becomes markup', () => {
  const svg = toSvg([message], '<script>')
  assert.match(svg, /Token &lt;request&gt;.*POST \/token\?a&amp;b/)
  assert.match(svg, /<title>&lt;script&gt;<\/title>/)
})
