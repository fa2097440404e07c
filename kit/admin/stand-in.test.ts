import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { createStandIn, readStandIn } from './stand-in.ts'

const key = '0a'.repeat(32)
const base = 'https://localhost:8443/~abcd'
const standIn = { username: 'Zoë ☃', deny: true }
/** As the cookie comes out of the request's header. */
const created = () => decodeURIComponent(createStandIn(key, base, standIn))

test('a stand-in is read in the sandbox for which it was signed', () => {
  deepEqual(readStandIn(key, base, created()), standIn)
})

test('a stand-in counts in no other sandbox, with no other key, and not when it was changed', () => {
  equal(readStandIn(key, 'https://localhost:8443', created()), undefined)
  equal(readStandIn('0b'.repeat(32), base, created()), undefined)
  equal(readStandIn(key, base, created().replace('lab-stand-in.', 'lab-control.')), undefined)
  equal(readStandIn(key, base, created().slice(0, -2)), undefined)
})

test('a stand-in counts for a minute', (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.parse('2030-01-01T00:00:00Z') })
  const cookie = created()
  t.mock.timers.tick(59_999)
  deepEqual(readStandIn(key, base, cookie), standIn)
  t.mock.timers.tick(1)
  equal(readStandIn(key, base, cookie), undefined)
})
