import type { JSONReportSpec, JSONReportSuite } from '@playwright/test/reporter'
import { reasonOf } from './suite-result.ts'

/** How many tests of Playwright's report were skipped, by the reason that they gave. */
export function skipReasons(suites: JSONReportSuite[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { status, annotations } of suites.flatMap(specsOf).flatMap(({ tests }) => tests)) {
    if (status !== 'skipped') continue
    const reason = annotations.find(({ type }) => type === 'skip')?.description ?? 'no reason given'
    counts.set(reason, (counts.get(reason) ?? 0) + 1)
  }
  return counts
}

/** The tests of Playwright's report that failed, at once or before they passed: where, title, why. */
export function failuresOf(suites: JSONReportSuite[]): string[] {
  return suites.flatMap(specsOf).flatMap(({ file, line, title, tests }) =>
    tests
      .filter(({ status }) => status === 'unexpected' || status === 'flaky')
      .map(({ results }) => {
        const why = results.flatMap(({ error }) => error?.message ?? [])[0] ?? 'no reason given'
        return `${file}:${line} ${title}: ${reasonOf(why)}`
      }),
  )
}

function specsOf({ specs, suites = [] }: JSONReportSuite): JSONReportSpec[] {
  return [...specs, ...suites.flatMap(specsOf)]
}
