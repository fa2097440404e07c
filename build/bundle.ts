import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { isAbsolute, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs, stripVTControlCharacters } from 'node:util'
import { rolldown } from 'rolldown'
import { builtinModules } from './builtin-modules.ts'
import { codeThatRan } from './code-that-ran.ts'
import { commandName } from './command-name.ts'
import { leftOutModules } from './left-out-modules.ts'
import { thirdPartyNotices } from './third-party-notices.ts'
import { unresolvedImports } from './unresolved-imports.ts'

/**
 * Bundles programs of the lab into `dist/`, flat, so that `dist/` stands where `kit/` stands. `node
 * build/bundle.ts [--out DIR] [--each] [--as COMMAND] NAME…` bundles these, or all. `--each` bundles
 * each of them alone, into `DIR/NAME`. `--as` is what the command line calls itself there.
 */
const programs: Record<string, string> = {
  lab: 'scripts/lab.ts',
  bootstrap: 'build/images/bootstrap.ts',
  authserver: 'authserver/main.ts',
  resserver: 'resserver/main.ts',
  client: 'client/main.ts',
  control: 'control/main.ts',
  bin: 'package/bin.ts',
  'start-lab': 'package/start-lab.ts',
  'lab-process': 'package/lab-process.ts',
  testcontainers: 'package/testcontainers.ts',
  playwright: 'package/playwright.ts',
  'node-test': 'package/node-test.ts',
  vitest: 'package/vitest.ts',
}

/** What the user of the package brings along. */
const peers = ['testcontainers', '@playwright/test', 'vitest']

/** What only a checkout has. */
const tests = /^(?:\/|[A-Z]:).*[\\/]tests[\\/](?:runner|bench|conformance)[\\/]/
const root = fileURLToPath(new URL('..', import.meta.url))
const { positionals: wanted, values } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string' }, each: { type: 'boolean' }, as: { type: 'string' } },
})
const unknown = wanted.filter((name) => programs[name] === undefined)
if (unknown.length > 0) {
  process.stderr.write(
    `build: there is no ${unknown.join(', ')}; there are ${Object.keys(programs).join(', ')}\n`,
  )
  process.exit(2)
}

const names = wanted.length === 0 ? Object.keys(programs) : wanted
const out = resolve(values.out ?? join(root, 'dist'))
try {
  if (values.each) for (const name of names) await bundle([name], join(out, name))
  else await bundle(names, out)
} catch (error) {
  process.stderr.write(`build: ${stripVTControlCharacters((error as Error).message)}\n`)
  process.exit(1)
}

async function bundle(names: string[], folder: string): Promise<void> {
  const build = await rolldown({
    cwd: root,
    input: Object.fromEntries(names.map((name) => [name, `./${programs[name]}`])),
    platform: 'node',
    plugins: [
      builtinModules,
      codeThatRan,
      leftOutModules,
      unresolvedImports,
      ...(values.as === undefined ? [] : [commandName(values.as)]),
    ],
    // Commands that only a checkout has: they stay source.
    external: (id) => peers.includes(id) || tests.test(id),
    onLog(level, log, handle) {
      if (level !== 'info') handle(level, log)
    },
  })
  const { output } = await build.generate({
    dir: folder,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    // What stays source is found from dist/.
    paths: (id) => (isAbsolute(id) ? `../${relative(root, id)}` : id),
    // Names stay, for stack traces.
    minify: { compress: true, mangle: false, codegen: true },
    // What `./lab up` loads comes in few files, since each costs as much as a thousand lines. What
    // every command loads stays apart from the roles.
    codeSplitting: {
      groups: [
        { name: 'base', test: /scripts[\\/](up|command-line[\\/][a-z-]+)\.ts$/, priority: 3 },
        {
          name: 'trust',
          test: /(kit[\\/](trust|certificate-folder|admin[\\/](admin-token|control-client))|embedded[\\/](loopback|public-passwords))\.ts$/,
          priority: 2,
        },
        { name: 'roles', test: /embedded[\\/]embedded-lab\.ts$/, priority: 1 },
      ],
    },
  })
  await build.close()
  const chunks = output.flatMap((each) => (each.type === 'chunk' ? each : []))
  await mkdir(folder, { recursive: true })

  const modules = chunks.flatMap((chunk) => Object.keys(chunk.modules))
  await writeFile(join(folder, 'THIRD-PARTY-NOTICES.txt'), thirdPartyNotices(modules))
  // Programs come after the parts that they load, and each file at once: another ./lab may be starting.
  const isProgram = ({ isEntry }: { isEntry: boolean }) => Number(isEntry)
  for (const { fileName, code } of chunks.sort((a, b) => isProgram(a) - isProgram(b))) {
    const path = join(folder, fileName)
    await writeFile(`${path}.${process.pid}`, code)
    await rename(`${path}.${process.pid}`, path)
  }

  // A lab that was started before this build may load some of its parts later: they stay for a day.
  const day = 24 * 3600_000
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    if (chunks.some(({ fileName }) => fileName === name)) continue
    if ((await stat(path)).mtimeMs < Date.now() - day) await rm(path, { recursive: true })
  }
}
