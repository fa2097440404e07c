import { createHash } from 'node:crypto'
import type { Hash } from 'node:crypto'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CommandFailure } from '../command-line/command.ts'
import { projectPath } from '../lab-file.ts'
import { readBuildProgress } from './build-progress.ts'
import type { Compose, ComposeModel } from './compose.ts'
import { explainDockerFailure } from './explain-docker-failure.ts'
import type { Reporter } from './reporter.ts'
import { runDocker } from './run-docker.ts'

/** Remembers from which content of the sources these images were made. */
const stamp = join(projectPath, 'node_modules', '.lab-images')

/** Folders and files that no image is made from. */
const outside =
  /^(?:node_modules|dist|docs|postman|secrets|test-results|\..*)$|\.(?:md|crt|test\.ts)$/

/**
 * Builds the images that are missing, or were made from other sources than this checkout has.
 * @throws CommandFailure with the reason when one can't be built
 */
export async function buildImages(
  compose: Compose,
  model: ComposeModel,
  report: Reporter,
): Promise<void> {
  const names = Object.entries(model.services).flatMap(([service, { build, image }]) =>
    build === undefined ? [] : (image ?? `${compose.project}-${service}`),
  )
  const sources = fingerprint()
  const made = await readImages(names)
  const missing = names.filter((name) => !made.has(name))
  if (missing.length === 0 && readStamp() === `${sources} ${idsOf(made)}`) return
  const what = missing.length === 0 ? 'the sources are others' : `missing: ${missing.join(', ')}`
  report.say(`building images (${what})`)
  await build(compose, report)
  writeStamp(`${sources} ${idsOf(await readImages(names))}`)
}

async function build(compose: Compose, report: Reporter): Promise<void> {
  const started = performance.now()
  const output: string[] = []
  const progress = readBuildProgress((step) => report.step(step))
  const { code } = await compose.run(['--progress', 'plain', 'build'], {
    onLine(line) {
      output.push(line)
      progress.read(line)
    },
  })
  report.clear()
  if (code !== 0) {
    const text = output.join('\n')
    process.stderr.write(`${endOf(output).join('\n')}\n`)
    throw new CommandFailure(`an image could not be built: ${explainDockerFailure(text)}`)
  }
  report.say(`built in ${Math.round((performance.now() - started) / 1000)} s`)
}

/** The last lines of a failed build, which name the step and repeat what it wrote. */
function endOf(output: readonly string[]): string[] {
  const begin = output.findIndex((line) => line.startsWith('------'))
  return output.slice(Math.max(begin, output.length - 40))
}

/** Changes with the path or the content of anything that images are made from. */
function fingerprint(): string {
  const hash = createHash('sha256')
  addFolder(hash, '')
  return hash.digest('hex')
}

function addFolder(hash: Hash, folder: string): void {
  const entries = readdirSync(join(projectPath, folder), { withFileTypes: true })
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (outside.test(entry.name) && entry.name !== '.dockerignore') continue
    const path = join(folder, entry.name)
    if (entry.isFile()) hash.update(`${path}\0`).update(readFileSync(join(projectPath, path)))
    else if (entry.isDirectory() && path !== 'tests') addFolder(hash, path)
  }
}

/** The ids of the images that exist, by name. */
async function readImages(names: readonly string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  // One that is missing makes the command fail, and the others are told.
  const format = '{{.Id}} {{json .RepoTags}}'
  const { stdout } = await runDocker(['image', 'inspect', '--format', format, ...names])
  for (const line of stdout.split('\n')) {
    const [id, tags] = line.split(' ')
    if (id === undefined || tags === undefined) continue
    for (const name of names) {
      const tag = name.includes(':') ? name : `${name}:latest`
      if ((JSON.parse(tags) as string[]).includes(tag)) found.set(name, id)
    }
  }
  return found
}

function idsOf(images: Map<string, string>): string {
  return [...images.values()].toSorted().join(' ')
}

function readStamp(): string | undefined {
  try {
    return readFileSync(stamp, 'utf8')
  } catch {
    return undefined
  }
}

function writeStamp(text: string): void {
  try {
    writeFileSync(stamp, text)
  } catch {
    // Somewhere read-only the next start builds again, from the cache.
  }
}
