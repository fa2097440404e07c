import { accepted } from './accepted.ts'
import type { Accepted } from './accepted.ts'
import type { LogEntry } from './suite.ts'

/** A condition that a module found broken. */
export interface Finding {
  result: 'FAILURE' | 'WARNING'
  condition: string
  message: string
  clauses: readonly string[]
}

/** How a module ended. */
export interface Outcome {
  module: string
  /** What tells it from others of this name in the plan. */
  variant: string
  /** `passed` counts pages too whose words were matched; `unfinished`: it waited for something that did not come. */
  result: 'passed' | 'warning' | 'failed' | 'skipped' | 'unfinished'
  findings: readonly Finding[]
  /** Ids of the lab's checks that refused a request of it, the last one last. */
  checks: readonly string[]
  /** Why its warnings are no fault, where each has a reason. */
  reasons: readonly string[]
  seconds: number
  /** The suite's page about it. */
  page: string
}

/** The failures and warnings of a module's log, in their order, each once. */
export function findingsOf(log: readonly LogEntry[]): Finding[] {
  const found = log.flatMap((entry): Finding[] => {
    const { result, src, msg, error, requirements = [] } = entry
    if (result !== 'FAILURE' && result !== 'WARNING') return []
    const message = [msg ?? error ?? '', ...namesOf(entry)].join(' ')
    return [{ result, condition: src ?? '', message, clauses: requirements }]
  })
  return found.filter(
    (one, index) =>
      found.findIndex(
        ({ condition, message }) => condition === one.condition && message === one.message,
      ) === index,
  )
}

/** What an entry tells besides, by its names alone: values may be long, or secret. */
function namesOf(entry: LogEntry): string[] {
  const names = Object.keys(entry).filter((name) => !usual.has(name) && !name.startsWith('_'))
  return names.length === 0 ? [] : [`(${names.join(', ')})`]
}

const usual: ReadonlySet<string> = new Set(
  'src msg result requirements error testId testOwner time blockId upload'.split(' '),
)

/** What the suite's own words for an end come to here. */
export function resultOf(
  { status, result }: { status: string; result?: string | null },
  findings: readonly Finding[],
): Outcome['result'] {
  if (status !== 'FINISHED') return status === 'INTERRUPTED' ? 'failed' : 'unfinished'
  if (result === 'SKIPPED') return 'skipped'
  if (result === 'WARNING') return 'warning'
  // A page that the suite wants reviewed is one whose words were matched.
  if (result === 'PASSED') return 'passed'
  if (result === 'REVIEW') return findings.length === 0 ? 'passed' : 'warning'
  return 'failed'
}

/** Why the warnings of a module are no fault; undefined where one of them has no reason. */
export function reasonsOf(
  module: string,
  findings: readonly Finding[],
  rows: readonly Accepted[] = accepted,
): string[] | undefined {
  const reasons = findings.map(
    ({ result, condition, message }) =>
      rows.find(
        (row) =>
          result === 'WARNING' &&
          row.condition === condition &&
          message.includes(row.says ?? '') &&
          (row.module === undefined || row.module === module),
      )?.reason,
  )
  return reasons.every((one) => one !== undefined) ? [...new Set(reasons)] : undefined
}

/** Whether a module counts as good: it passed, was skipped, or each of its warnings has a reason. */
export function isGood({ result, reasons }: Outcome): boolean {
  return result === 'passed' || result === 'skipped' || (result === 'warning' && reasons.length > 0)
}
