import { chmod, cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { findFreePort } from '../../../package/free-port.ts'
import { runCommand } from '../../runner/run-command.ts'

const root = join(import.meta.dirname, '../../..')

/** A shell block of a guide, and the block below it that says what it prints. */
export interface GuideStep {
  script: string
  prints?: string
}

/** What stood in a guide and what came of it. */
export interface GuideResult extends GuideStep {
  printed: string
}

export interface GuideOptions {
  /** Where it runs instead of in a folder that is made for it, and removed afterwards. */
  folder?: () => string
  files?: Record<string, string>
  instead?: Record<string, string>
  env?: NodeJS.ProcessEnv
}

/** Where guides stand. */
export const guidesFolder = join(root, 'docs/guides')

/** The shell blocks of a guide, each with the `text` block that follows it. */
export async function readGuide(name: string): Promise<GuideStep[]> {
  const text = await readFile(join(guidesFolder, name), 'utf8')
  const blocks = [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)]
  return blocks.flatMap(([, language, script], at) => {
    if (language !== 'sh') return []
    const next = blocks[at + 1]
    return [{ script: script!, ...(next?.[1] === 'text' && { prints: next[2]! }) }]
  })
}

/**
 * Runs the shell blocks of a guide as its reader would type them, one after the other in one shell. It begins in an empty
 * folder where `./lab` is the lab's command line, and ends with `./lab down`. The lab has another port.
 * @param options.files what the folder holds besides: names to paths of the project
 * @param options.instead what stands in the guide, and what is run instead of it
 * @param options.env variables besides
 * @throws Error with everything that was printed when a command fails
 */
export async function runGuide(
  name: string,
  { folder: given, files = {}, instead = {}, env = {} }: GuideOptions = {},
): Promise<GuideResult[]> {
  const steps = await readGuide(name)
  const folder = given?.() ?? (await mkdtemp(join(tmpdir(), 'lab-guide-')))
  const port = String(await findFreePort())
  const here = {
    'localhost:8443': `localhost:${port}`,
    '4000': String(await findFreePort()),
    ...instead,
  }
  const separator = `===== ${port} =====`
  try {
    await provideLab(folder, port)
    for (const [file, from] of Object.entries(files)) {
      if (file === 'node_modules') await symlink(join(root, from), join(folder, file))
      else await cp(join(root, from), join(folder, file), { recursive: true })
    }
    const script = [
      'set -eu',
      // A subshell, as $(jobs -p) is one, has no jobs of its own.
      "trap 'jobs -p >.jobs; kill $(cat .jobs) 2>/dev/null || :; ./lab down >/dev/null 2>&1 || :' EXIT",
      ...steps.flatMap(({ script }) => [replaceAll(script, here), `echo '${separator}'`]),
    ]
    const { code, output } = await runCommand('sh', ['-c', script.join('\n')], {
      cwd: folder,
      env: {
        ...process.env,
        ...env,
        LAB_DATA: join(folder, '.lab'),
        PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH']}`,
        // A test run of a guide's own is not a part of the one that starts it.
        NODE_TEST_CONTEXT: undefined,
      },
    })
    if (code !== 0) throw new Error(`docs/guides/${name} failed with ${code}:\n${output}`)
    const printed = output.split(`${separator}\n`)
    return steps.map((step, at) => ({ ...step, printed: printed[at]!.replaceAll(port, '8443') }))
  } finally {
    if (given === undefined) await rm(folder, { recursive: true, force: true })
  }
}

/** The first command after a change of the sources builds, and says so. */
export async function prepareLab(): Promise<void> {
  await runCommand(join(root, 'lab'), ['status'])
}

/** What a `text` block says as a pattern: `…` in a line stands for what differs, alone for lines that are left out. */
export function printedPattern(text: string): RegExp {
  const lines = text.trimEnd().split('\n')
  const parts = lines.map((line) =>
    line === '…' ? '(?:.*\\n)*?' : `${line.split('…').map(escape).join('.*')}\\n`,
  )
  return new RegExp(`^${parts.join('').replace(/\\n$/, '\\n?')}$`)
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')
}

/** `./lab` of the project, which keeps its things in this folder and listens elsewhere. */
async function provideLab(folder: string, port: string): Promise<void> {
  const file = join(folder, 'lab')
  const lines = [
    '#!/bin/sh',
    'case " $* " in *" --port "*) exec "$0-itself" "$@" ;; esac',
    `if [ "$1" = up ]; then shift; set -- up --port ${port} "$@"; fi`,
    'exec "$0-itself" "$@"',
  ]
  await writeFile(file, `${lines.join('\n')}\n`)
  await chmod(file, 0o755)
  await rm(`${file}-itself`, { force: true })
  await symlink(join(root, 'lab'), `${file}-itself`)
}

function replaceAll(text: string, words: Record<string, string>): string {
  return Object.entries(words).reduce((done, [from, to]) => done.replaceAll(from, to), text)
}
