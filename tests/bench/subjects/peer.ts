import { join } from 'node:path'
import type { Address } from '../load/connection.ts'
import { cpuOf } from './process-figures.ts'
import { findFreePort } from '../../../package/free-port.ts'
import { startProgram } from './program.ts'
import type { Program } from './program.ts'
import type { Algorithm } from './subject.ts'

/** A peer's program, one process for each signing algorithm, started at first need. */
export function openPeer(name: 'oidc-provider' | 'oauth2-mock-server') {
  const running = new Map<Algorithm, { program: Program; address: Address }>()
  return {
    async start(algorithm: Algorithm): Promise<Address> {
      const known = running.get(algorithm)
      if (known !== undefined) return known.address
      const port = await findFreePort()
      const program = await startPeer(name, port, algorithm)
      const address = { host: '127.0.0.1', port, authority: `127.0.0.1:${port}` }
      running.set(algorithm, { program, address })
      return address
    },
    cpu: () => cpuOf([...running.values()].map(({ program }) => program.pid)),
    async stop(): Promise<void> {
      await Promise.all([...running.values()].map(({ program }) => program.stop()))
    },
  }
}

/** Starts one of the programs in `peers/`. */
export function startPeer(name: string, port: number, algorithm: Algorithm): Promise<Program> {
  return startProgram({
    name,
    args: [join(import.meta.dirname, '..', 'peers', `${name}.ts`), String(port), algorithm],
    env: { NODE_ENV: 'production' },
    ready: /^ready$/,
  })
}
