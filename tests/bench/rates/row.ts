import type { Measured } from '../load/run-load.ts'
import { median, summarize } from '../load/statistics.ts'
import type { Summary } from '../load/statistics.ts'
import { count, decimal } from '../report/print.ts'

/** What was measured of one contestant in one scenario. */
export interface Row {
  scenario: string
  connections: number
  subject: string
  /** Operations a second; the median of the runs. */
  rate: Summary
  /** Of each run, in their order: run n of every subject followed run n of the one before. */
  rates: number[]
  /** Milliseconds; medians over the runs. */
  p50: number
  p99: number
  /** Processor time of the subject's processes for one operation, µs. */
  cpu?: number
  operations: number
}

export function readRow(
  scenario: string,
  connections: number,
  subject: string,
  runs: Measured[],
): Row {
  const cpu = median(runs.flatMap((run) => run.cpu ?? []))
  const rates = runs.map(({ rate }) => rate)
  return {
    scenario,
    connections,
    subject,
    rate: summarize(rates),
    rates,
    p50: median(runs.map(({ p50 }) => p50)),
    p99: median(runs.map(({ p99 }) => p99)),
    ...(!Number.isNaN(cpu) && { cpu }),
    operations: runs.reduce((sum, { operations }) => sum + operations, 0),
  }
}

export const heads = ['', 'a second', 'lowest', 'highest', 'p50 ms', 'p99 ms', 'cpu µs']

export function cellsOf({ subject, rate, p50, p99, cpu }: Row): string[] {
  return [
    subject,
    count(rate.median),
    count(rate.min),
    count(rate.max),
    decimal(p50),
    decimal(p99),
    cpu === undefined ? '-' : count(cpu),
  ]
}
