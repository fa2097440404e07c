import { readFileSync } from 'node:fs'
import { ControlError } from '@oauth-lab/kit/admin/control-client.ts'
import { fileProblem } from '@oauth-lab/kit/file-problem.ts'
import { hintOfNearest } from '@oauth-lab/kit/nearest.ts'
import { ConfigurationError, describeProblem } from '@oauth-lab/kit/problems.ts'
import type { Problem } from '@oauth-lab/kit/problems.ts'
import { CommandFailure, defineCommand, UsageError } from './command-line/command.ts'
import { data, sandbox } from './command-line/flags.ts'
import { describeImport, describeLeft } from './describe-import.ts'
import type { Converted } from './foreign/converted.ts'
import { servers } from './foreign/servers.ts'
import { requirePassphrase } from './passphrase.ts'
import { requireOwnServer } from './require-own-server.ts'
import { requireLab } from './running-lab.ts'
import { only } from './transfer-flags.ts'
import { writeOwnFile } from './write-file.ts'

/** `./lab import FILE`: brings the lab to what a file says, also one of another server. */
export const command = defineCommand({
  usage: '<file>',
  takes: [1, 1],
  flags: {
    from: {
      value: 'SERVER',
      description: `a file of another server: ${Object.keys(servers).join(', ')}`,
      read: readServer,
    },
    realm: {
      value: 'NAME',
      description: 'the realm or issuer of such a file, where it has several',
    },
    hooks: {
      value: 'FILE',
      description: 'writes its mappers there, as a module for ./lab up --hooks',
    },
    'load-hooks': {
      description: 'puts them in force in the sandbox, where the lab was started with --edit-hooks',
    },
    only,
    replace: { description: 'what the file does not name goes; it stays unless told' },
    'dry-run': { description: 'say what would be changed, and change nothing' },
    json: { description: 'print that as JSON' },
    sandbox,
    data,
  },
  async run({ positionals, flags }) {
    const [file] = positionals as [string]
    const { from, realm, hooks, json } = flags
    if (from === undefined && ((realm ?? hooks) !== undefined || flags['load-hooks'])) {
      throw new UsageError(['--realm, --hooks and --load-hooks go with --from'], 'import')
    }
    const text = readFile(file)
    const foreign = from === undefined ? undefined : await convert(file, text, from, realm)
    const control = (await requireLab(flags.data)).control(flags.sandbox)
    await requireOwnServer(control, 'its own server is configured there')
    const place = flags['load-hooks']
      ? await (
          await import('./foreign/hooks-of-sandbox.ts')
        ).openHooksOfSandbox(flags.data, flags.sandbox)
      : undefined
    const passphrase = foreign === undefined ? await passphraseFor(text) : undefined
    const document = foreign === undefined ? text : JSON.stringify(foreign.document, null, 1)
    const imported = await control.transfer
      .import(document, {
        mode: flags.replace ? 'replace' : 'merge',
        dryRun: flags['dry-run'],
        ...(flags.only && { only: flags.only }),
        ...(passphrase !== undefined && { passphrase }),
      })
      .catch((error: unknown) => {
        // What another server's file became has lines that nobody knows.
        throw error instanceof ControlError && foreign === undefined
          ? inFile(file, error.message, error.problems)
          : error
      })
    const isDone = foreign !== undefined && !flags['dry-run'] && foreign.mappers.length > 0
    const written =
      isDone && hooks !== undefined ? await writeHooks(foreign, file, hooks) : undefined
    if (isDone) await place?.load(foreign.mappers, file)
    if (json) {
      const all = { ...imported, ...(foreign && { left: foreign.left }) }
      process.stdout.write(`${JSON.stringify(all, null, 2)}\n`)
      return
    }
    const loaded = isDone && place !== undefined
    const left = foreign === undefined ? '' : describeLeft(foreign, { written, loaded })
    process.stdout.write(describeImport(imported, file) + left)
  },
})

function readServer(name: string): keyof typeof servers {
  if (Object.hasOwn(servers, name)) return name
  const names = Object.keys(servers)
  throw new Error(`is one of ${names.join(', ')}, not ${name}${hintOfNearest(name, names)}`)
}

function readFile(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new CommandFailure(`${file}: ${fileProblem(error)}`)
  }
}

async function convert(
  file: string,
  text: string,
  from: string,
  realm: string | undefined,
): Promise<Converted> {
  const { readForeignFile } = await import('./foreign/read-foreign-file.ts')
  const read = await servers[from]!()
  try {
    return readForeignFile(text, realm, read)
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    throw inFile(file, error.message, error.problems)
  }
}

/** Returns where mappers were written. */
async function writeHooks({ mappers }: Converted, file: string, hooks: string): Promise<string> {
  const { hooksModule } = await import('./foreign/mapper.ts')
  writeOwnFile(hooks, hooksModule(mappers, file))
  return hooks
}

/** Asked for where the file has secrets. */
async function passphraseFor(text: string): Promise<string | undefined> {
  const { readYaml } = await import('@oauth-lab/kit/yaml/read-yaml.ts')
  const { value } = readYaml(text)
  const isSealed = typeof value === 'object' && value !== null && 'secrets' in value
  return isSealed ? requirePassphrase('Passphrase of the file') : undefined
}

/** Each problem with its place in the file. */
function inFile(file: string, message: string, problems: readonly Problem[]): CommandFailure {
  const lines = problems.map((problem) => {
    const { line, column, ...rest } = problem
    const place = line === undefined ? file : `${file}:${line}:${column}`
    return `  ${place} ${describeProblem(rest)}`
  })
  return new CommandFailure([message.split('\n', 1)[0]!, ...lines].join('\n'))
}
