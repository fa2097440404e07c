// Brings the checkout into the state that the command line needs. The dependencies are installed,
// the pages that run in a browser are built, and the programs are bundled. `npm run lab -- …` then runs
// the command; ./lab asks for the preparation alone (LAB_PREPARE=only) and runs the command itself.
// Plain JavaScript for any Node from 18 on, and no dependency, since none is installed yet.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import { delimiter, dirname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const modules = join(root, 'node_modules')
const node = join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
const lockfile = join(root, 'package-lock.json')
/** What runs in a browser, and from what else it is built. */
const pages = [
  {
    name: 'the single-page application',
    folder: join(root, 'client', 'spa'),
    from: ['client', 'explain', 'kit'],
  },
  { name: 'the console', folder: join(root, 'console'), from: ['kit/design', 'explain'] },
]
const bundle = join(root, 'dist', 'lab.js')
const folders = [
  'kit',
  'explain',
  'authserver',
  'resserver',
  'client',
  'control',
  'webserver',
  'embedded',
  'scripts',
  'build',
]
/** What was made here from what. */
const made = join(modules, '.lab-made.json')
/** Who prepares the checkout: the process, and npm below it. */
const lock = join(root, '.prepare.lock')
const compileCache = join(modules, '.cache', 'compile')
/** The same as in ./lab. */
const nodeFlags = [
  '--disable-warning=ExperimentalWarning',
  '--min-semi-space-size=32',
  '--max-semi-space-size=32',
]
const captured = {
  stdio: ['ignore', 'pipe', 'pipe'],
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
}

/** With these exit codes, as a shell tells them. */
const interruptions = [
  ['SIGHUP', 129],
  ['SIGINT', 130],
  ['SIGTERM', 143],
]

// A reader that has seen enough, as in `./lab up 2>&1 | head`, ends no preparation.
process.stderr.on('error', () => undefined)
await main(process.argv.slice(2))

async function main(args) {
  if (Number(process.versions.node.split('.')[0]) < 18) {
    fail(`Node.js 18 or newer is needed to install the lab; this is ${process.version}.`)
  }
  const mode = isForCheckout(args) ? 'development' : 'production'
  if (!isPrepared(mode)) await withLock(() => prepare(mode))
  if (process.env.LAB_PREPARE !== 'only') runCommand(args)
}

/** What only a checkout has runs from its source, with the dependencies of the tests; help needs none. */
function isForCheckout(args) {
  const isHelp = args.includes('--help') || args.includes('-h')
  return !isHelp && ['test', 'check', 'bench'].includes(args[0])
}

/** Everything is compared by content: a file that is older than before, or gone, counts as well. */
function isPrepared(mode) {
  const made = readMade()
  const { lock, programs } = sources()
  return (
    isComplete(mode, lock) &&
    pages.every((each) => isBuilt(each)) &&
    made.programs === programs &&
    fs.existsSync(bundle)
  )
}

async function prepare(mode) {
  const { lock, programs } = sources()
  if (!isComplete(mode, lock)) {
    if (!isInstalled(mode)) await install(mode)
    // Development has everything that production has.
    for (const each of ['production', mode]) {
      const lines = nestedPackages(each).map((path) => `${path}\n`)
      fs.writeFileSync(packagesOf(each), lines.join(''))
      keepMade({ [each]: lock })
    }
  }
  for (const each of pages) {
    const source = sourceOf(each)
    if (isBuilt(each)) continue
    build(each)
    keepMade({ [each.folder.slice(root.length + 1)]: source })
  }
  if (readMade().programs !== programs || !fs.existsSync(bundle)) {
    makeBundle()
    keepMade({ programs })
  }
}

/** Whether what was installed is for this lockfile, and still there. */
function isComplete(mode, lock) {
  const isKept = readMade()[mode] === lock && fs.existsSync(packagesOf(mode))
  return isKept && nestedPackages(mode).every(isThere)
}

/** What ./lab looks for: a package a line. */
function packagesOf(mode) {
  return join(modules, `.lab-${mode}-packages`)
}

/** The packages in workspaces' own folders, which whoever keeps `node_modules` alone loses. */
function nestedPackages(mode) {
  return wantedPackages(mode).flatMap(([path]) => (isNested(path) ? path : []))
}

function isNested(path) {
  return !path.startsWith('node_modules/')
}

function isThere(path) {
  return fs.existsSync(join(root, path))
}

/** From what the dependencies were installed and the programs bundled. */
function sources() {
  const lock = fingerprint([lockfile])
  return {
    lock,
    programs:
      lock + fingerprint(folders.flatMap((each) => filesIn(join(root, each))).filter(isProgram)),
  }
}

function isBuilt(each) {
  const { folder } = each
  const isThere = fs.existsSync(join(folder, 'dist', 'index.html'))
  return isThere && readMade()[folder.slice(root.length + 1)] === sourceOf(each)
}

function sourceOf({ folder, from }) {
  return fingerprint([folder, ...from.map((path) => join(root, path))].flatMap(filesIn))
}

function fingerprint(paths) {
  const hash = createHash('sha256')
  for (const path of paths) hash.update(`${path}\0`).update(fs.readFileSync(path))
  return hash.digest('hex')
}

function readMade() {
  try {
    return JSON.parse(fs.readFileSync(made, 'utf8'))
  } catch {
    return {}
  }
}

function keepMade(more) {
  fs.writeFileSync(made, JSON.stringify({ ...readMade(), ...more }))
}

/** Compares what npm says it installed with what the lockfile asks for, whoever installed it. */
function isInstalled(mode) {
  return labNodeVersion() !== undefined && missing(mode).length === 0
}

function missing(mode) {
  const installed = readPackages(join(modules, '.package-lock.json'))
  return wantedPackages(mode).filter(
    ([path, { integrity }]) =>
      installed[path] === undefined ||
      installed[path].integrity !== integrity ||
      (isNested(path) && !isThere(path)),
  )
}

function wantedPackages(mode) {
  return Object.entries(readPackages(lockfile)).filter(
    ([path, entry]) =>
      path.includes('node_modules/') &&
      !(entry.dev && mode === 'production') &&
      (!(entry.optional || entry.devOptional) || isForThisMachine(entry)),
  )
}

/** An optional package is a binary for one kind of machine. */
function isForThisMachine({ os, cpu, libc }) {
  const fits = (list, value) => list?.includes(value) ?? true
  if (os === undefined || !fits(os, process.platform) || !fits(cpu, process.arch)) return false
  return libc === undefined || fits(libc, isGlibc() ? 'glibc' : 'musl')
}

function isGlibc() {
  return process.report.getReport().header.glibcVersionRuntime !== undefined
}

function readPackages(path) {
  try {
    return JSON.parse(fs.readFileSync(path, 'utf8')).packages ?? {}
  } catch {
    return {}
  }
}

async function install(mode) {
  const started = Date.now()
  const what =
    mode === 'production' ? 'the dependencies' : 'the dependencies, those of the tests too'
  if (process.platform === 'win32' && process.execPath.startsWith(modules + sep)) {
    fail(
      'the dependencies are out of date, and Windows keeps the running Node: say `npm ci`, then again.',
    )
  }
  say(`installing ${what} (npm ci) …`)
  fs.rmSync(made, { force: true })
  const dev = mode === 'production' ? '--omit=dev' : '--include=dev'
  const stopTelling = tellProgress(mode, started)
  await npm(['ci', dev], pathOfHost()).finally(stopTelling)
  // Somebody's npm may be told to run no install scripts; this one puts Node in its place.
  if (!labNodeVersion()) await npm(['rebuild', 'node', '--ignore-scripts=false'], pathOfHost())
  const version = labNodeVersion()
  if (!version)
    fail('npm installed the lab, but the Node that comes with it does not run on this machine.')
  // npm leaves out binaries that are not for the host's Node; they are for the lab's.
  if (missing(mode).length > 0)
    await npm(['install', '--no-save', dev], dirname(node) + delimiter + pathOfHost())
  say(`installed in ${seconds(started)}, with Node ${version}`)
}

/** Says every few seconds how many packages are there; on a terminal in one line. Returns what ends that. */
function tellProgress(mode, started) {
  const terminal = process.stderr.isTTY
  const wanted = wantedPackages(mode).filter(([, { link }]) => !link)
  const tell = () => {
    const there = wanted.filter(([path]) => fs.existsSync(join(root, path, 'package.json'))).length
    const line = `${there} of ${wanted.length} packages after ${seconds(started)}`
    if (terminal) process.stderr.write(`\r\u001b[Klab: ${line} `)
    else say(line)
  }
  const timer = setInterval(tell, terminal ? 250 : 4000)
  return () => {
    clearInterval(timer)
    if (terminal) process.stderr.write('\r\u001b[K')
  }
}

/** @param {string} path where npm finds the Node that it runs on */
async function npm(args, path) {
  const windows = process.platform === 'win32'
  const child = spawn(
    windows ? 'npm.cmd' : 'npm',
    [...args, '--loglevel=error', '--no-audit', '--no-fund', '--no-update-notifier'],
    {
      cwd: root,
      env: { ...process.env, PATH: path },
      shell: windows,
      stdio: captured.stdio,
      detached: !windows,
    },
  )
  const isGroup = !windows && child.pid !== undefined
  if (isGroup) fs.appendFileSync(lock, `\n${child.pid}`)
  // npm ends late when it is asked to, and would write into the next installation.
  const stop = () => isGroup && killGroup(child.pid)
  process.once('exit', stop)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => (output += text))
  }
  const [error, code] = await new Promise((resolve) => {
    child.once('error', (reason) => resolve([reason]))
    child.once('close', (status) => resolve([undefined, status]))
  })
  process.off('exit', stop)
  if (error?.code === 'ENOENT') fail('npm is needed to install the lab, and none is on the PATH.')
  if (code !== 0) fail(`npm ${args[0]} failed:\n${output}${error?.message ?? ''}`)
}

function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
}

/** The lab's own Node is about to be replaced, so npm must not run on it. */
function pathOfHost() {
  const path = process.env.PATH ?? process.env.Path ?? ''
  return path
    .split(delimiter)
    .filter((folder) => !folder.startsWith(modules + sep))
    .join(delimiter)
}

function labNodeVersion() {
  const result = spawnSync(node, ['--version'], captured)
  return result.status === 0 ? result.stdout.trim().slice(1) : undefined
}

function build({ name, folder }) {
  const started = Date.now()
  const vite = join(modules, 'vite', 'bin', 'vite.js')
  say(`building ${name} …`)
  const result = spawnSync(node, [vite, 'build'], { cwd: folder, ...captured })
  if (result.status !== 0) fail(`the build failed:\n${outputOf(result)}`)
  say(`built in ${seconds(started)}`)
}

function isProgram(path) {
  const isPage = pages.some(({ folder }) => path.startsWith(folder + sep))
  return path.endsWith('.ts') && !path.endsWith('.test.ts') && !isPage
}

function makeBundle() {
  const started = Date.now()
  say('bundling the programs …')
  const result = spawnSync(node, [join(root, 'build', 'bundle.ts'), 'lab'], {
    cwd: root,
    ...captured,
  })
  if (result.status !== 0) fail(`the programs could not be bundled:\n${outputOf(result)}`)
  // It has an entry for each build of each file, and none is ever taken away.
  fs.rmSync(compileCache, { recursive: true, force: true, maxRetries: 3 })
  say(`bundled in ${seconds(started)}`)
}

/** The files below a folder, in one order; what is built or installed does not count. */
function filesIn(folder) {
  const entries = fs.readdirSync(folder, { withFileTypes: true })
  entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isFile()) return [path]
    return entry.isDirectory() && entry.name !== 'dist' && entry.name !== 'node_modules'
      ? filesIn(path)
      : []
  })
}

/** Two first starts at the same moment: one installs, the other waits for it and then finds all done. */
async function withLock(work) {
  let waits = false
  while (!takeLock()) {
    if (!waits) say('another ./lab prepares the checkout; waiting for it …')
    waits = true
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  process.once('exit', () => fs.rmSync(lock, { force: true }))
  for (const [signal, code] of interruptions) process.once(signal, () => process.exit(code))
  await work()
  for (const [signal] of interruptions) process.removeAllListeners(signal)
  fs.rmSync(lock, { force: true })
}

/** A lock is taken over when its processes are gone, or after a quarter of an hour. */
function takeLock() {
  try {
    fs.writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') fail(`the lab's folder can't be written: ${error.message}`)
  }
  if (!isHeld()) fs.rmSync(lock, { force: true })
  return false
}

function isHeld() {
  const age = Date.now() - (fs.statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0)
  if (age > 15 * 60 * 1000) return false
  if (age < 1000) return true
  try {
    return fs.readFileSync(lock, 'utf8').split('\n').map(Number).some(isAlive)
  } catch (error) {
    if (error.code === 'ENOENT') return false
    throw error
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function runCommand(args) {
  // npm changes to the package's folder; flags are relative to where the user was.
  const cwd = process.env.INIT_CWD ?? process.cwd()
  const cache = process.env.NODE_COMPILE_CACHE ?? compileCache
  const program = isForCheckout(args) ? join(root, 'scripts', 'lab.ts') : bundle
  const lab = spawn(node, [...nodeFlags, program, ...args], {
    cwd,
    stdio: 'inherit',
    env: { ...process.env, NODE_COMPILE_CACHE: cache },
  })
  // Ctrl-C reaches the command by itself; this process stays to hand on its exit code.
  process.on('SIGINT', () => undefined)
  process.on('SIGTERM', () => lab.kill('SIGTERM'))
  lab.on('exit', (code) => process.exit(code ?? 1))
}

function outputOf(result) {
  return `${result.stdout ?? ''}${result.stderr ?? ''}${result.error ? `${result.error.message}\n` : ''}`
}

function seconds(started) {
  return `${((Date.now() - started) / 1000).toFixed(1)} s`
}

function say(line) {
  process.stderr.write(`lab: ${line}\n`)
}

function fail(line) {
  say(line)
  process.exit(1)
}
