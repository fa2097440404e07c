import { CommandFailure, defineCommand, UsageError } from './command-line/command.ts'
import { data } from './command-line/flags.ts'
import { downContainers } from './docker/down-containers.ts'
import { findProject, hasContainers, projectName } from './docker/find-project.ts'
import { findForgettable } from './docker/own-project.ts'
import { hasEndedCertificate } from './ended-certificate.ts'
import { labFolder, readLabFile, removeLabFile } from './lab-file.ts'
import { findLab, isAlive } from './running-lab.ts'

const timeout = 15_000

/** `./lab down`: stops the lab of the folder and waits until it has ended. Fine if none runs. */
export const command = defineCommand({
  flags: {
    volumes: { description: 'of the lab in containers: forget its data too' },
    data,
  },
  async run({ flags }) {
    const folder = labFolder(flags.data)
    const forget = flags.volumes
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
    const answering = await findLab(folder)
    if (file?.pid === undefined || !isAlive(file.pid)) {
      process.stdout.write(`no lab is running on ${folder}\n`)
      return
    }
    const { pid, origin } = file
    // Of one whose certificate has ended nothing can be asked any more.
    if (answering?.file.pid !== pid && !(await hasEndedCertificate(file))) {
      throw new CommandFailure(
        `process ${pid} does not answer as a lab at ${origin}; if it is one, end it by its id`,
      )
    }
    process.kill(pid, 'SIGTERM')
    const deadline = Date.now() + timeout
    // The file goes last; a process that nobody reaps stays visible for longer.
    while (isAlive(pid) && readLabFile(folder)?.pid === pid) {
      if (Date.now() > deadline) {
        throw new CommandFailure(`process ${pid} did not stop within ${timeout / 1000} s`)
      }
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    removeLabFile(folder, pid)
    process.stdout.write(`stopped ${origin}\n`)
  },
})

/** The Compose project to take down: one that runs, or one whose data are to be forgotten. */
async function findContainers(folder: string, forget: boolean): Promise<string | undefined> {
  const project = await findProject(folder, hasContainers)
  if (project !== undefined || !forget) return project
  return findForgettable(projectName(), folder)
}
