/** How many tests of a suite ended how. */
export interface SuiteResult {
  passed: number
  failed: number
  skipped: number
}

/** The line that ends a run, alone on its line: `3 passed, 0 failed, 1 skipped`. */
export function describeResult({ passed, failed, skipped }: SuiteResult): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}

/** Sums results. */
export function addResults(results: Iterable<SuiteResult>): SuiteResult {
  const sum = { passed: 0, failed: 0, skipped: 0 }
  for (const { passed, failed, skipped } of results) {
    sum.passed += passed
    sum.failed += failed
    sum.skipped += skipped
  }
  return sum
}
