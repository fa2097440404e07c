import assert from 'node:assert/strict'
import test from 'node:test'
import type { JSONReportSuite } from '@playwright/test/reporter'
import { skipReasons } from './skip-reasons.ts'

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
