import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Outcome } from './outcome.ts'
import { describeOutcome, junitOf, tableOf } from './report.ts'

const passed: Outcome = {
  module: 'oidcc-server',
  variant: '',
  result: 'passed',
  findings: [],
  checks: [],
  reasons: [],
  seconds: 1.26,
  page: 'https://localhost/log',
}
const failed: Outcome = {
  ...passed,
  module: 'oidcc-nonce',
  variant: ' response_type=code',
  result: 'failed',
  findings: [
    { result: 'FAILURE', condition: 'CheckNonce', message: 'a < b', clauses: ['OIDCC-2'] },
  ],
  checks: ['nonce.present'],
  seconds: 2,
}

test('a module has one line, and one for each condition with its clauses and our checks', () => {
  assert.equal(describeOutcome(passed), '  passed     oidcc-server (1.3 s)')
  assert.equal(
    describeOutcome(failed),
    [
      '  failed     oidcc-nonce response_type=code (2.0 s)',
      '    failed: CheckNonce: a < b [OIDCC-2]',
      '    checks that refused: nonce.present',
      '    more: https://localhost/log',
    ].join('\n'),
  )
})

test('the table counts what is unfinished as a failure', () => {
  const table = tableOf([
    { name: 'basic', outcomes: [passed, failed, { ...failed, result: 'unfinished' }] },
  ])
  assert.equal(table.split('\n')[2], '| basic | 3 | 1 | 0 | 0 | 2 | 5 |')
})

test('JUnit has a failure for what is not good, escaped', () => {
  const xml = junitOf([{ name: 'basic', outcomes: [passed, failed] }])
  assert.match(xml, /<testsuite name="basic" tests="2" failures="1">/)
  assert.match(xml, /name="oidcc-server" time="1\.3"><\/testcase>/)
  assert.match(xml, /<failure message="failed">CheckNonce: a &lt; b OIDCC-2<\/failure>/)
})
