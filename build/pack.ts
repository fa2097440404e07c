import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { $ as shell, ProcessOutput } from 'zx'
import { copyFolder } from './pack/copy-folder.ts'
import { writeDeclarations } from './pack/declarations.ts'
import { entries } from './pack/entries.ts'
import { readImage } from './pack/image.ts'

/**
 * Makes the tarball of the npm package `oauth-lab` and prints its path:
 * `node build/pack.ts [--out DIR]`, into `package/dist` unless told.
 */
const command = 'npx oauth-lab'
const root = fileURLToPath(new URL('..', import.meta.url))
const { values } = parseArgs({ options: { out: { type: 'string' } } })
const out = resolve(values.out ?? join(root, 'package/dist'))
const stage = await mkdtemp(join(tmpdir(), 'oauth-lab-pack-'))
const $ = shell({ quiet: true })
const node = process.execPath

try {
  const image = await readImage(join(root, 'Dockerfile'))
  await Promise.all([
    bundlePrograms(),
    buildPages('client/spa'),
    buildPages('console'),
    writeDeclarations(root, join(stage, 'types')),
    ...image.folders.map((folder) => copyFolder(join(root, folder), join(stage, folder), command)),
    copyFile(join(root, 'LICENSE'), join(stage, 'LICENSE')),
    copyFile(join(root, 'package/README.md'), join(stage, 'README.md')),
    writeFile(join(stage, 'Dockerfile'), image.dockerfile),
    writeFile(join(stage, '.dockerignore'), '.cache\nnode_modules\ntypes\n'),
    writeManifest(),
  ])
  await mkdir(out, { recursive: true })
  const packed = await $`npm pack ${stage} --pack-destination ${out} --ignore-scripts --json`
  const [{ filename }] = JSON.parse(packed.stdout) as [{ filename: string }]
  process.stdout.write(`${join(out, filename)}\n`)
} catch (error) {
  const words = error instanceof ProcessOutput ? error.stderr || error.stdout : String(error)
  process.stderr.write(`pack: ${words.trim()}\n`)
  process.exitCode = 1
} finally {
  await rm(stage, { recursive: true, force: true })
}

async function bundlePrograms(): Promise<void> {
  const programs = [...entries, 'lab-process', 'lab', 'bin']
  const options = ['--out', join(stage, 'dist'), '--as', command]
  await $`${node} ${join(root, 'build/bundle.ts')} ${options} ${programs}`
}

/** What a browser runs, built by Vite. */
async function buildPages(workspace: string): Promise<void> {
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  const folder = join(stage, workspace, 'dist')
  await $({ cwd: join(root, workspace) })`${node} ${vite} build --outDir ${folder}`
}

/** What only this project needs stays out of the published manifest. */
async function writeManifest(): Promise<void> {
  const text = await readFile(join(root, 'package/package.json'), 'utf8')
  const { devDependencies: _tools, ...manifest } = JSON.parse(text) as Record<string, unknown>
  await writeFile(join(stage, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
}
