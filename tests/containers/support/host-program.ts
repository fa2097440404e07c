import { once } from 'node:events'
import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { requireDocker } from './compose-lab.ts'

/** A program on this machine, as containers reach it. */
export interface HostProgram {
  url: string
  close(): void
}

export async function openHostProgram(answer: RequestListener): Promise<HostProgram> {
  const program = createServer(answer)
  await once(program.listen(0, await machineAddress()), 'listening')
  const { port } = program.address() as AddressInfo
  return {
    url: `http://host.docker.internal:${port}`,
    close() {
      program.close()
      program.closeAllConnections()
    },
  }
}

/** Where containers meet this machine, as `host.docker.internal`: at its loopback address they don't. */
export async function machineAddress(): Promise<string> {
  const bridge = '{{(index .IPAM.Config 0).Gateway}}'
  const address = await requireDocker(['network', 'inspect', 'bridge', '--format', bridge])
  return address.trim()
}
