import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CodeFlow } from '../subjects/code-flow.ts'
import { openAllInOne } from '../subjects/all-in-one.ts'
import { openCompose } from '../subjects/compose.ts'
import { readTarget, startEmbeddedLab } from '../subjects/embedded-lab.ts'
import { registerBench } from '../subjects/lab.ts'
import type { LabTarget } from '../subjects/lab.ts'
import { startPeer } from '../subjects/peer.ts'
import { findFreePort } from '../../../package/free-port.ts'
import { mockFlow } from '../subjects/mock-server.ts'
import { providerFlow } from '../subjects/oidc-provider.ts'
import type { StartContestant, Started } from './contestant.ts'

type Parts = Omit<Started, 'readyAfter' | 'pids' | 'stop'>

/** The client, made by the first start of those that keep it. */
async function partsOf(target: LabTarget, known?: CodeFlow): Promise<Parts> {
  const { origin, address, fetch } = target
  const { flow, user, addUser } = await registerBench(target, known)
  return {
    origin,
    address,
    fetch,
    flow: { ...flow, address },
    user,
    async addUsers(count) {
      const names = Array.from({ length: count }, (_, index) => `bench-${index}`)
      for (const name of names) await addUser(name)
      return names
    },
  }
}

/** `./lab up` with certificates, users and clients from an earlier start. */
export function embeddedLab(name: string): StartContestant {
  const folder = mkdtempSync(join(tmpdir(), 'oauth-lab-bench-'))
  let flow: CodeFlow | undefined
  let port: number | undefined
  return {
    name,
    async start() {
      // At another origin the clients would be made again.
      port ??= await findFreePort()
      const program = await startEmbeddedLab(folder, { memory: false, port })
      const target = readTarget(folder)
      const parts = await partsOf(target, flow)
      flow = parts.flow
      return {
        ...parts,
        readyAfter: program.readyAfter,
        pids: () => Promise.resolve([program.pid]),
        async stop() {
          await target.close()
          await program.stop()
        },
      }
    },
    end: () => Promise.resolve(rmSync(folder, { recursive: true, force: true })),
  }
}

/** The whole lab in one container, in memory. */
export function allInOne(name: string): StartContestant {
  return {
    name,
    async start() {
      const lab = await openAllInOne()
      const target = await lab.target()
      return {
        ...(await partsOf(target)),
        readyAfter: lab.readyAfter,
        pids: lab.pids,
        async stop() {
          await target.close()
          await lab.stop()
        },
      }
    },
  }
}

/** `docker compose up --wait`; cold without volumes, warm with those of an earlier start. */
export function composeLab(name: string, cold: boolean): StartContestant {
  let lab: Awaited<ReturnType<typeof openCompose>> | undefined
  let flow: CodeFlow | undefined
  return {
    name,
    async start() {
      lab ??= await openCompose()
      const compose = lab
      const readyAfter = await compose.up()
      const target = await compose.target()
      const parts = await partsOf(target, cold ? undefined : flow)
      flow = parts.flow
      return {
        ...parts,
        readyAfter,
        pids: compose.pids,
        async stop() {
          await target.close()
          await compose.down({ data: cold })
        },
      }
    },
    async end() {
      await lab?.down()
    },
  }
}

const noUsers = (count: number) =>
  Promise.resolve(Array.from({ length: count }, (_, index) => `bench-${index}`))

/** A peer's program with its own key made at the start. */
export function peer(name: 'oidc-provider' | 'oauth2-mock-server'): StartContestant {
  return {
    name,
    async start() {
      const port = await findFreePort()
      const program = await startPeer(name, port, 'RS256')
      const address = { host: '127.0.0.1', port, authority: `127.0.0.1:${port}` }
      const isProvider = name === 'oidc-provider'
      return {
        readyAfter: program.readyAfter,
        address,
        origin: `http://${address.authority}`,
        fetch,
        flow: isProvider ? providerFlow(address) : mockFlow(address),
        ...(isProvider && { user: { username: 'bench', password: 'any' } }),
        addUsers: noUsers,
        pids: () => Promise.resolve([program.pid]),
        stop: program.stop,
      }
    },
  }
}
