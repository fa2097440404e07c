import { availableParallelism, cpus, totalmem } from 'node:os'
import { benchConsole } from './console/bench-console.ts'
import type { ConsoleReport } from './console/bench-console.ts'
import { benchControl } from './control/bench-control.ts'
import type { ControlReport } from './control/bench-control.ts'
import { benchExplain } from './explain/bench-explain.ts'
import type { ExplainReport } from './explain/bench-explain.ts'
import type { Finding } from './report/aims.ts'
import { printFindings } from './report/print.ts'
import { benchRates } from './rates/bench-rates.ts'
import type { RatesReport } from './rates/bench-rates.ts'
import { benchStart } from './start/bench-start.ts'
import type { StartReport } from './start/start-report.ts'

export interface BenchOptions {
  kinds: readonly ('start' | 'rates' | 'control' | 'explain' | 'console')[]
  /** Fewer and shorter runs: to see that it works, not to publish. */
  quick: boolean
  /** Only rows whose name fits. */
  only?: RegExp
}

/** What `--json FILE` holds. */
export interface Report {
  /** ISO time. */
  at: string
  machine: { processors: number; model: string; memory: number; node: string; system: string }
  quick: boolean
  start?: StartReport
  rates?: RatesReport
  control?: ControlReport
  explain?: ExplainReport
  console?: ConsoleReport
  /** For each aim whether it was met, with the figures. */
  aims: Finding[]
}

/**
 * Measures and prints as it goes.
 * @returns the report, and whether every row could be measured
 */
export async function bench(options: BenchOptions): Promise<{ report: Report; complete: boolean }> {
  const report: Report = {
    at: new Date().toISOString(),
    machine: {
      processors: availableParallelism(),
      model: cpus()[0]?.model ?? 'unknown',
      memory: totalmem(),
      node: process.version,
      system: `${process.platform} ${process.arch}`,
    },
    quick: options.quick,
    aims: [],
  }
  const { processors, model, node } = report.machine
  process.stdout.write(`${processors} × ${model}, Node ${node}\n`)
  if (options.kinds.includes('start')) {
    report.start = await benchStart(options)
    report.aims.push(...report.start.aims)
  }
  if (options.kinds.includes('rates')) {
    report.rates = await benchRates(options)
    report.aims.push(...report.rates.aims)
  }
  if (options.kinds.includes('control')) {
    report.control = await benchControl(options)
    report.aims.push(...report.control.aims)
  }
  if (options.kinds.includes('explain')) {
    report.explain = await benchExplain(options)
    report.aims.push(...report.explain.aims)
  }
  if (options.kinds.includes('console')) {
    report.console = await benchConsole(options)
    report.aims.push(...report.console.aims)
  }
  printFindings(report.aims)
  const failures = [
    report.start,
    report.rates,
    report.control,
    report.explain,
    report.console,
  ].flatMap((part) => part?.failures ?? [])
  return { report, complete: failures.length === 0 }
}
