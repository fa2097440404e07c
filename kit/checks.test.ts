import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Refusal, createCheck, createRequireThat } from './checks.ts'
import type { Checked } from './checks.ts'

const catalogue = {
  'a.strict': {
    clause: 'RFC 6749 §5.2',
    held: 'It holds.',
    broken: 'It does not hold.',
    error: 'invalid_request',
  },
  'a.soft': {
    clause: 'RFC 9700 §2.1',
    held: 'It fits.',
    broken: 'It does not fit.',
    error: 'invalid_grant',
    waivable: true,
  },
  'a.public': {
    clause: 'RFC 1 §1',
    held: 'All is well.',
    broken: 'Something is wrong.',
    error: 'invalid_client',
    status: 401,
  },
  'a.precise': {
    clause: 'RFC 1 §2',
    held: 'The "secret" \\ fits – exactly.',
    broken: 'The "secret" \\ differs – somewhere.',
    error: 'invalid_client',
    publicAs: 'a.public',
  },
} as const

const check = createCheck(catalogue)
const requireThat = createRequireThat(catalogue)

function requestOf(...waived: string[]): Checked {
  return { checks: [], sandbox: { waives: (id) => waived.includes(id) } }
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
  assert.equal(record.says, 'It holds.')
  assert.equal(record.detail, undefined)
})

test('a detail is worked out only for a check that did not hold', () => {
  const request = requestOf('a.soft')
  const detail = () => `There were ${request.checks.length}.`
  check(request, 'a.strict', true, () => assert.fail('it was worked out'))
  check(request, 'a.soft', false, detail)
  assert.equal(request.checks[1]?.detail, 'There were 1.')
})

test('a check that fails is recorded and refuses with the error of the catalogue', () => {
  const request = requestOf()
  const refusal = refusalOf(() => check(request, 'a.strict', false, 'It was 7.'))
  assert.equal(refusal.error, 'invalid_request')
  assert.equal(refusal.status, 400)
  assert.match(
    refusal.message,
    /^It does not hold\. It was 7\. \(check a\.strict, RFC 6749 section 5\.2\)/,
  )
  assert.equal(request.checks[0]?.outcome, 'failed')
  assert.equal(request.checks[0].says, 'It does not hold.')
  assert.equal(request.checks[0].detail, 'It was 7.')
})

test('a waived check lets pass, says that it did not hold, and is recorded as waived', () => {
  const request = requestOf('a.soft')
  assert.equal(check(request, 'a.soft', false), false)
  assert.equal(request.checks[0]?.outcome, 'waived')
  assert.equal(request.checks[0].says, 'It does not fit.')
  assert.throws(() => check(requestOf(), 'a.soft', false), Refusal)
})

test('a check that is not waivable refuses, whatever the policy says', () => {
  const request = requestOf('a.strict')
  assert.throws(() => requireThat(request, 'a.strict', undefined), Refusal)
  assert.equal(request.checks[0]?.outcome, 'failed')
})

test('a detail holds no control characters', () => {
  const request = requestOf('a.soft')
  check(request, 'a.soft', false, 'Sent b\u001b[31m\r\n.')
  assert.equal(request.checks[0]?.detail, 'Sent b?[31m??.')
})

test('a peer is told the public check, the ring keeps the precise one', () => {
  const request = requestOf()
  const refusal = refusalOf(() => check(request, 'a.precise', false, 'secret detail'))
  assert.equal(refusal.check, 'a.public')
  assert.equal(refusal.hidesCheck, true)
  assert.equal(refusal.status, 401)
  assert.ok(!refusal.message.includes('precise'))
  assert.ok(!refusal.message.includes('secret detail'))
  assert.equal(request.checks[0]?.id, 'a.precise')
})

test('a description holds only the characters that RFC 6749 §5.2 allows', () => {
  const refusal = refusalOf(() => check(requestOf(), 'a.strict', false, 'ü "x" \\ \n –'))
  assert.match(refusal.message, /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/)
  assert.match(refusal.message, / %5C /, 'a backslash is not told as a slash')
})

test('a description calls an appendix so', () => {
  const named = { 'a.form': { ...catalogue['a.public'], clause: 'RFC 6749 §B' } }
  const refusal = refusalOf(() => createCheck(named)(requestOf(), 'a.form', false))
  assert.match(refusal.message, /\(check a\.form, RFC 6749 appendix B\)$/)
})
