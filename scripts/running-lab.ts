import { createControlClient } from '@oauth-lab/kit/admin/control-client.ts'
import type { ControlClient } from '@oauth-lab/kit/admin/control-client.ts'
import { createTrust } from '@oauth-lab/kit/trust.ts'
import type { Fetch, TrustOptions } from '@oauth-lab/kit/trust.ts'
import { CommandFailure } from './command-line/command.ts'
import { labFolder, readLabFile, removeLabFile } from './lab-file.ts'
import type { LabFile } from './lab-file.ts'

/** A lab that another process runs. */
export interface RunningLab {
  folder: string
  file: LabFile
  /** `fetch` that trusts the lab's root. */
  fetch: Fetch
  /** The control API, of a sandbox if one is named. */
  control(sandbox?: string): ControlClient
}

/**
 * The lab that runs on a folder. A file that a killed lab left behind is recognized: its process is
 * gone, or something else answers at its origin.
 */
export async function findLab(folder: string): Promise<RunningLab | undefined> {
  const file = readLabFile(folder)
  if (file === undefined) return undefined
  if (file.pid !== undefined && !isAlive(file.pid)) {
    removeLabFile(folder, file.pid)
    return undefined
  }
  const { origin, token, ca } = file
  const { fetch } = createTrust(ca, hostsOf(file))
  if (!(await answers(fetch, origin))) return undefined
  return {
    folder,
    file,
    fetch,
    control: (sandbox) =>
      createControlClient({ base: sandbox ? `${origin}/~${sandbox}` : origin, token, fetch }),
  }
}

/** The address of the origin's host, where its name does not resolve on this machine. */
function hostsOf({ origin, address }: LabFile): TrustOptions {
  return address === undefined ? {} : { hosts: { [new URL(origin).hostname]: address } }
}

/** The lab that `--data` names. @throws CommandFailure when none runs there */
export async function requireLab(data: string | undefined): Promise<RunningLab> {
  const folder = labFolder(data)
  const lab = await findLab(folder)
  if (lab !== undefined) return lab
  throw new CommandFailure(`no lab is running on ${folder}; ./lab up starts one`)
}

/** Whether a process with this id is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

async function answers(fetch: Fetch, origin: string): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(5000)
    const response = await fetch(`${origin}/control/healthz`, { signal })
    await response.arrayBuffer()
    return response.ok
  } catch {
    return false
  }
}
