import { readFileSync } from 'node:fs'
import { ControlError } from '@oauth-lab/kit/admin/control-client.ts'
import { fileProblem } from '@oauth-lab/kit/file-problem.ts'
import { describeProblem } from '@oauth-lab/kit/problems.ts'
import { CommandFailure, defineCommand } from './command-line/command.ts'
import { data, sandbox } from './command-line/flags.ts'
import { describeImport } from './describe-import.ts'
import { readPassphrase, requirePassphrase } from './passphrase.ts'
import { requireOwnServer } from './require-own-server.ts'
import { requireLab } from './running-lab.ts'
import { readSettings } from './settings.ts'
import { only } from './transfer-flags.ts'

/** `./lab import FILE`: brings the authorization server to what a file says. */
export const command = defineCommand({
  usage: '<file>',
  takes: [1, 1],
  flags: {
    only,
    replace: {
      description: 'what the file does not name goes; it stays unless told',
    },
    'dry-run': { description: 'say what would be changed, and change nothing' },
    json: { description: 'print that as JSON' },
    sandbox,
    data,
  },
  async run({ positionals, flags }) {
    const [file] = positionals as [string]
    const document = readFile(file)
    const control = (await requireLab(flags.data)).control(flags.sandbox)
    await requireOwnServer(control, 'its own server is configured there')
    const passphrase = await passphraseFor(document)
    const imported = await control.transfer
      .import(document, {
        mode: flags.replace ? 'replace' : 'merge',
        dryRun: flags['dry-run'],
        ...(flags.only && { only: flags.only }),
        ...(passphrase !== undefined && { passphrase }),
      })
      .catch((error: unknown) => {
        throw error instanceof ControlError ? withPlaces(file, error) : error
      })
    const text = flags.json
      ? `${JSON.stringify(imported, null, 2)}\n`
      : describeImport(imported, file)
    process.stdout.write(text)
  },
})

function readFile(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new CommandFailure(`${file}: ${fileProblem(error)}`)
  }
}

/** Asked for where the file has secrets. */
async function passphraseFor(document: string): Promise<string | undefined> {
  return /^\s*"?secrets"?\s*:/m.test(document)
    ? requirePassphrase('Passphrase of the file')
    : readPassphrase(readSettings())
}

/** Each problem with its place in the file. */
function withPlaces(file: string, error: ControlError): Error {
  const { problems, message } = error
  if (problems.length === 0) return error
  const lines = problems.map((problem) => {
    const { line, column, ...rest } = problem
    const place = line === undefined ? file : `${file}:${line}:${column}`
    return `  ${place} ${describeProblem(rest)}`
  })
  return new CommandFailure([message.split('\n', 1)[0]!, ...lines].join('\n'))
}
