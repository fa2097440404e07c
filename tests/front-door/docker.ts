import { execFile, spawn } from 'node:child_process'
import { promisify } from 'node:util'
import { createInterface } from 'node:readline'
import type { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { projectFolder } from '@oauth-lab/kit/project-folder.ts'
import { createLines } from './lines.ts'
import type { Lines } from './lines.ts'

const run = promisify(execFile)

/** Calls Docker's command line and answers with what it prints. @throws Error with what it says */
export async function docker(...args: string[]): Promise<string> {
  const { stdout } = await run('docker', args, { maxBuffer: 16 * 1024 * 1024 })
  return stdout.trim()
}

/** Why containers can't be used here; undefined when they can. */
export async function whyNoDocker(): Promise<string | undefined> {
  try {
    await docker('version', '--format', '{{.Server.Version}}')
    return undefined
  } catch (error) {
    const reason = (error as Error).message.trim().split('\n').at(-1)
    return `Docker does not answer: ${reason}`
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
