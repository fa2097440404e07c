import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { runCommand } from '../runner/run-command.ts'
import type { CommandResult } from '../runner/run-command.ts'

const root = join(import.meta.dirname, '../..')
const versions = readVersions()

/** A project of a user's own, outside of the lab's folder, with the packed lab installed. */
export interface ForeignProject {
  folder: string
  /** Writes a file into it. */
  write(name: string, text: string): string
  /** Runs a program in it. */
  node(...args: string[]): Promise<CommandResult>
  /** Runs a command of one of its packages. */
  bin(name: string, ...args: string[]): Promise<CommandResult>
  /** Checks the types of some of its files, the declarations of packages included. */
  checkTypes(files: string[], options?: object): Promise<CommandResult>
  remove(): void
}

/**
 * Packs the lab and installs the tarball, with packages that the lab's tests have too.
 * @param options.ownNode whether the lab's own Node is installed, which only `startLab` runs on
 * @throws Error with what npm says
 */
export async function createForeignProject({
  packages,
  ownNode,
}: {
  packages: string[]
  ownNode: boolean
}): Promise<ForeignProject> {
  const folder = mkdtempSync(join(tmpdir(), 'foreign-project-'))
  const write: ForeignProject['write'] = (name, text) => {
    const path = join(folder, name)
    writeFileSync(path, text)
    return path
  }
  try {
    write('package.json', JSON.stringify({ name: 'foreign', private: true, type: 'module' }))
    const wanted = packages.map((name) => `${name}@${versions[name]}`)
    const tarball = await pack(process.env['LAB_TEST_PACKED'] ?? folder)
    // What Testcontainers would compile is optional, and takes its time.
    await run('npm', ['install', '--ignore-scripts', ...quiet, tarball, ...wanted], folder)
    if (ownNode) await run('npm', ['rebuild', 'node', '--ignore-scripts=false'], folder)
  } catch (error) {
    rmSync(folder, { recursive: true })
    throw error
  }
  return {
    folder,
    write,
    node: (...args) => runCommand(process.execPath, args, { cwd: folder, env: foreign }),
    bin: (name, ...args) => {
      const commands = join(folder, 'node_modules/.bin')
      // As npm does it: the lab's own Node comes first.
      const env = { ...foreign, PATH: [commands, process.env['PATH']].join(delimiter) }
      return runCommand(join(commands, name), args, { cwd: folder, env })
    },
    async checkTypes(files, options = {}) {
      const compilerOptions = { ...strict, ...options }
      write('tsconfig.json', JSON.stringify({ compilerOptions, files }))
      const compiler = join(root, 'node_modules/typescript/bin/tsc')
      return runCommand(process.execPath, [compiler], { cwd: folder })
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** The programs in the package's README, by the name in their first line. */
export function readReadme(): Record<string, string> {
  const text = readFileSync(join(root, 'package/README.md'), 'utf8')
  return Object.fromEntries(
    [...text.matchAll(/^```ts\n\/\/ (\S+)\n(.*?)^```$/gms)].map(([, name, code]) => [name!, code!]),
  )
}

/** The packed lab in a folder; a run of `./lab test` packs it once for all its suites. */
async function pack(folder: string): Promise<string> {
  const [packed] = globSync('*.tgz', { cwd: folder })
  if (packed !== undefined) return join(folder, packed)
  const output = await run(process.execPath, [join(root, 'build/pack.ts'), '--out', folder])
  return output.trim().split('\n').at(-1)!
}

const quiet = ['--no-audit', '--no-fund', '--prefer-offline']

/** A test run of its own: not a part of the one that starts it. */
const foreign: NodeJS.ProcessEnv = { NODE_TEST_CONTEXT: undefined, NODE_OPTIONS: undefined }

const strict = {
  target: 'es2024',
  lib: ['es2024', 'esnext.disposable'],
  module: 'nodenext',
  types: ['node'],
  noEmit: true,
  strict: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
}

function readVersions(): Record<string, string> {
  const read = (path: string) =>
    JSON.parse(readFileSync(join(root, path), 'utf8')) as {
      devDependencies: Record<string, string>
    }
  const manifests = ['package.json', 'package/package.json', 'tests/package.json']
  return Object.assign({}, ...manifests.map((path) => read(path).devDependencies)) as Record<
    string,
    string
  >
}

async function run(command: string, args: string[], cwd = root): Promise<string> {
  const { code, output } = await runCommand(command, args, { cwd })
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${output}`)
  return output
}
