import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from '@playwright/test'
import { launchBrowser } from '../../e2e/harness/launch-browser.ts'
import { signInAtConsole } from '../../e2e/harness/people.ts'
import { summarize } from '../load/statistics.ts'
import type { Summary } from '../load/statistics.ts'
import { finding } from '../report/aims.ts'
import type { Finding } from '../report/aims.ts'
import { decimal, printTable, progress, say, wordsOf } from '../report/print.ts'
import { readTarget, startEmbeddedLab } from '../subjects/embedded-lab.ts'
import { openCodeFlows } from '../subjects/repeat-code-flows.ts'
import { longestTask, scrollFrames, timeToFirst } from './console-figures.ts'

export interface ConsoleReport {
  /** How often each row was measured. */
  rounds: number
  /** Requests and answers that are recorded. */
  messages: number
  rows: ConsoleRow[]
  aims: Finding[]
  failures: string[]
}

export interface ConsoleRow {
  name: string
  /** Milliseconds. */
  time: Summary
}

/** A code flow of the benchmarks has two requests and two answers. */
const messagesOfFlow = 4

/** Code flows that happen while somebody looks. */
const more = 20

/** Milliseconds for which an element is waited: a slow machine is measured, not given up. */
const patience = 300_000

/** `./lab bench console`: how long the live flow of the console takes with 10,000 messages. */
export async function benchConsole({ quick }: { quick: boolean }): Promise<ConsoleReport> {
  const messages = quick ? 1000 : 10_000
  const report: ConsoleReport = {
    rounds: quick ? 1 : 3,
    messages,
    rows: [],
    aims: [],
    failures: [],
  }
  try {
    await measureAll(report)
  } catch (error) {
    report.failures.push(wordsOf(error))
  }
  progress('')
  printTable(
    `Live flow, ${messages.toLocaleString('en')} messages, ms`,
    ['', 'median', 'lowest', 'highest'],
    report.rows.map(({ name, time }) => [
      name,
      ...[time.median, time.min, time.max].map((value) => decimal(value, 0)),
    ]),
  )
  for (const line of report.failures) say(`\nFAILED ${line}`)
  report.aims = findingsOf(report)
  return report
}

async function measureAll(report: ConsoleReport): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'oauth-lab-bench-'))
  // What was started ends whatever happens: what stayed would keep the command from ending.
  await using started = new AsyncDisposableStack()
  started.defer(() => rmSync(folder, { recursive: true, force: true }))
  progress('messages are made …')
  const program = await startEmbeddedLab(folder, { memory: true })
  started.defer(program.stop)
  const target = readTarget(folder)
  started.defer(target.close)
  const repeatFlows = await openCodeFlows(target)
  await repeatFlows(report.messages / messagesOfFlow)
  const { browser, close } = await launchBrowser([target.address.ca!])
  started.defer(close)
  const times = new Map<string, number[]>()
  for (let round = 0; round < report.rounds; round += 1) {
    progress(`round ${round + 1}`)
    const found = await measure(browser, `${target.origin}/`, () => repeatFlows(more))
    for (const [name, time] of Object.entries(found)) {
      times.set(name, [...(times.get(name) ?? []), time])
    }
  }
  for (const [name, one] of times) report.rows.push({ name, time: summarize(one) })
}

async function measure(
  browser: Browser,
  baseURL: string,
  happen: () => Promise<unknown>,
): Promise<Record<string, number>> {
  const context = await browser.newContext({ baseURL, viewport: { width: 1280, height: 800 } })
  context.setDefaultTimeout(patience)
  await signInAtConsole(await context.newPage())
  const fresh = async <Figure>(work: (page: Page) => Promise<Figure>) => {
    progress('a page is measured …')
    const page = await context.newPage()
    const figure = await work(page)
    await page.close()
    return figure
  }
  const list = await fresh((page) => timeToFirst(page, './console/flow', '.rows tbody a'))
  const all = await fresh(async (page) => {
    const first = await timeToFirst(page, './console/flow?flow=all', '.msg')
    const whole = page.getByText('Earlier messages are being read')
    const reading = await longestTask(page, () => whole.waitFor({ state: 'hidden' }))
    const frames = await scrollFrames(page)
    const waiting = page.locator('.waiting')
    const before = await waiting.textContent()
    const telling = await longestTask(page, async () => {
      await happen()
      await page.waitForFunction(
        (text) => document.querySelector('.waiting')?.textContent !== text,
        before,
      )
    })
    return { first, reading, frames, telling }
  })
  await context.close()
  return {
    'list of flows, first rows': list,
    'all messages, first rows': all.first,
    'earlier messages, longest task': all.reading,
    'fast scroll, frame, p95': all.frames.p95,
    'fast scroll, longest frame': all.frames.longest,
    'new messages, longest task': all.telling,
  }
}

function findingsOf({ rows, messages }: ConsoleReport): Finding[] {
  const below = (name: string, limit: number) => {
    const time = rows.find((row) => row.name === name)?.time.median
    const found = time === undefined || messages < 10_000 ? undefined : `${decimal(time, 0)} ms`
    return finding(`${name} in under ${limit} ms`, found, time !== undefined && time < limit)
  }
  return [
    below('list of flows, first rows', 2000),
    below('all messages, first rows', 2000),
    below('fast scroll, frame, p95', 34),
    below('new messages, longest task', 100),
  ]
}
