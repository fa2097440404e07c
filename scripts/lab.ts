import { guardOutput } from '@oauth-lab/kit/terminal.ts'
import { commands } from './command-line/commands.ts'
import { helpOf, helpOfAll } from './command-line/help.ts'
import { parseInput, readWish } from './command-line/parse.ts'
import { reportError } from './command-line/report-error.ts'

guardOutput([process.stdout, process.stderr])
// A reader that has seen enough, as in `./lab logs | head`, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})
process.exitCode = await main(process.argv.slice(2))

async function main(args: string[]): Promise<number> {
  try {
    const wish = readWish(args, Object.keys(commands))
    if (wish.name === undefined) return say(helpOfAll(commands))
    const { summary, load } = commands[wish.name]!
    const { command } = await load()
    if (wish.kind === 'help') return say(helpOf(wish.name, summary, command))
    return (await command.run(parseInput(wish.name, command, wish.args))) ?? 0
  } catch (error) {
    return reportError(error)
  }
}

function say(text: string): number {
  process.stdout.write(`${text}\n`)
  return 0
}
