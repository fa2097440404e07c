import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createControlClient } from '@oauth-lab/kit/admin/control-client.ts'
import type { ControlClient } from '@oauth-lab/kit/admin/control-client.ts'
import { summarize } from '../load/statistics.ts'
import type { Summary } from '../load/statistics.ts'
import { finding } from '../report/aims.ts'
import type { Finding } from '../report/aims.ts'
import { decimal, printTable, progress, say, wordsOf } from '../report/print.ts'
import { readTarget, startEmbeddedLab } from '../subjects/embedded-lab.ts'
import { operations } from './operations.ts'
import type { Operation } from './operations.ts'

export interface ControlReport {
  /** How often each operation was measured. */
  rounds: number
  rows: ControlRow[]
  aims: Finding[]
  failures: string[]
}

export interface ControlRow {
  operation: string
  /** Milliseconds. */
  time: Summary
}

/** `./lab bench control`: how long the control API of an embedded lab in memory takes, one request after the other. */
export async function benchControl(options: {
  quick: boolean
  only?: RegExp
}): Promise<ControlReport> {
  const { quick, only } = options
  const report: ControlReport = { rounds: quick ? 5 : 50, rows: [], aims: [], failures: [] }
  const chosen = operations.filter(({ name }) => only === undefined || only.test(name))
  if (chosen.length === 0) report.failures.push(`no row fits ${String(only)}`)
  else await inLab((control) => measureAll(control, chosen, report))
  progress('')
  printTable(
    'Control API, embedded, ms',
    ['', 'median', 'lowest', 'highest'],
    report.rows.map(({ operation, time }) => [
      operation,
      ...[time.median, time.min, time.max].map((value) => decimal(value, 1)),
    ]),
  )
  for (const line of report.failures) say(`\nFAILED ${line}`)
  report.aims = findingsOf(report.rows)
  return report
}

async function measureAll(
  control: ControlClient,
  chosen: readonly Operation[],
  { rounds, rows, failures }: ControlReport,
): Promise<void> {
  for (const { name, prepare } of chosen) {
    progress(name)
    try {
      const run = await prepare(control)
      // What is loaded and compiled at the first uses does not count.
      for (let round = 0; round < 5; round += 1) await run()
      const times: number[] = []
      for (let round = 0; round < rounds; round += 1) {
        const started = performance.now()
        await run()
        times.push(performance.now() - started)
      }
      rows.push({ operation: name, time: summarize(times) })
    } catch (error) {
      failures.push(`${name}: ${wordsOf(error)}`)
    }
  }
}

async function inLab(work: (control: ControlClient) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'oauth-lab-bench-'))
  try {
    const program = await startEmbeddedLab(folder, { memory: true })
    const { origin, address, token, fetch, close } = readTarget(folder)
    await work(createControlClient({ base: origin, token, ca: address.ca!, fetch }))
    await close()
    await program.stop()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function findingsOf(rows: readonly ControlRow[]): Finding[] {
  const below = (operation: string, limit: number) => {
    const time = rows.find((row) => row.operation === operation)?.time.median
    const found = time === undefined ? undefined : `${decimal(time, 1)} ms`
    return finding(`${operation} in under ${limit} ms`, found, time !== undefined && time < limit)
  }
  return [below('sandbox created', 10), below('snapshot restored', 50)]
}
