import type { Finding } from '../report/aims.ts'
import { printTable, progress, say, wordsOf } from '../report/print.ts'
import { algorithmOf, scenarios } from '../subjects/subject.ts'
import type { Scenario, Subject } from '../subjects/subject.ts'
import { findingsOf } from './aims.ts'
import { enter } from './contestant.ts'
import type { Contestant, Pace } from './contestant.ts'
import { cellsOf, heads, readRow } from './row.ts'
import type { Row } from './row.ts'
import { measureSigning } from './signing.ts'
import { openSubjects, subjectNames } from './subjects.ts'

export interface RatesReport {
  /** Of each row: rounds and seconds of one run. */
  pace: Pace
  rows: Row[]
  aims: Finding[]
  /** What could not be measured here, and why. */
  leftOut: string[]
  /** Rows that failed. */
  failures: string[]
}

const full: Pace = { rounds: 3, seconds: 1.5, warmUp: 0.3, firstWarmUp: 2 }
const quick: Pace = { rounds: 2, seconds: 0.4, warmUp: 0.1, firstWarmUp: 0.5 }

/** The connections at which servers are compared in the aims. */
const usualConnections = 16

/** `./lab bench rates`: every scenario at every server that can do it, run after run in turn. */
export async function benchRates(options: { quick: boolean; only?: RegExp }): Promise<RatesReport> {
  const pace = options.quick ? quick : full
  const report: RatesReport = { pace, rows: [], aims: [], leftOut: [], failures: [] }
  const groups = planGroups(options.quick, options.only)
  if (groups.length === 0) report.failures.push(`no row fits ${String(options.only)}`)
  const subjects = openSubjects()
  try {
    for (const group of groups) await runGroup(group, subjects, report)
  } finally {
    progress('stopping …')
    await subjects.stop()
    progress('')
  }
  report.leftOut = [...new Set(report.leftOut)]
  for (const line of report.leftOut) say(`\nleft out: ${line}`)
  for (const line of report.failures) say(`\nFAILED ${line}`)
  report.aims = findingsOf(report.rows)
  return report
}

/** What differs by little is compared in many short runs. */
function paceOf(scenario: Scenario, pace: Pace): Pace {
  const { rounds, seconds } = pace
  return scenario === 'recording' ? { ...pace, rounds: rounds * 5, seconds: seconds / 3 } : pace
}

interface Group {
  scenario: Scenario
  connections: number[]
  /** Names of those that take part. */
  subjects: string[]
}

function planGroups(isQuick: boolean, only: RegExp | undefined): Group[] {
  const connections = isQuick ? [usualConnections] : [1, usualConnections, 64]
  const groups = scenarios.map((scenario) => ({
    scenario,
    connections: scenario === 'recording' ? [usualConnections] : connections,
    subjects: subjectNames(scenario, isQuick),
  }))
  if (only === undefined) return groups
  return groups.flatMap((group) => {
    const fits = (subject: string, at: number) =>
      only.test(`${group.scenario}, ${at} connections, ${subject}`)
    const at = group.connections.filter((each) => group.subjects.some((name) => fits(name, each)))
    const names = group.subjects.filter((name) => at.some((each) => fits(name, each)))
    return names.length === 0 ? [] : [{ ...group, connections: at, subjects: names }]
  })
}

async function runGroup(
  { scenario, connections, subjects: names }: Group,
  subjects: ReturnType<typeof openSubjects>,
  report: RatesReport,
): Promise<void> {
  const { pace } = report
  const contestants: Contestant[] = []
  for (const name of names) {
    progress(`${scenario}: ${name} is made ready …`)
    try {
      const contestant = await enterAs(name, scenario, subjects, pace, report)
      if (contestant !== undefined) contestants.push(contestant)
    } catch (error) {
      const message = wordsOf(error)
      const isKnown = report.failures.some((line) => line.endsWith(`, ${name}: ${message}`))
      if (!isKnown) report.failures.push(`${scenario}, ${name}: ${message}`)
    }
  }
  for (const each of connections) {
    const rows = await race(scenario, each, contestants, report)
    if (rows.length === 0) continue
    const plural = each === 1 ? 'connection' : 'connections'
    printTable(`${scenario}, ${each} ${plural}`, heads, rows.map(cellsOf))
    report.rows.push(...rows)
  }
}

async function enterAs(
  name: string,
  scenario: Scenario,
  subjects: ReturnType<typeof openSubjects>,
  pace: Pace,
  report: RatesReport,
): Promise<Contestant | undefined> {
  if (name.startsWith('bare signing')) {
    const library = name.endsWith('jose') ? 'jose' : 'node:crypto'
    const run = () => measureSigning(library, algorithmOf(scenario), pace.seconds)
    return { name, run }
  }
  const subject: Subject | string = await subjects.get(name)
  if (typeof subject !== 'string') return enter(subject, scenario, paceOf(scenario, pace))
  report.leftOut.push(`${name}: ${subject}`)
  return undefined
}

/** Everybody runs once, then everybody again: what disturbs the machine disturbs all alike. */
async function race(
  scenario: Scenario,
  connections: number,
  contestants: Contestant[],
  report: RatesReport,
): Promise<Row[]> {
  const runs = contestants.map((contestant) => ({
    contestant,
    measured: [] as Awaited<ReturnType<Contestant['run']>>[],
    failed: false,
  }))
  const { rounds } = paceOf(scenario, report.pace)
  for (let round = 1; round <= rounds; round += 1) {
    for (const run of runs) {
      if (run.failed) continue
      const { name } = run.contestant
      progress(`${scenario}, ${connections} connections, run ${round}: ${name}`)
      try {
        run.measured.push(await run.contestant.run(connections))
      } catch (error) {
        run.failed = true
        report.failures.push(`${scenario}, ${connections} connections, ${name}: ${wordsOf(error)}`)
      }
    }
  }
  return runs
    .filter(({ failed }) => !failed)
    .map(({ contestant, measured }) => readRow(scenario, connections, contestant.name, measured))
}
