import assert from 'node:assert/strict'
import test from 'node:test'
import type { JSONReportSuite } from '@playwright/test/reporter'
import { failuresOf, skipReasons } from './playwright-report.ts'

const skipped = (...annotations: object[]) => ({ tests: [{ status: 'skipped', annotations }] })

test('skipped tests are counted by their reason, wherever they stand, and others are not', () => {
  const suites = [
    {
      specs: [skipped(), { tests: [{ status: 'expected', annotations: [] }] }],
      suites: [
        {
          specs: [
            skipped({ type: 'skip', description: 'not here' }),
            skipped({ type: 'slow', description: 'x' }, { type: 'skip', description: 'not here' }),
          ],
        },
      ],
    },
  ] as unknown as JSONReportSuite[]
  assert.deepEqual(Object.fromEntries(skipReasons(suites)), { 'not here': 2, 'no reason given': 1 })
})

test('a failed test is told with its place, its title and why', () => {
  const failed = (status: string, ...messages: string[]) => ({
    file: 'a.spec.ts',
    line: 7,
    title: `is ${status}`,
    tests: [{ status, results: messages.map((message) => ({ error: { message } })) }],
  })
  const suites = [
    {
      specs: [failed('expected')],
      suites: [
        {
          specs: [
            failed('unexpected', '\u001B[31mError\u001B[39m: no button\n  at x'),
            failed('flaky'),
            failed('unexpected', 'Error: strict mode violation:\n 1) one\n 2) two\n\n    at x'),
          ],
        },
      ],
    },
  ] as unknown as JSONReportSuite[]
  assert.deepEqual(failuresOf(suites), [
    'a.spec.ts:7 is unexpected: Error: no button',
    'a.spec.ts:7 is flaky: no reason given',
    'a.spec.ts:7 is unexpected: Error: strict mode violation:\n     1) one\n     2) two',
  ])
})
