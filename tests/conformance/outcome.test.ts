import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findingsOf, isGood, reasonsOf, resultOf } from './outcome.ts'
import type { Finding } from './outcome.ts'

const warning: Finding = { result: 'WARNING', condition: 'A', message: 'a', clauses: [] }
const failure: Finding = { ...warning, result: 'FAILURE' }

test('the failures and warnings of a log are told once each, with their clauses', () => {
  const log = [
    { src: 'Good', msg: 'fine', result: 'SUCCESS' },
    { src: 'Bad', msg: 'no nonce', result: 'FAILURE', requirements: ['OIDCC-3.1.2.1'] },
    { src: 'Bad', msg: 'no nonce', result: 'FAILURE', requirements: ['OIDCC-3.1.2.1'] },
    { src: 'Odd', error: 'odd', result: 'WARNING', _id: 'x', time: 1, sid: 's-1' },
    { msg: 'said by the way' },
  ]
  assert.deepEqual(findingsOf(log), [
    { result: 'FAILURE', condition: 'Bad', message: 'no nonce', clauses: ['OIDCC-3.1.2.1'] },
    { result: 'WARNING', condition: 'Odd', message: 'odd (sid)', clauses: [] },
  ])
})

test('a module that did not finish is no success, whatever its result says', () => {
  assert.equal(resultOf({ status: 'FINISHED', result: 'PASSED' }, []), 'passed')
  assert.equal(resultOf({ status: 'WAITING', result: null }, []), 'unfinished')
  assert.equal(resultOf({ status: 'INTERRUPTED', result: 'PASSED' }, []), 'failed')
  assert.equal(resultOf({ status: 'FINISHED', result: 'UNKNOWN' }, []), 'failed')
})

test('a page for review passes where nothing else was found', () => {
  assert.equal(resultOf({ status: 'FINISHED', result: 'REVIEW' }, []), 'passed')
  assert.equal(resultOf({ status: 'FINISHED', result: 'REVIEW' }, [warning]), 'warning')
})

test('a warning has a reason by its condition, and by its module and message where the row names them', () => {
  const rows = [{ module: 'm', condition: 'A', reason: 'because' }]
  assert.deepEqual(reasonsOf('m', [warning], rows), ['because'])
  assert.equal(reasonsOf('m', [warning], [{ ...rows[0]!, says: 'b' }]), undefined)
  assert.equal(reasonsOf('n', [warning], rows), undefined)
  assert.equal(reasonsOf('m', [warning, { ...warning, condition: 'B' }], rows), undefined)
})

test('a failure is accepted for no reason', () => {
  assert.equal(reasonsOf('m', [failure], [{ condition: 'A', reason: 'because' }]), undefined)
})

test('a warning is good with reasons alone', () => {
  const outcome = {
    module: 'm',
    variant: '',
    findings: [warning],
    checks: [],
    seconds: 1,
    page: '',
  }
  assert.equal(isGood({ ...outcome, result: 'warning', reasons: [] }), false)
  assert.equal(isGood({ ...outcome, result: 'warning', reasons: ['because'] }), true)
  assert.equal(isGood({ ...outcome, result: 'failed', reasons: ['because'] }), false)
})
