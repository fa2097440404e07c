import type { Summary } from '../load/statistics.ts'
import { count, decimal, printTable, progress, say, wordsOf } from '../report/print.ts'
import { allInOneImage } from '../subjects/all-in-one.ts'
import { composeImages, whyNoContainers } from '../subjects/compose.ts'
import { findingsOf } from './aims.ts'
import type { StartContestant } from './contestant.ts'
import { allInOne, composeLab, embeddedLab, peer } from './contestants.ts'
import { imageSize } from './image-size.ts'
import { measureMemory, measureStart, summarizeTimes } from './measure-start.ts'
import type { Memory, StartTimes } from './measure-start.ts'
import { names } from './start-report.ts'
import type { StartReport } from './start-report.ts'

/** `./lab bench start`: everybody is started in turn, several times, then once more for the memory. */
export async function benchStart(options: { quick: boolean; only?: RegExp }): Promise<StartReport> {
  const { quick, only } = options
  const report: StartReport = {
    rounds: quick ? 1 : 7,
    rows: [],
    aims: [],
    leftOut: [],
    failures: [],
  }
  const fits = (name: string) => only === undefined || only.test(name)
  const contestants = await chooseContestants(fits, report)
  const times = new Map<string, StartTimes[]>()
  const memories = new Map<string, Memory>()
  try {
    // The first start makes certificates and fills caches; it does not count.
    for (let round = 0; round <= report.rounds; round += 1) {
      for (const each of contestants) {
        progress(round === 0 ? `${each.name}, to warm up` : `${each.name}, start ${round}`)
        await guarded(each, report, async () => {
          const measured = await measureStart(each)
          if (round > 0) times.set(each.name, [...(times.get(each.name) ?? []), measured])
        })
      }
    }
    const rush = quick ? { flows: 50, logins: 8 } : { flows: 1000, logins: 64 }
    for (const each of contestants) {
      progress(`${each.name}, memory`)
      await guarded(each, report, async () => {
        memories.set(each.name, await measureMemory(each, rush))
      })
    }
    if (!quick && contestants.some(({ name }) => name === names.warm)) {
      progress('images are compressed')
      report.imagesCompressed = await imageSize(composeImages)
    }
  } finally {
    progress('')
    for (const each of contestants) await each.end?.()
  }
  report.rows = [...times].map(([subject, runs]) => ({
    subject,
    ...summarizeTimes(runs),
    memory: memories.get(subject) ?? {},
  }))
  print(report)
  report.aims = findingsOf(report)
  return report
}

async function chooseContestants(
  fits: (name: string) => boolean,
  report: StartReport,
): Promise<StartContestant[]> {
  const contained = [
    { name: names.allInOne, images: [allInOneImage()], open: () => allInOne(names.allInOne) },
    { name: names.cold, images: composeImages, open: () => composeLab(names.cold, true) },
    { name: names.warm, images: composeImages, open: () => composeLab(names.warm, false) },
  ]
  const chosen: StartContestant[] = []
  if (fits(names.embedded)) chosen.push(embeddedLab(names.embedded))
  for (const each of ['oidc-provider', 'oauth2-mock-server'] as const) {
    if (fits(each)) chosen.push(peer(each))
  }
  for (const { name, images, open } of contained) {
    if (!fits(name)) continue
    const reason = await whyNoContainers(images)
    if (reason === undefined) chosen.push(open())
    else report.leftOut.push(`${name}: ${reason}`)
  }
  if (chosen.length === 0 && report.leftOut.length === 0) report.failures.push('no row fits')
  return chosen
}

/** One that fails is told of and does not stop the others. */
async function guarded(
  { name }: StartContestant,
  report: StartReport,
  work: () => Promise<void>,
): Promise<void> {
  if (report.failures.some((line) => line.startsWith(`${name}: `))) return
  try {
    await work()
  } catch (error) {
    report.failures.push(`${name}: ${wordsOf(error)}`)
  }
}

function print(report: StartReport): void {
  const spread = ({ min, max }: Summary) => `${count(min)} to ${count(max)}`
  printTable(
    'Start, ms from exec on',
    ['', 'ready', 'first token', 'from to', 'code flow', 'from to'],
    report.rows.map(({ subject, ready, token, flow }) => [
      subject,
      count(ready.median),
      count(token.median),
      spread(token),
      count(flow.median),
      spread(flow),
    ]),
  )
  const megabytes = (bytes: number | undefined) =>
    bytes === undefined ? '-' : decimal(bytes / 1e6, 0)
  printTable(
    'Memory in use, MB',
    ['', 'idle', 'after flows', 'peak of logins'],
    report.rows.map(({ subject, memory }) => [
      subject,
      ...[memory.idle, memory.afterFlows, memory.peak].map(megabytes),
    ]),
  )
  for (const line of report.leftOut) say(`\nleft out: ${line}`)
  for (const line of report.failures) say(`\nFAILED ${line}`)
}
