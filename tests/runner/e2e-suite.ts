import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JSONReport } from '@playwright/test/reporter'
import { findBrowserTools, howToGetBrowser } from './browser.ts'
import { installBrowserTools } from './install-browser.ts'
import { runCommand } from './run-command.ts'
import { failuresOf, skipReasons } from './playwright-report.ts'
import { failedSuite, reasonOf, skippedSuite } from './suite-result.ts'
import type { SuiteResult } from './suite-result.ts'

/** What was found out about the browser before anything ran. */
export type BrowserAnswer =
  | { state: 'found' }
  | { state: 'missing'; reason: string }
  | { state: 'failed'; reason: string }

/** Finds a browser; with `LAB_TEST_INSTALL=1` installs a missing one. Never throws. */
export async function prepareBrowser(): Promise<BrowserAnswer> {
  try {
    const found = await findBrowserTools()
    if (typeof found !== 'string') return { state: 'found' }
    if (process.env['LAB_TEST_INSTALL'] !== '1') return { state: 'missing', reason: found }
    process.stdout.write(`  ${found}: installing Chromium (apt-get)\n`)
    await installBrowserTools()
    return { state: 'found' }
  } catch (error) {
    return { state: 'failed', reason: error instanceof Error ? error.message : String(error) }
  }
}

/**
 * Runs Playwright; without a browser every test of it counts as skipped.
 * @param env variables for the tests, besides the runner's
 */
export async function e2eSuite(
  root: string,
  browser: BrowserAnswer,
  env: NodeJS.ProcessEnv = {},
): Promise<SuiteResult> {
  if (browser.state === 'failed') return failedSuite(`no browser: ${browser.reason}`)
  if (browser.state === 'missing') {
    const { stats } = await playwright(root, ['--list'], {})
    const count = Math.max(1, stats.expected + stats.skipped)
    return skippedSuite(`${browser.reason}: ${howToGetBrowser}`, count)
  }
  // Its workers find the same browser, with what is beside it.
  const { code, errors, stats, suites } = await playwright(root, [], env)
  for (const [reason, count] of skipReasons(suites)) {
    process.stdout.write(`  ${count} skipped: ${reason}\n`)
  }
  const failed = stats.unexpected + stats.flaky + errors.length
  return {
    passed: stats.expected,
    failed: code === 0 ? failed : Math.max(1, failed),
    skipped: stats.skipped,
    failures: [...failuresOf(suites), ...errors.map(({ message = '' }) => reasonOf(message))],
  }
}

async function playwright(
  root: string,
  args: string[],
  env: NodeJS.ProcessEnv,
): Promise<{ code: number } & Pick<JSONReport, 'errors' | 'stats' | 'suites'>> {
  const folder = await mkdtemp(join(tmpdir(), 'oauth-lab-e2e-'))
  const report = join(folder, 'report.json')
  const cli = join(root, 'node_modules', '@playwright', 'test', 'cli.js')
  const config = join(root, 'tests', 'e2e', 'playwright.config.ts')
  try {
    const { code, output } = await runCommand(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', cli, 'test', '--config', config, ...args],
      {
        cwd: root,
        // Playwright sets FORCE_COLOR for its workers, and Node warns of both.
        env: { ...env, NO_COLOR: undefined, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
        show: args.length === 0,
      },
    )
    return { code, ...(await readReport(report, output)) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function readReport(path: string, output: string): Promise<JSONReport> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as JSONReport
  } catch (cause) {
    throw new Error(`Playwright left no report:\n${output.slice(-5000)}`, { cause })
  }
}
