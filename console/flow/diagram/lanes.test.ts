import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Seen } from '@oauth-lab/explain/recording/recording.ts'
import { lanesOf } from './lanes.ts'

const asked = { from: 'client', to: 'authserver', side: 'ask' } as const
const namesOf = (messages: Parameters<typeof lanesOf>[0]) =>
  lanesOf(messages).map(({ name }) => name)

test('no lane moves as messages of the web page come', () => {
  const usual = ['Browser', 'Client', 'Authorization server', 'Resource server']
  assert.deepEqual(namesOf([]), usual)
  assert.deepEqual(namesOf([asked]), usual)
})

test('a program or a single-page application has a lane in the place of the web page', () => {
  assert.deepEqual(namesOf([{ ...asked, from: 'program' }])[0], 'Program')
  assert.deepEqual(namesOf([{ ...asked, from: 'spa' }]).slice(0, 2), [
    'Browser',
    'Single-page application',
  ])
})

test("a program that answers in a role's place is told as one's own", () => {
  const exchange = { entry: { _oauth: { external: true } } } as unknown as Seen
  const own = 'Authorization server, your own'
  assert.ok(namesOf([{ ...asked, exchange }]).includes(own))
  const answer = { from: 'authserver', to: 'client', side: 'answer', exchange } as const
  assert.ok(namesOf([answer]).includes(own))
})
