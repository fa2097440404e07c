import type { JSONReportSuite } from '@playwright/test/reporter'

/** How many tests of Playwright's report were skipped, by the reason that they gave. */
export function skipReasons(suites: JSONReportSuite[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { status, annotations } of suites.flatMap(testsOf)) {
    if (status !== 'skipped') continue
    const reason = annotations.find(({ type }) => type === 'skip')?.description ?? 'no reason given'
    counts.set(reason, (counts.get(reason) ?? 0) + 1)
  }
  return counts
}

function testsOf({ specs, suites = [] }: JSONReportSuite): JSONReportSuite['specs'][0]['tests'] {
  return [...specs.flatMap(({ tests }) => tests), ...suites.flatMap(testsOf)]
}
