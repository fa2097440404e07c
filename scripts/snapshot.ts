import { readFileSync } from 'node:fs'
import { fileProblem } from '@oauth-lab/kit/file-problem.ts'
import type { RestoredDocument, SnapshotDocument } from '@oauth-lab/kit/admin/control-client.ts'
import { snapshotLimit } from '@oauth-lab/kit/snapshot/snapshot-limit.ts'
import { CommandFailure, defineCommand } from './command-line/command.ts'
import { data, sandbox } from './command-line/flags.ts'
import { requireLab } from './running-lab.ts'
import { writeOwnFile } from './write-file.ts'

/** `./lab snapshot save|restore FILE`: all that a sandbox holds, in all roles, as one file. */
export const command = defineCommand({
  usage: 'save <file> | restore <file>',
  takes: [2, 2],
  words: ['save', 'restore'],
  flags: { sandbox, data },
  async run({ positionals, flags }) {
    const [action, file] = positionals as [string, string]
    if (action === 'restore') {
      const document = readSnapshot(file)
      const { snapshot } = (await requireLab(flags.data)).control(flags.sandbox)
      process.stdout.write(describe(file, await snapshot.restore(document)))
      return
    }
    const { base, snapshot } = (await requireLab(flags.data)).control(flags.sandbox)
    writeOwnFile(file, `${JSON.stringify(await snapshot.save())}\n`)
    process.stdout.write(
      `saved ${base} in ${file}\nIt holds keys, tokens and secrets: only you may read it (mode 0600).\n`,
    )
  },
})

/** The lab says what is wrong with it; here it must only be JSON. */
function readSnapshot(file: string): SnapshotDocument {
  try {
    const text = readFileSync(file, 'utf8')
    if (Buffer.byteLength(text) > snapshotLimit) throw new CommandFailure(`${file}: ${tooLarge}`)
    return JSON.parse(text) as SnapshotDocument
  } catch (error) {
    if (error instanceof CommandFailure) throw error
    const why = error instanceof SyntaxError ? 'it is not JSON, so no snapshot' : fileProblem(error)
    throw new CommandFailure(`${file}: ${why}`)
  }
}

// A web server ends the connection on which too much comes, and nobody would read its answer.
const tooLarge = `it is larger than the ${snapshotLimit / 1024 / 1024} MiB that a lab reads`

function describe(file: string, restored: RestoredDocument): string {
  const { base, from, labTime, rewritten, left } = restored
  const lines = [`restored ${base} from ${file}`]
  lines.push(`It was saved at ${labTime} on the clock of ${from}.`)
  if (base !== from) lines.push(`Values that name the new address now: ${rewritten}.`)
  if (left.length > 0) lines.push('What could not be rewritten:')
  for (const { role, table, rows, says } of left) {
    lines.push(`  ${role}, ${table} (${rows}): ${says}`)
  }
  return `${lines.join('\n')}\n`
}
