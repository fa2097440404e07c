import { equal, deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { createDebugRequests } from './debug-requests.ts'

const time = '2030-01-01T10:11:12.345Z'
const step = (request: string, more: object) =>
  JSON.stringify({ level: 20, time, role: 'authserver', request, sandbox: 'default', ...more })
const end = (request: string, status: number) =>
  JSON.stringify({ time, request, method: 'POST', path: '/token', status, ms: 3 })

test('the steps of requests at the same moment are joined by request', () => {
  const requests = createDebugRequests()
  const first = { step: 'client', says: 'app uses none' }
  const check = { step: 'check', check: 'code.unused', clause: 'RFC 6749 §4.1.2' }
  deepEqual(
    [
      step('a', first),
      step('b', { ...check, outcome: 'failed', says: 'It was used.' }),
      step('a', { ...check, outcome: 'passed', says: 'It was not.' }),
    ].map((line) => requests.take(line)),
    [undefined, undefined, undefined],
  )
  equal(
    requests.take(end('a', 200)),
    [
      '10:11:12.345  POST /token  200 3 ms  a',
      '  client  app uses none',
      '  held    code.unused: It was not.  RFC 6749 §4.1.2',
      '',
    ].join('\n'),
  )
  deepEqual(requests.rest(), [
    '10:11:12.345  not answered yet  b\n  FAILED  code.unused: It was used.  RFC 6749 §4.1.2\n',
  ])
})

test('what has no steps, or is of another sandbox, is not printed', () => {
  const requests = createDebugRequests('other')
  equal(requests.take(step('a', { step: 'client', says: 'app' })), undefined)
  for (const line of [end('a', 200), end('c', 200), 'no JSON', '{}']) {
    equal(requests.take(line), undefined, line)
  }
  deepEqual(requests.rest(), [])
})
