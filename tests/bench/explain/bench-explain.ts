import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { projectFolder } from '@oauth-lab/kit/project-folder.ts'
import { summarize } from '../load/statistics.ts'
import type { Summary } from '../load/statistics.ts'
import { finding } from '../report/aims.ts'
import type { Finding } from '../report/aims.ts'
import { decimal, printTable, progress, say, wordsOf } from '../report/print.ts'
import { writeHar } from './write-har.ts'

export interface ExplainReport {
  /** How often each row was measured. */
  rounds: number
  rows: ExplainRow[]
  aims: Finding[]
  failures: string[]
}

export interface ExplainRow {
  /** For example `10 MB, text`. */
  name: string
  /** Of the HAR, bytes. */
  size: number
  /** From exec to the end, milliseconds. */
  time: Summary
}

const MB = 1_000_000
const formats = ['text', 'json', 'sarif'] as const

/** `./lab bench explain`: how long `./lab explain` takes for a large HAR. */
export async function benchExplain(options: {
  quick: boolean
  only?: RegExp
}): Promise<ExplainReport> {
  const { quick, only } = options
  const megabytes = quick ? 1 : 10
  const report: ExplainReport = { rounds: quick ? 2 : 5, rows: [], aims: [], failures: [] }
  const chosen = formats.filter((format) => only?.test(nameOf(megabytes, format)) ?? true)
  if (chosen.length === 0) report.failures.push(`no row fits ${String(only)}`)
  else await measureAll(megabytes, chosen, report)
  progress('')
  printTable(
    './lab explain, from exec to its end, ms',
    ['', 'median', 'lowest', 'highest'],
    report.rows.map(({ name, time }) => [
      name,
      ...[time.median, time.min, time.max].map((value) => decimal(value, 0)),
    ]),
  )
  for (const line of report.failures) say(`\nFAILED ${line}`)
  const text = report.rows.find(({ name }) => name === nameOf(10, 'text'))?.time.median
  const found = text === undefined ? undefined : `${decimal(text, 0)} ms`
  report.aims = [finding('a HAR of 10 MB explained in under 1 s', found, text! < 1000)]
  return report
}

function nameOf(megabytes: number, format: string): string {
  return `${megabytes} MB, ${format}`
}

async function measureAll(
  megabytes: number,
  chosen: readonly string[],
  { rounds, rows, failures }: ExplainReport,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'oauth-lab-bench-'))
  const file = join(folder, 'recording.har')
  try {
    progress('a recording is made …')
    await writeHar(file, megabytes * MB, join(folder, 'lab'))
    const { size } = statSync(file)
    const times = chosen.map((): number[] => [])
    for (let round = 0; round < rounds; round += 1) {
      for (const [at, format] of chosen.entries()) {
        progress(`${nameOf(megabytes, format)}, run ${round + 1}`)
        times[at]!.push(await timeOf(file, format))
      }
    }
    for (const [at, format] of chosen.entries()) {
      rows.push({ name: nameOf(megabytes, format), size, time: summarize(times[at]!) })
    }
  } catch (error) {
    failures.push(wordsOf(error))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The command as a user types it. Findings are no failure here. */
async function timeOf(file: string, format: string): Promise<number> {
  const started = performance.now()
  const { exitCode, stdout, stderr } = await execa(
    fileURLToPath(new URL('lab', projectFolder)),
    ['explain', file, '--format', format],
    { reject: false, stdin: 'ignore' },
  )
  const time = performance.now() - started
  if (exitCode !== 0 && (exitCode !== 1 || stdout === '')) {
    throw new Error(`./lab explain ended with ${exitCode}: ${stderr}`)
  }
  return time
}
