import type { Input } from './command-line/command.ts'
import { requireLab } from './running-lab.ts'

/** `./lab reset`: empties the sandbox in every role and makes its users and clients again. */
export async function run({ values }: Input): Promise<void> {
  const lab = await requireLab(values['data'])
  const control = lab.control(values['sandbox'])
  await control.reset()
  process.stdout.write(`reset ${control.base}\n`)
}
