import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

/**
 * Bundles programs of the lab into `dist/`, flat, so that `dist/` stands where `kit/` stands.
 * `node scripts/build.ts NAME…` bundles these, all of them unless told.
 */
const programs: Record<string, string> = {
  lab: 'scripts/lab.ts',
  bootstrap: 'scripts/containers/bootstrap.ts',
  authserver: 'authserver/main.ts',
  resserver: 'resserver/main.ts',
  client: 'client/main.ts',
  control: 'control/main.ts',
}

const root = fileURLToPath(new URL('..', import.meta.url))
const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => programs[name] === undefined)
if (unknown.length > 0) {
  process.stderr.write(
    `build: there is no ${unknown.join(', ')}; there are ${Object.keys(programs).join(', ')}\n`,
  )
  process.exit(2)
}

const names = wanted.length === 0 ? Object.keys(programs) : wanted
const bundle = await rolldown({
  cwd: root,
  input: Object.fromEntries(names.map((name) => [name, `./${programs[name]}`])),
  platform: 'node',
  // Commands that only a checkout has: they stay source.
  external: [/scripts\/(test|bench)\.ts$/],
  onLog(level, log, handle) {
    if (level !== 'info') handle(level, log)
  },
})
await rm(`${root}dist`, { recursive: true, force: true })
await bundle.write({
  dir: `${root}dist`,
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
  minify: { compress: true, mangle: false, codegen: false },
})
await bundle.close()
