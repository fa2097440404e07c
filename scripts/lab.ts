import { guardOutput } from '@oauth-lab/kit/terminal.ts'
import { UsageError } from './command-line/command.ts'
import { commands } from './command-line/commands.ts'
import { helpOf, helpOfAll } from './command-line/help.ts'
import { parseInput, readWish } from './command-line/parse.ts'
import { reportError } from './command-line/report-error.ts'
import { isCheckout } from './lab-file.ts'

guardOutput([process.stdout, process.stderr])
// A reader that has seen enough, as in `./lab logs | head`, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})
process.exitCode = await main(process.argv.slice(2))

async function main(args: string[]): Promise<number> {
  try {
    const wish = readWish(args, Object.keys(commands))
    if (wish.name === undefined) return say(helpOfAll(offered()))
    const { summary, inCheckout, load } = commands[wish.name]!
    if (inCheckout && !isCheckout) {
      throw new UsageError([`${wish.name} needs a checkout of the project; this is not one`])
    }
    const { command } = await load()
    if (wish.kind === 'help') return say(helpOf(wish.name, summary, command))
    return (await command.run(parseInput(wish.name, command, wish.args))) ?? 0
  } catch (error) {
    return reportError(error)
  }
}

/** The commands that work here. */
function offered(): typeof commands {
  const rows = Object.entries(commands).filter(([, { inCheckout }]) => isCheckout || !inCheckout)
  return Object.fromEntries(rows)
}

function say(text: string): number {
  process.stdout.write(`${text}\n`)
  return 0
}
