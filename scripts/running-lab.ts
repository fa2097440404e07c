import { createControlClient } from '@oauth-lab/kit/admin/control-client.ts'
import type { ControlClient } from '@oauth-lab/kit/admin/control-client.ts'
import { createTrust } from '@oauth-lab/kit/trust.ts'
import type { KeyedCertificate } from '@oauth-lab/kit/certificates.ts'
import type { Fetch, TrustOptions } from '@oauth-lab/kit/trust.ts'
import { CommandFailure } from './command-line/command.ts'
import { labFolder, readLabFile, removeLabFile } from './lab-file.ts'
import type { LabFile } from './lab-file.ts'

/** A lab that another process runs, or containers. */
export interface RunningLab {
  folder: string
  file: LabFile
  /** `fetch` that trusts the lab's root. */
  fetch: Fetch
  /** The same, and shows a certificate where it is asked for one. */
  fetchShowing(shows: KeyedCertificate): Fetch
  /** The control API, of a sandbox if one is named. */
  control(sandbox?: string): ControlClient
}

/**
 * The lab that runs on a folder. The file of a killed lab is recognized: its process is gone, or
 * something else answers at its origin. For a lab in containers the file is made when somebody else
 * started the lab. It is made again when its token has ended or the lab is a new one.
 */
export async function findLab(folder: string): Promise<RunningLab | undefined> {
  const file = readLabFile(folder)
  if (file?.pid === undefined) return findContainers(folder, file)
  if (!isAlive(file.pid)) {
    removeLabFile(folder, file.pid)
    return findContainers(folder, undefined)
  }
  const lab = openLab(folder, file)
  return (await probe(lab)) === 'silent' ? undefined : lab
}

async function findContainers(
  folder: string,
  file: LabFile | undefined,
): Promise<RunningLab | undefined> {
  if (file !== undefined) {
    const lab = openLab(folder, file)
    if ((await probe(lab)) === 'good') return lab
  }
  const { findProject } = await import('./docker/find-project.ts')
  const project = await findProject(folder)
  if (project === undefined) return undefined
  const { keepContainersLab, readContainersLab } = await import('./docker/containers-lab.ts')
  const found = await readContainersLab(project)
  if (found === undefined) {
    removeLabFile(folder)
    return undefined
  }
  keepContainersLab(folder, found)
  const lab = openLab(folder, found)
  return (await probe(lab)) === 'good' ? lab : undefined
}

function openLab(folder: string, file: LabFile): RunningLab {
  const { origin, token, ca } = file
  const { fetch } = createTrust(ca, hostsOf(file))
  return {
    folder,
    file,
    fetch,
    fetchShowing: (shows) => createTrust(ca, { ...hostsOf(file), shows }).fetch,
    control: (sandbox) =>
      createControlClient({ base: sandbox ? `${origin}/~${sandbox}` : origin, token, ca, fetch }),
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
  const left = readLabFile(folder)
  if (left?.docker !== undefined) {
    throw new CommandFailure(
      `the containers of ${left.docker.project} run, but ${left.origin} does not answer as a lab; ./lab status says more`,
    )
  }
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

/** Whether the lab answers, and takes its token. */
async function probe({ fetch, file }: RunningLab): Promise<'good' | 'refused' | 'silent'> {
  try {
    const response = await fetch(`${file.origin}/control/api/sandboxes`, {
      headers: { authorization: `Bearer ${file.token}` },
      signal: AbortSignal.timeout(15_000),
    })
    await response.arrayBuffer()
    if (response.ok) return 'good'
    return response.status === 401 ? 'refused' : 'silent'
  } catch {
    return 'silent'
  }
}
