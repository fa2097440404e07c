import { stripVTControlCharacters } from 'node:util'

/** How many tests of a suite ended how. */
export interface SuiteResult {
  passed: number
  failed: number
  skipped: number
  /** What failed: where, which test, and why. Told once more when all has run. */
  failures: string[]
}

/** The line that ends a run, alone on its line: `3 passed, 0 failed, 1 skipped`. */
export function describeResult({ passed, failed, skipped }: SuiteResult): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}

/** Sums results. */
export function addResults(results: Iterable<SuiteResult>): SuiteResult {
  const sum: SuiteResult = { passed: 0, failed: 0, skipped: 0, failures: [] }
  for (const { passed, failed, skipped, failures } of results) {
    sum.passed += passed
    sum.failed += failed
    sum.skipped += skipped
    sum.failures.push(...failures)
  }
  return sum
}

/** A suite of which nothing ran, for the reason that is printed: one failed test. */
export function failedSuite(reason: string): SuiteResult {
  process.stdout.write(`  FAIL ${reason}\n`)
  return { passed: 0, failed: 1, skipped: 0, failures: [reasonOf(reason)] }
}

/** A suite of which nothing runs, for the reason that is printed: so many skipped tests. */
export function skippedSuite(reason: string, skipped = 1): SuiteResult {
  process.stdout.write(`  skipped, ${reason}\n`)
  return { passed: 0, failed: 0, skipped, failures: [] }
}

/**
 * What an error's message says, without the colours of a terminal: its first line; where that ends with a
 * colon, what follows too, up to the stack.
 */
export function reasonOf(text: string): string {
  const [first = '', ...more] = stripVTControlCharacters(text)
    .split('\n')
    .filter((line) => line.trim() !== '')
  const end = more.findIndex((line) => /^\s+at /.test(line))
  const shown = first.endsWith(':') ? more.slice(0, end < 0 ? most : Math.min(end, most)) : []
  return [first.trim(), ...shown].join('\n    ')
}

/** How many lines tell why a test failed. */
const most = 30
