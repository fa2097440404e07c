import { spawn } from 'node:child_process'
import { once } from 'node:events'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { TestContext } from 'node:test'

const root = dirname(import.meta.dirname)

const installedNode = `#!/bin/sh
case $1 in
  --version) echo v26.0.0 ;;
  */vite.js) mkdir -p dist && echo built > dist/index.html ;;
  */bundle.ts)
    [ -z "\${FAKE_BUNDLE_FAILS-}" ] || { echo 'no such export' >&2; exit 1; }
    mkdir -p dist && echo bundled > dist/lab.js
    ;;
  *) echo "ran in $PWD: $*" ;;
esac
`

const npm = `#!/bin/sh
echo "npm $* on $(node --version)" >> "$FAKE_LOG"
[ -z "\${FAKE_NPM_FAILS-}" ] || { echo 'no route to the registry' >&2; exit 1; }
mkdir -p node_modules/.bin node_modules/node/bin
if [ -n "\${FAKE_NPM_WAITS_FOR-}" ]; then
  mkdir -p node_modules/a && echo '{}' > node_modules/a/package.json
  trap '' INT TERM # npm too finishes first what it does
  until [ -e "$FAKE_NPM_WAITS_FOR" ]; do sleep 0.1; done
  echo 'npm went on' >> "$FAKE_LOG"
fi
cp "$FAKE_NODE" node_modules/node/bin/node
ln -sf ../node/bin/node node_modules/.bin/node
# A test may say what npm installs without the test dependencies.
file=package-lock.json
case "$*" in 'ci --omit=dev'*) [ ! -e omit-lock.json ] || file=omit-lock.json ;; esac
cp "$file" node_modules/.package-lock.json
# A package in a workspace's own folder.
if grep -q webserver/node_modules/x "$file"; then mkdir -p webserver/node_modules/x; fi
`

interface LabOptions {
  cwd?: string
  env?: Record<string, string>
  /** `interrupt` does what Ctrl-C does: it sends SIGINT to ./lab and all that it started. */
  onStderr?: (text: string, interrupt: () => void) => void
}

/**
 * Makes a checkout with only what ./lab looks at, gone after the test. Its npm, and the Node that
 * this npm installs, are shell scripts. The first writes down its arguments, the second says how it
 * was called.
 */
export function createCheckout(t: TestContext) {
  const parent = fs.mkdtempSync(join(tmpdir(), 'oauth-lab-entry-'))
  t.after(() => fs.rmSync(parent, { recursive: true, force: true }))
  const folder = join(parent, 'with a space')
  const bin = join(parent, 'bin')
  const log = join(parent, 'npm.log')
  const fakeNode = join(parent, 'node-26')
  const sources = [
    'explain',
    'authserver',
    'resserver',
    'client',
    'control',
    'webserver',
    'embedded',
    'scripts',
  ]
  write(join(folder, 'build', 'bundle.ts'), '')
  for (const source of sources) write(join(folder, source, 'main.ts'), '')
  for (const file of ['lab', 'build/prepare.mjs']) {
    write(join(folder, file), fs.readFileSync(join(root, file), 'utf8'), 0o755)
  }
  write(join(folder, 'package-lock.json'), '{"packages":{"node_modules/x":{"integrity":"a"}}}')
  for (const pages of ['client/spa', 'console']) write(join(folder, pages, 'index.html'), 'source')
  write(join(folder, 'kit', 'design', 'lab.css'), '')
  write(join(bin, 'npm'), npm, 0o755)
  write(fakeNode, installedNode, 0o755)
  fs.symlinkSync(process.execPath, join(bin, 'node'))

  return {
    folder,
    write,
    bin,
    /** The command lines of npm, oldest first. */
    npmCalls: () => (fs.existsSync(log) ? fs.readFileSync(log, 'utf8').trim().split('\n') : []),
    /** Runs ./lab to its end. */
    lab: async (args: string[], options: LabOptions = {}) => {
      const { cwd = folder, env = {}, onStderr } = options
      const child = spawn(join(folder, 'lab'), args, {
        cwd,
        env: { PATH: `${bin}:/usr/bin:/bin`, FAKE_LOG: log, FAKE_NODE: fakeNode, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true, // a group of its own, as in a terminal
      })
      const ended = once(child, 'close')
      const interrupt = () => process.kill(-child.pid!, 'SIGINT')
      child.stderr.on('data', (chunk: Buffer) => onStderr?.(chunk.toString(), interrupt))
      const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
      const [code] = (await ended) as [number | null]
      return { code, stdout, stderr }
    },
  }
}

function write(path: string, content: string, mode = 0o644): void {
  fs.mkdirSync(dirname(path), { recursive: true })
  fs.writeFileSync(path, content, { mode })
}
