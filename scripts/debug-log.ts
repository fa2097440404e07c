import { watch } from 'node:fs'
import { join } from 'node:path'
import { defaultSandbox } from '@oauth-lab/kit/sandbox.ts'
import { formatDuration } from './command-line/duration.ts'
import { aborted, stopSignal } from './command-line/stop-signal.ts'
import { style } from './command-line/style.ts'
import { createDebugRequests } from './debug-requests.ts'
import { readLogLine } from './format-log-line.ts'
import { createTail } from './log-tail.ts'
import { requireOwnServer } from './require-own-server.ts'
import { requireLab } from './running-lab.ts'
import type { RunningLab } from './running-lab.ts'

interface DebugWish {
  data: string | undefined
  sandbox: string | undefined
  /** For how long at most. */
  seconds: number
  /** The lines as they are kept. */
  raw: boolean
}

/**
 * Turns the debug log of the authorization server on, prints it request by request, and turns it off
 * again: at Ctrl-C or when the time is over.
 * @throws CommandFailure when no lab runs there, or it has no such server or sandbox
 */
export async function followDebugLog({ data, sandbox, seconds, raw }: DebugWish): Promise<void> {
  const lab = await requireLab(data)
  const control = lab.control(sandbox)
  await requireOwnServer(control, 'its own log tells its steps')
  const stop = stopSignal()
  const requests = createDebugRequests(sandbox)
  const onLine = (line: string) => {
    const text = raw ? rawOf(line, sandbox) : requests.take(line)
    if (text !== undefined) process.stdout.write(`${text}\n`)
  }
  const follow = openLines(lab, onLine)
  await control.debugLog.set({ seconds })
  const end = setTimeout(() => stop.abort('over'), seconds * 1000)
  const time = formatDuration(seconds * 1000)
  process.stderr.write(
    `${style.faint(`Each step of the requests to the authorization server, for ${time}; Ctrl-C ends it.`)}\n`,
  )
  try {
    await follow(stop.signal)
  } finally {
    clearTimeout(end)
    // Where the lab has ended, so has its log.
    await control.debugLog.set({ seconds: 0 }).catch(() => undefined)
  }
  if (!raw) for (const text of requests.rest()) process.stdout.write(`${text}\n`)
  if (stop.signal.reason === 'over') process.stderr.write(`${style.faint(`${time} are over.`)}\n`)
}

type Follow = (signal: AbortSignal) => Promise<unknown>

/** Makes ready to read what the authorization server writes from now on. */
function openLines({ file, folder }: RunningLab, onLine: (line: string) => void): Follow {
  if (file.docker !== undefined) return followContainer(file.docker.project, onLine)
  const logs = join(folder, 'logs')
  const tail = createTail(join(logs, 'authserver.log'))
  tail.read()
  return async (signal) => {
    const print = () => tail.read().forEach(onLine)
    const watcher = watch(logs, print)
    print()
    await aborted(signal)
    watcher.close()
    print()
  }
}

function followContainer(project: string, onLine: (line: string) => void): Follow {
  const since = new Date().toISOString()
  return async (signal) => {
    const { createCompose } = await import('./docker/compose.ts')
    const args = [
      'logs',
      '--no-color',
      '--no-log-prefix',
      '--follow',
      '--since',
      since,
      'authserver',
    ]
    await createCompose(project).run(args, { onLine, signal })
  }
}

function rawOf(line: string, sandbox = defaultSandbox): string | undefined {
  const entry = readLogLine(line)
  return entry?.step !== undefined && entry.sandbox === sandbox ? line : undefined
}
