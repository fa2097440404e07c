import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { projectFolder } from '@oauth-lab/kit/project-folder.ts'
import { createTrust } from '@oauth-lab/kit/trust.ts'
import type { Address } from '../load/connection.ts'
import { createLabScenarios } from './lab.ts'
import type { LabTarget } from './lab.ts'
import { startProgram } from './program.ts'
import type { Program } from './program.ts'
import { cpuOf } from './process-figures.ts'
import type { Subject } from './subject.ts'

/** `./lab up`, as a user types it: all roles in one process behind the gateway. */
export function startEmbeddedLab(
  folder: string,
  { memory, port = 0 }: { memory: boolean; port?: number },
): Promise<Program> {
  return startProgram({
    name: './lab up',
    command: fileURLToPath(new URL('lab', projectFolder)),
    args: ['up', '--port', String(port), '--data', folder, ...(memory ? ['--memory'] : [])],
    env: { NO_COLOR: '1' },
    ready: /^ready (\S+) in/,
  })
}

/** How a lab that keeps its file in `folder` is reached. */
export function readTarget(folder: string): LabTarget & { close: () => Promise<void> } {
  return targetOf(readFileSync(join(folder, 'lab.json'), 'utf8'))
}

/** How the lab is reached whose file has this content. */
export function targetOf(file: string): LabTarget & { close: () => Promise<void> } {
  const { origin, token, ca } = JSON.parse(file) as Record<'origin' | 'token' | 'ca', string>
  const { fetch, close } = createTrust(ca)
  const address = addressOf(origin, ca)
  return { origin, address, resserver: address, token, fetch, close }
}

/** An origin's address on this machine's loopback. */
export function addressOf(origin: string, ca: string): Address {
  const url = new URL(origin)
  return { host: '127.0.0.1', port: Number(url.port || 443), authority: url.host, ca }
}

/** The embedded lab: the same apps behind TLS, in the gateway's own process. */
export async function openEmbeddedLab(name: string, folder: string): Promise<Subject> {
  const program = await startEmbeddedLab(folder, { memory: true })
  const target = readTarget(folder)
  return {
    name,
    prepare: createLabScenarios(target),
    cpu: () => cpuOf([program.pid]),
    async stop() {
      await program.stop()
      await target.close()
    },
  }
}
