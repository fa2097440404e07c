import { defaultSandbox } from '@oauth-lab/kit/sandbox.ts'
import { oneLine } from '@oauth-lab/kit/terminal.ts'
import { style } from './command-line/style.ts'
import { alignRows } from './command-line/table.ts'
import { readLogLine } from './format-log-line.ts'
import type { LogEntry } from './format-log-line.ts'

/** The debug log for people, request by request. */
export interface DebugRequests {
  /** Takes a line of the log; returns the text of a request that ends with it. */
  take(line: string): string | undefined
  /** What was told of requests that have not ended. */
  rest(): string[]
}

/** Joins the lines of the debug log by request; only a sandbox's requests if one is named. */
export function createDebugRequests(sandbox = defaultSandbox): DebugRequests {
  const open = new Map<string, LogEntry[]>()
  return {
    take(line) {
      const entry = readLogLine(line)
      if (entry?.request === undefined) return undefined
      const { request, step, method } = entry
      const steps = open.get(request)
      if (step !== undefined && entry.sandbox === sandbox) {
        if (steps === undefined) open.set(request, [entry])
        else steps.push(entry)
      }
      if (method === undefined || steps === undefined) return undefined
      open.delete(request)
      return write(steps, entry)
    },
    rest: () => [...open.values()].map((steps) => write(steps)),
  }
}

function write(steps: LogEntry[], end?: LogEntry): string {
  const { time = '', request } = steps[0]!
  const { method, path, status = 0, ms } = end ?? {}
  const answer = `${status} ${ms} ms`
  const what =
    end === undefined
      ? 'not answered yet'
      : `${style.strong(`${method} ${path}`)}  ${status >= 400 ? style.bad(answer) : answer}`
  const head = `${style.faint(time.slice(11, 23))}  ${what}  ${style.faint(request!)}`
  return [head, ...alignRows(steps.map(rowOf)).map((line) => `  ${line}`)].join('\n') + '\n'
}

const outcomes: Readonly<Record<string, string>> = { passed: 'held', failed: 'FAILED' }
const paints: Readonly<Record<string, (text: string) => string>> = {
  passed: style.faint,
  failed: style.bad,
}

function rowOf({ step, check, outcome = '', says = '', clause = '' }: LogEntry): string[] {
  if (check === undefined) return [style.strong(step!), oneLine(says)]
  const held = outcomes[outcome] ?? outcome
  const words = `${check}: ${oneLine(says)}`
  const paint = paints[outcome] ?? ((text: string) => text)
  return [paint(held), `${paint(words)}  ${style.faint(clause)}`]
}
