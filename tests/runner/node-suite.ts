import { glob } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { basename, join, relative } from 'node:path'
import { run } from 'node:test'
import type { EventData } from 'node:test'
import { finished } from 'node:stream/promises'
import { inspect } from 'node:util'
import { failedSuite, reasonOf } from './suite-result.ts'
import type { SuiteResult } from './suite-result.ts'

/** After so many milliseconds a file hangs: on a slow machine the longest one takes a third of them. */
const hangs = 900_000

/** Without it the garbage of a whole lab is copied again and again. */
const roomy = ['--min-semi-space-size=32', '--max-semi-space-size=32']

/** Files that take longest begin first, so that no core is idle while the last one ends. */
const first = [
  'package-fixtures',
  'package-command',
  'package',
  'docker-mode',
  'bench',
  'doctor',
  'command-line',
  'recovery',
]

/**
 * Runs test files with node:test, a process a file, as many at a time as there are cores. Prints a
 * line a file and each failure in full.
 * @param patterns globs relative to `root`
 * @param options.env variables for the tests, besides the runner's
 * @param options.waits whether the tests wait more than they compute: then one more runs at a time
 */
export async function nodeSuite(
  root: string,
  patterns: string[],
  options: { env?: NodeJS.ProcessEnv; waits?: boolean } = {},
): Promise<SuiteResult> {
  const { env = {}, waits = false } = options
  const files = await findFiles(root, patterns)
  if (files.length === 0) return failedSuite(`no test file matches ${patterns.join(' ')}`)
  const report = createReport(root)
  const events = run({
    files,
    cwd: root,
    concurrency: Math.max(2, availableParallelism()) + (waits ? 1 : 0),
    isolation: 'process',
    timeout: hangs,
    execArgv: ['--disable-warning=ExperimentalWarning', ...roomy],
    env: { ...process.env, ...env },
  })
  let counts: TestCounts = { passed: 0, failed: 1, skipped: 0 }
  events.on('test:start', (data) => report.enter(data))
  events.on('test:pass', (data) => report.pass(data))
  events.on('test:fail', (data) => report.failure(data))
  events.on('test:stdout', (data) => report.output(data))
  events.on('test:stderr', (data) => report.output(data))
  events.on('test:summary', (summary) => {
    if (summary.file === undefined) counts = countsOf(summary)
    else report.file(summary)
  })
  await finished(events.resume())
  report.end()
  return { ...counts, failures: report.failures }
}

async function findFiles(root: string, patterns: string[]): Promise<string[]> {
  const files: string[] = []
  for await (const file of glob(patterns, { cwd: root, exclude: isForeign }))
    files.push(join(root, file))
  const rank = (file: string) => {
    const at = first.indexOf(basename(file, '.test.ts'))
    return at < 0 ? first.length : at
  }
  return files.sort().sort((one, other) => rank(one) - rank(other))
}

function isForeign(path: string): boolean {
  return /(^|[/\\])(node_modules|dist)$/.test(path)
}

type TestCounts = Omit<SuiteResult, 'failures'>

function countsOf({ counts, success }: EventData.TestSummary): TestCounts {
  const { tests, passed } = counts
  const skipped = counts.skipped + counts.todo
  const failed = tests - passed - skipped
  return { passed, failed: success ? 0 : Math.max(1, failed), skipped }
}

function createReport(root: string) {
  const names = new Map<string, string[]>()
  const written = new Map<string, string>()
  const failures: string[] = []
  const inFull: string[] = []
  const skipped = new Map<string, number>()
  const nameOf = (file: string) => relative(root, file)

  return {
    failures,
    enter({ file, name, nesting }: EventData.TestStart) {
      const path = names.get(file ?? '') ?? []
      path.length = nesting
      path[nesting] = name
      names.set(file ?? '', path)
    },
    pass({ skip }: EventData.TestPass) {
      if (typeof skip === 'string' && skip !== '') skipped.set(skip, (skipped.get(skip) ?? 0) + 1)
    },
    failure({ file, name, nesting, details, line }: EventData.TestFail) {
      const { error } = details
      if ('failureType' in error && error.failureType === 'subtestsFailed') return
      const title = [...(names.get(file ?? '') ?? []).slice(0, nesting), name].join(' > ')
      const where = file === undefined ? '' : `${nameOf(file)}${line ? `:${line}` : ''}`
      const why = inspect(error.cause ?? error, { depth: 8 })
      failures.push(`${where} ${title}: ${reasonOf(why)}`)
      inFull.push(`${where} ${title}\n${why}`)
      process.stdout.write(`  FAIL ${where} ${title}\n`)
    },
    output({ file, message }: { file: string; message: string }) {
      written.set(file, (written.get(file) ?? '') + message)
    },
    file(summary: EventData.TestSummary) {
      const { passed, failed, skipped } = countsOf(summary)
      const name = nameOf(summary.file ?? '')
      const some = [failed && `${failed} failed`, skipped && `${skipped} skipped`].filter(Boolean)
      const counts = [`${passed} passed`, ...some].join(', ')
      const ms = Math.round(summary.duration_ms)
      process.stdout.write(`  ${failed ? 'FAIL' : 'ok  '} ${name} (${counts}, ${ms} ms)\n`)
      if (!failed) written.delete(summary.file ?? '')
    },
    /** Why tests were skipped, failures in full, and what the failed files wrote. */
    end() {
      for (const [reason, count] of skipped) {
        process.stdout.write(`  ${count} skipped: ${reason}\n`)
      }
      for (const failure of inFull) process.stdout.write(`\n${failure}\n`)
      if (failures.length === 0) return
      for (const [file, text] of written) {
        process.stdout.write(`\noutput of ${nameOf(file)}:\n${text.slice(-20_000)}\n`)
      }
    },
  }
}
