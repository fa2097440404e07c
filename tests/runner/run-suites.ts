import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { checkSuite } from './check-suite.ts'
import { containersSuite } from './containers-suite.ts'
import { prepareDocker } from './docker.ts'
import { e2eSuite, prepareBrowser } from './e2e-suite.ts'
import { logSuite } from './log-suite.ts'
import { nodeSuite } from './node-suite.ts'
import { addResults, describeResult, failedSuite } from './suite-result.ts'
import type { SuiteResult } from './suite-result.ts'
import { chooseSuites } from './suites.ts'
import type { SuiteName } from './suites.ts'

const root = dirname(dirname(import.meta.dirname))
const unitFolders =
  '{kit,authserver,resserver,client,control,console,explain,webserver,embedded,scripts,build,tests/runner,tests/conformance}'

/**
 * `./lab test [suite…]`: runs the suites in their order, all of them if none is named, then searches
 * the labs' logs for the run's secrets. The last line is `N passed, N failed, N skipped`.
 * @returns the exit code: 0 fine, 1 something failed, 2 a suite that does not exist
 */
export async function runSuites(names: string[]): Promise<number> {
  const chosen = chooseSuites(names)
  if (typeof chosen === 'string') {
    process.stderr.write(`lab: ${chosen}\n`)
    return 2
  }
  if (process.env['CI']) noColours()
  const folder = await mkdtemp(join(tmpdir(), 'oauth-lab-test-'))
  const evidence = { logs: join(folder, 'logs'), secrets: join(folder, 'secrets') }
  const results: SuiteResult[] = []
  try {
    await mkdir(evidence.logs)
    await writeFile(evidence.secrets, '', { mode: 0o600 })
    process.env['LAB_TEST_PACKED'] = join(folder, 'packed')
    process.env['LAB_TEST_LOGS'] = evidence.logs
    process.env['LAB_TEST_SECRETS'] = evidence.secrets
    const { suites: runs, labsRan } = plan(chosen, names)
    for (const name of chosen) results.push(await timed(name, runs[name]))
    if (labsRan()) results.push(await timed('logs', () => logSuite(evidence)))
    if (addResults(results).failed > 0) await keepLogs(evidence.logs)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  const sum = addResults(results)
  if (sum.failed > 0) process.stdout.write(`\nwhat failed:\n${list(sum.failures)}`)
  process.stdout.write(`\n${describeResult(sum)}\n`)
  return sum.failed > 0 ? 1 : 0
}

function list(lines: string[]): string {
  return lines.map((line) => `  ${line}\n`).join('')
}

type Run = () => Promise<SuiteResult>

function plan(
  chosen: SuiteName[],
  named: string[],
): { suites: Record<SuiteName, Run>; labsRan: () => boolean } {
  // Installing one takes seconds in which other suites can run already.
  const wantsBrowser = chosen.includes('e2e') || chosen.includes('containers')
  const browser = wantsBrowser ? prepareBrowser() : undefined
  // After the browser, since apt-get runs once at a time; and before any browser runs, since network
  // interfaces that come and go abort its requests.
  const docker = chosen.includes('containers')
    ? browser?.then(() => prepareDocker(root))
    : undefined
  let ran = false
  return {
    suites: {
      check: () => checkSuite(root),
      unit: () => nodeSuite(root, [`${unitFolders}/**/*.test.ts`]),
      protocol() {
        ran = true
        return nodeSuite(root, ['tests/protocol/**/*.test.ts'])
      },
      attacks() {
        ran = true
        return nodeSuite(root, ['tests/attacks/**/*.test.ts'])
      },
      postman() {
        ran = true
        return nodeSuite(root, ['tests/postman/**/*.test.ts'])
      },
      foreign() {
        // Those of other languages download much.
        const all = named.includes('foreign') || Boolean(process.env['CI'])
        const patterns = [`tests/foreign/${all ? '**' : '{.,npm}'}/*.test.ts`]
        return nodeSuite(root, patterns)
      },
      async e2e() {
        const answer = await (browser ?? prepareBrowser())
        await docker
        ran ||= answer.state === 'found'
        return e2eSuite(root, answer)
      },
      async containers() {
        const answers = {
          browser: await (browser ?? prepareBrowser()),
          docker: await (docker ?? prepareDocker(root)),
        }
        ran ||= answers.docker.state === 'found'
        return containersSuite({ root, ...answers })
      },
    },
    labsRan: () => ran,
  }
}

async function timed(name: string, run: Run): Promise<SuiteResult> {
  process.stdout.write(`${name}\n`)
  const started = performance.now()
  const result = await run().catch((error: unknown) =>
    failedSuite(error instanceof Error ? String(error.stack) : String(error)),
  )
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  process.stdout.write(`${name}: ${describeResult(result)} in ${seconds} s\n`)
  return { ...result, failures: result.failures.map((failure) => `${name}: ${failure}`) }
}

/** After a failure the labs' logs are worth reading; a secret in them is the run's own. */
async function keepLogs(logs: string): Promise<void> {
  if ((await readdir(logs)).length === 0) return
  const kept = join(root, 'test-results', 'logs')
  await rm(kept, { recursive: true, force: true })
  await cp(logs, kept, { recursive: true })
  process.stdout.write('the logs of the labs are in test-results/logs\n')
}

function noColours(): void {
  delete process.env['FORCE_COLOR']
  process.env['NO_COLOR'] = '1'
}
