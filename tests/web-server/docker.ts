import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { projectFolder } from '@oauth-lab/kit/project-folder.ts'
import { createLines } from './lines.ts'
import type { Lines } from './lines.ts'

/** Calls Docker's command line and answers with what it prints. @throws Error with what it says */
export async function docker(...args: string[]): Promise<string> {
  const { stdout } = await execa('docker', args)
  return stdout.trim()
}

/**
 * What the engine says first of the health of a container that `start` starts: `healthy` or `unhealthy`.
 * @throws Error when it says nothing for a minute
 */
export async function firstHealth(container: string, start: () => Promise<unknown>) {
  const filters = ['--filter', `container=${container}`, '--filter', 'event=health_status']
  const since = ['--since', String(Math.floor(Date.now() / 1000))]
  const events = spawn('docker', ['events', ...since, ...filters, '--format', '{{.Action}}'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const signal = AbortSignal.timeout(60_000)
    const [[line]] = (await Promise.all([once(events.stdout, 'data', { signal }), start()])) as [
      [Buffer],
      unknown,
    ]
    return String(line).trim().replace('health_status: ', '')
  } finally {
    events.kill()
  }
}

/** Follows what a container writes, on both streams, until it ends. */
export function followLog(container: string): Lines {
  const lines = createLines()
  const child = spawn('docker', ['logs', '--follow', container], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  // It ends with the container, and keeps no test waiting.
  child.unref()
  for (const stream of [child.stdout, child.stderr]) {
    ;(stream as Socket).unref()
    createInterface({ input: stream }).on('line', (line) => lines.push(line))
  }
  return lines
}

/** The path of a file of the project on this machine. */
export function fromProject(path: string): string {
  return fileURLToPath(new URL(path, projectFolder))
}
