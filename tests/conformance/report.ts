import { escape } from '@oauth-lab/kit/pages/html.ts'
import { isGood } from './outcome.ts'
import type { Outcome } from './outcome.ts'

/** What a plan came to. */
export interface PlanReport {
  name: string
  outcomes: readonly Outcome[]
}

/** A module's line, and below it each condition that it found broken, with its clauses and the lab's checks. */
export function describeOutcome(outcome: Outcome): string {
  const { module, variant, result, findings, checks, reasons, seconds, page } = outcome
  const line = `  ${result.padEnd(10)} ${module}${variant} (${seconds.toFixed(1)} s)`
  const below = findings.map(({ result, condition, message, clauses }) =>
    [
      `    ${result === 'FAILURE' ? 'failed' : 'warned'}: ${condition}: ${message}`,
      clauses.length === 0 ? '' : ` [${clauses.join(', ')}]`,
    ].join(''),
  )
  const refused =
    isGood(outcome) || checks.length === 0 ? [] : [`    checks that refused: ${checks.join(', ')}`]
  const more = isGood(outcome) ? [] : [`    more: ${page}`]
  return [
    line,
    ...below,
    ...refused,
    ...more,
    ...reasons.map((one) => `    accepted: ${one}`),
  ].join('\n')
}

/** The table of plans, Markdown. */
export function tableOf(reports: readonly PlanReport[]): string {
  const rows = reports.map(({ name, outcomes }) => {
    const count = (...wanted: Outcome['result'][]) =>
      outcomes.filter(({ result }) => wanted.includes(result)).length
    const seconds = outcomes.reduce((sum, one) => sum + one.seconds, 0)
    return [
      name,
      outcomes.length,
      count('passed'),
      count('skipped'),
      count('warning'),
      count('failed', 'unfinished'),
      Math.round(seconds),
    ]
  })
  const header = ['plan', 'modules', 'passed', 'skipped', 'warnings', 'failures', 'seconds']
  return [header, header.map(() => '---'), ...rows]
    .map((row) => `| ${row.join(' | ')} |\n`)
    .join('')
}

/** JUnit's XML: a suite a plan, a case a module. */
export function junitOf(reports: readonly PlanReport[]): string {
  const suites = reports.map(({ name, outcomes }) => {
    const bad = outcomes.filter((one) => !isGood(one)).length
    const cases = outcomes.map((one) => {
      const said = one.findings
        .map(({ condition, message, clauses }) => `${condition}: ${message} ${clauses.join(' ')}`)
        .join('\n')
      const inner =
        one.result === 'skipped'
          ? '<skipped/>'
          : isGood(one)
            ? ''
            : `<failure message="${escaped(one.result)}">${escaped(said)}</failure>`
      return `    <testcase classname="${escaped(name)}" name="${escaped(one.module + one.variant)}" time="${one.seconds.toFixed(1)}">${inner}</testcase>\n`
    })
    return `  <testsuite name="${escaped(name)}" tests="${outcomes.length}" failures="${bad}">\n${cases.join('')}  </testsuite>\n`
  })
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join('')}</testsuites>\n`
}

/** As XML has it, without what no document may hold. */
function escaped(text: string): string {
  return escape(text).replace(/[^\t\n\u0020-\uD7FF\uE000-\uFFFD]/g, ' ')
}
