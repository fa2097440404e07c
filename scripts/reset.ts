import { defineCommand } from './command-line/command.ts'
import { data, sandbox } from './command-line/flags.ts'
import { requireLab } from './running-lab.ts'

/** `./lab reset`: empties the sandbox in every role and makes its users and clients again. */
export const command = defineCommand({
  flags: { sandbox, data },
  async run({ flags }) {
    const lab = await requireLab(flags.data)
    const control = lab.control(flags.sandbox)
    await control.reset()
    process.stdout.write(`reset ${control.base}\n`)
  },
})
