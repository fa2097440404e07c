import { CommandFailure } from '../command-line/command.ts'
import { stopSignal } from '../command-line/stop-signal.ts'
import { formatLogLine } from '../format-log-line.ts'
import { createCompose } from './compose.ts'
import { explainDockerFailure } from './explain-docker-failure.ts'

export interface LogsWish {
  project: string
  /** All services unless one is named. */
  service?: string | undefined
  follow: boolean
  /** The lines as they were written. */
  raw: boolean
}

/** A line of `docker compose logs --timestamps`. */
interface LogLine {
  service: string
  time: string
  text: string
}

/**
 * Prints what the containers wrote, by time; with `follow` also what comes.
 * @throws CommandFailure when Docker doesn't tell
 */
export async function printContainersLogs(wish: LogsWish): Promise<void> {
  const { project, service, follow, raw } = wish
  const print = (line: LogLine) => {
    if (raw) process.stdout.write(`${line.text}\n`)
    else if (!isHealthcheck(line.text)) process.stdout.write(`${format(line)}\n`)
  }
  const command = (...more: string[]) => [
    'logs',
    '--no-color',
    '--timestamps',
    ...more,
    ...(service === undefined ? [] : [service]),
  ]
  const kept: LogLine[] = []
  const compose = createCompose(project)
  const { code } = await compose.run(command(), {
    onLine(text) {
      const line = parse(text)
      if (line !== undefined) kept.push(line)
    },
  })
  if (code !== 0) throw new CommandFailure(explainDockerFailure(`docker compose logs, ${project}`))
  kept.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0))
  kept.forEach(print)
  if (!follow) return

  const last = kept.at(-1)?.time ?? ''
  await compose.run(command('--follow', ...(last === '' ? [] : ['--since', last])), {
    signal: stopSignal().signal,
    onLine(text) {
      const line = parse(text)
      if (line !== undefined && line.time > last) print(line)
    },
  })
}

function parse(text: string): LogLine | undefined {
  const [, container, time, rest] = /^(\S+)\s+\| (\S+Z) (.*)$/.exec(text) ?? []
  if (container === undefined || time === undefined || rest === undefined) return undefined
  return { service: container.replace(/-\d+$/, ''), time, text: rest }
}

/** The engine asks every few seconds; only an answer that is not well is worth a line. */
function isHealthcheck(text: string): boolean {
  return /"path":"\/\w+\/(?:healthz|readyz)","status":200/.test(text)
}

function format({ service, time, text }: LogLine): string {
  if (text.startsWith('{')) return formatLogLine(text)
  return `${time.slice(11, 23)} ${service.padEnd(10)} ${text}`
}
