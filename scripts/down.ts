import { CommandFailure, UsageError } from './command-line/command.ts'
import type { Input } from './command-line/command.ts'
import { downContainers } from './docker/down-containers.ts'
import { findProject, hasContainers, hasVolumes, projectName } from './docker/find-project.ts'
import { hasEndedCertificate } from './ended-certificate.ts'
import { labFolder, readLabFile, removeLabFile } from './lab-file.ts'
import type { LabFile } from './lab-file.ts'
import { findLab, isAlive } from './running-lab.ts'

const patience = 15_000

/** `./lab down`: stops the lab of the folder and waits until it has ended. Fine if none runs. */
export async function run({ values, switches }: Input): Promise<void> {
  const folder = labFolder(values['data'])
  const forget = switches.has('volumes')
  const file = readLabFile(folder)
  if (file?.pid === undefined || !isAlive(file.pid)) {
    const project = await findContainers(folder, forget)
    if (project !== undefined) return downContainers(project, folder, forget)
  }
  if (forget) {
    throw new UsageError(
      [`--volumes is for the lab in containers; an embedded lab's data are ${folder}`],
      'down',
    )
  }
  const found = (await findLab(folder))?.file
  const answering = found?.pid === undefined ? undefined : found
  const left = readLabFile(folder)
  const lab = answering ?? ((await isEnded(left)) ? left : undefined)
  if (lab === undefined) {
    if (left?.pid !== undefined && isAlive(left.pid)) {
      throw new CommandFailure(
        `process ${left.pid} does not answer as a lab at ${left.origin}; if it is one, end it by its id`,
      )
    }
    process.stdout.write(`no lab is running on ${folder}\n`)
    return
  }
  const { pid = 0, origin } = lab
  process.kill(pid, 'SIGTERM')
  const deadline = Date.now() + patience
  // The file goes last; a process that nobody reaps stays visible for longer.
  while (isAlive(pid) && readLabFile(folder)?.pid === pid) {
    if (Date.now() > deadline) {
      throw new CommandFailure(`process ${pid} did not stop within ${patience / 1000} s`)
    }
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  removeLabFile(folder, pid)
  process.stdout.write(`stopped ${origin}\n`)
}

/** One that nothing can be asked of any more. */
async function isEnded(left: LabFile | undefined): Promise<boolean> {
  return left?.pid !== undefined && isAlive(left.pid) && (await hasEndedCertificate(left))
}

/** The Compose project to take down: one that runs, or one whose data are to be forgotten. */
async function findContainers(folder: string, forget: boolean): Promise<string | undefined> {
  const project = await findProject(folder, hasContainers)
  if (project !== undefined || !forget) return project
  return (await hasVolumes(projectName())) ? projectName() : undefined
}
