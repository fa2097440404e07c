import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatLogLine } from './format-log-line.ts'

test('a line for people has time, role, request and what happened', () => {
  const line = {
    level: 30,
    time: '2030-01-01T10:11:12.345Z',
    role: 'client',
    request: 'ab12',
    method: 'GET',
    path: '/client/application/',
    status: 200,
    ms: 7,
  }
  assert.equal(
    formatLogLine(JSON.stringify(line)),
    '10:11:12.345 client     GET /client/application/ 200 7 ms  ab12',
  )
  const error = { level: 50, time: line.time, role: 'client', err: { message: 'broken' } }
  assert.equal(formatLogLine(JSON.stringify(error)), '10:11:12.345 client     ERROR broken')
  assert.equal(formatLogLine('no JSON'), 'no JSON')
})
