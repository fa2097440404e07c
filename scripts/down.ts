import { CommandFailure } from './command-line/command.ts'
import type { Input } from './command-line/command.ts'
import { labFolder, readLabFile, removeLabFile } from './lab-file.ts'
import { findLab, isAlive } from './running-lab.ts'

const patience = 15_000

/** `./lab down`: stops the lab of the folder and waits until it has ended. Fine if none runs. */
export async function run({ values }: Input): Promise<void> {
  const folder = labFolder(values['data'])
  const lab = await findLab(folder)
  if (lab === undefined) {
    const left = readLabFile(folder)
    if (left?.pid !== undefined && isAlive(left.pid)) {
      throw new CommandFailure(
        `process ${left.pid} does not answer as a lab at ${left.origin}; if it is one, end it by its id`,
      )
    }
    process.stdout.write(`no lab is running on ${folder}\n`)
    return
  }
  const { pid, origin } = lab.file
  if (pid === undefined)
    throw new CommandFailure('this lab runs in containers: docker compose down')
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
