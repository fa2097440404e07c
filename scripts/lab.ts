import { commands } from './command-line/commands.ts'
import { helpOf, helpOfAll } from './command-line/help.ts'
import { parseCommandLine } from './command-line/parse.ts'
import { reportError } from './command-line/report-error.ts'

// A reader that has seen enough, as in `./lab logs | head`, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})
process.exitCode = await main(process.argv.slice(2))

async function main(args: string[]): Promise<number> {
  try {
    const wish = parseCommandLine(args, commands)
    if (wish.kind === 'help') {
      const { command } = wish
      process.stdout.write(`${command === undefined ? helpOfAll(commands) : helpOf(command)}\n`)
      return 0
    }
    const verb = await wish.command.load()
    return (await verb.run(wish.input)) ?? 0
  } catch (error) {
    return reportError(error)
  }
}
