import { oneLine } from '@oauth-lab/kit/terminal.ts'

/** A pino line for people: time, who, and either the request, with the checks that did not hold, or the message. */
export function formatLogLine(line: string): string {
  const entry = parse(line)
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
    msg,
    err,
  } = entry
  const what =
    method === undefined
      ? [msg && oneLine(msg), err?.stack ?? err?.message].filter(Boolean).join(' ')
      : `${method} ${path} ${status} ${ms} ms`
  const alarm = level >= 50 ? 'ERROR ' : level >= 40 ? 'WARN ' : ''
  const id = request === undefined ? '' : `  ${request}`
  return `${time.slice(11, 23)} ${role.padEnd(10)} ${alarm}${[what + id, ...broken.map(oneLine)].join('  ')}`
}

interface LogEntry {
  time?: string
  role?: string
  level?: number
  method?: string
  path?: string
  status?: number
  ms?: number
  request?: string
  broken?: string[]
  msg?: string
  err?: { message?: string; stack?: string }
}

function parse(line: string): LogEntry | undefined {
  try {
    return JSON.parse(line) as LogEntry
  } catch {
    return undefined
  }
}
