import { oneLine } from '@oauth-lab/kit/terminal.ts'

/** A pino line for people: time, who, and either the request, with the checks that did not hold, or the message. */
export function formatLogLine(line: string): string {
  const entry = readLogLine(line)
  if (entry === undefined) return line
  const {
    time = '',
    role = '',
    level = 30,
    method,
    path,
    status,
    ms,
    request,
    broken = [],
    step,
    check,
    outcome,
    says,
    msg,
    err,
  } = entry
  const what =
    method === undefined
      ? [
          step && oneLine([step, check, outcome, says].filter(Boolean).join(' ')),
          msg && oneLine(msg),
          err?.stack ?? err?.message,
        ]
          .filter(Boolean)
          .join(' ')
      : `${method} ${path} ${status} ${ms} ms`
  const alarm = level >= 50 ? 'ERROR ' : level >= 40 ? 'WARN ' : ''
  const id = request === undefined ? '' : `  ${request}`
  return `${time.slice(11, 23)} ${role.padEnd(10)} ${alarm}${[what + id, ...broken.map(oneLine)].join('  ')}`
}

/** A line of a role's log. */
export interface LogEntry {
  time?: string
  role?: string
  level?: number
  method?: string
  path?: string
  status?: number
  ms?: number
  request?: string
  broken?: string[]
  /** Of the debug log. */
  sandbox?: string
  step?: string
  check?: string
  outcome?: string
  says?: string
  clause?: string
  msg?: string
  err?: { message?: string; stack?: string }
}

/** Reads a line; undefined when it is none of a role. */
export function readLogLine(line: string): LogEntry | undefined {
  try {
    return JSON.parse(line) as LogEntry
  } catch {
    return undefined
  }
}
