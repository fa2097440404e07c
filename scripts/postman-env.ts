import { renameSync, rmSync, writeFileSync } from 'node:fs'
import type { ControlClient } from '@oauth-lab/kit/admin/control-client.ts'
import { nearest } from '@oauth-lab/kit/nearest.ts'
import { CommandFailure, defineCommand } from './command-line/command.ts'
import { data, sandbox } from './command-line/flags.ts'
import { createPostmanEnvironment, readPostmanValues } from './postman/environment.ts'
import { requireDefinition } from './require-definition.ts'
import { requireOwnServer } from './require-own-server.ts'
import { requireLab } from './running-lab.ts'
import type { RunningLab } from './running-lab.ts'

/** `./lab postman-env`: the environment of the Postman collection, with the running lab's values. */
export const command = defineCommand({
  flags: {
    out: { value: 'FILE', description: 'into this file, for its owner only' },
    sandbox,
    data,
  },
  async run({ flags }) {
    const { data, sandbox, out } = flags
    const lab = await requireLab(data)
    const control = await controlOf(lab, sandbox)
    await requireOwnServer(control, 'the Postman collection needs the clients of the lab’s own')
    await requireDefinition(control)
    const { origin, passwords } = lab.file
    const environment = createPostmanEnvironment(
      await readPostmanValues({ origin, control, fetch: lab.fetch, passwords }),
    )
    const text = `${JSON.stringify(environment, null, 2)}\n`
    if (out === undefined) {
      process.stdout.write(text)
      return
    }
    writePrivately(out, text)
    process.stdout.write(`${out} is the environment “${environment.name}”; it holds secrets\n`)
  },
})

async function controlOf(lab: RunningLab, sandbox: string | undefined): Promise<ControlClient> {
  const control = lab.control()
  if (sandbox === undefined) return control
  const all = await control.sandboxes.list()
  const found = all.find(({ id }) => id === sandbox)
  if (found !== undefined) return control.in(found.base)
  const near = nearest(
    sandbox,
    all.map(({ id }) => id),
  )
  const hint = near === undefined ? '; ./lab sandbox list names them' : `; did you mean ${near}?`
  throw new CommandFailure(`there is no sandbox ${sandbox}${hint}`)
}

/** Writes the file whole or not at all, readable by its owner only, whatever stood there before. */
function writePrivately(path: string, text: string): void {
  const temporary = `${path}.${process.pid}`
  try {
    writeFileSync(temporary, text, { mode: 0o600 })
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    const { message } = error as Error
    throw new CommandFailure(`${path} can't be written (${message})`)
  }
}
