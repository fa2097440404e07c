import { execFile, spawn } from 'node:child_process'
import { promisify } from 'node:util'
import { createInterface } from 'node:readline'
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
  const { stdout, stderr } = spawn('docker', ['logs', '--follow', container])
  for (const stream of [stdout, stderr]) {
    createInterface({ input: stream }).on('line', (line) => lines.push(line))
  }
  return lines
}

/** The path of a file of the project on this machine. */
export function fromProject(path: string): string {
  return fileURLToPath(new URL(path, projectFolder))
}
