import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FastifyRequest } from 'fastify'
import { Refusal, createCheck, createRequireThat } from './checks.ts'

const catalogue = {
  'a.strict': { clause: 'RFC 6749 §5.2', requirement: 'It must hold.', error: 'invalid_request' },
  'a.soft': {
    clause: 'RFC 9700 §2.1',
    requirement: 'It should hold.',
    error: 'invalid_grant',
    waivable: true,
  },
  'a.public': { clause: 'RFC 1 §1', requirement: 'All.', error: 'invalid_client', status: 401 },
  'a.precise': {
    clause: 'RFC 1 §2',
    requirement: 'The "secret" \\ of the client – exactly.',
    error: 'invalid_client',
    publicAs: 'a.public',
  },
} as const

const check = createCheck(catalogue)
const requireThat = createRequireThat(catalogue)

function requestOf(...waived: string[]): FastifyRequest {
  const sandbox = { waives: (id: string) => waived.includes(id) }
  return { checks: [], sandbox } as unknown as FastifyRequest
}

const refusalOf = (work: () => unknown): Refusal => {
  try {
    work()
  } catch (error) {
    if (error instanceof Refusal) return error
  }
  throw new Error('it was not refused')
}

test('a check that holds is recorded as passed', () => {
  const request = requestOf()
  assert.equal(check(request, 'a.strict', true, 'not told'), true)
  const [record] = request.checks
  assert.equal(record?.outcome, 'passed')
  assert.equal(record.clause, 'RFC 6749 §5.2')
  assert.equal(record.detail, undefined)
})

test('a check that fails is recorded and refuses with the error of the catalogue', () => {
  const request = requestOf()
  const refusal = refusalOf(() => check(request, 'a.strict', false, 'It was 7.'))
  assert.equal(refusal.error, 'invalid_request')
  assert.equal(refusal.status, 400)
  assert.match(
    refusal.message,
    /^It must hold\. It was 7\. \(check a\.strict, RFC 6749 section 5\.2\)/,
  )
  assert.equal(request.checks[0]?.outcome, 'failed')
  assert.equal(request.checks[0].detail, 'It was 7.')
})

test('a waived check lets pass, says that it did not hold, and is recorded as waived', () => {
  const request = requestOf('a.soft')
  assert.equal(check(request, 'a.soft', false), false)
  assert.equal(request.checks[0]?.outcome, 'waived')
  assert.throws(() => check(requestOf(), 'a.soft', false), Refusal)
})

test('a check that is not waivable refuses, whatever the policy says', () => {
  const request = requestOf('a.strict')
  assert.throws(() => requireThat(request, 'a.strict', undefined), Refusal)
  assert.equal(request.checks[0]?.outcome, 'failed')
})

test('a peer is told the public check, the ring keeps the precise one', () => {
  const request = requestOf()
  const refusal = refusalOf(() => check(request, 'a.precise', false, 'secret detail'))
  assert.equal(refusal.check, 'a.public')
  assert.equal(refusal.status, 401)
  assert.ok(!refusal.message.includes('precise'))
  assert.ok(!refusal.message.includes('secret detail'))
  assert.equal(request.checks[0]?.id, 'a.precise')
})

test('a description holds only the characters that RFC 6749 §5.2 allows', () => {
  const refusal = refusalOf(() => check(requestOf(), 'a.strict', false, 'ü "x" \\ \n –'))
  assert.match(refusal.message, /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/)
})
