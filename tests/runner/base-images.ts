import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, readdirSync } from 'node:fs'
import { chmod, cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { $ as shell } from 'zx'

/** The official images that the lab's own are built from. */
export const baseImages = ['node:26.10.0-slim', 'nginx:1.30'] as const

const parts = join(import.meta.dirname, 'base-images')
const project = dirname(dirname(import.meta.dirname))
const suite = 'forky'
const npmVersion = '11'
const label = 'oauth-lab.base-image'
const sharedLayer = 'oauth-lab-base:local'
const $ = shell({ quiet: true })

/**
 * Makes local images named like the official ones, from Debian's packages and the npm registry, for a
 * machine that reaches no container registry: one shared layer, and a thin one for each image. Does
 * nothing when they are there and up to date.
 * @param say gets a line for each step
 * @throws Error that says what is missing
 */
export async function makeBaseImages(say: (line: string) => void): Promise<void> {
  const version = fingerprint()
  const made = await Promise.all(baseImages.map(versionOf))
  if (made.every((one) => one === version)) return say('the base images are up to date')
  const mirror = findMirror()
  await requireTools()
  const work = await mkdtemp(join(tmpdir(), 'oauth-lab-base-'))
  try {
    // Another user, who downloads for apt, has to get in.
    await chmod(work, 0o755)
    const npm = preparing(() => prepareNode(join(work, 'node')))
    say(`packages of Debian ${suite}`)
    await bootstrap(work, mirror)
    await Promise.all([
      $`docker import ${join(work, 'base.tar')} ${sharedLayer}`,
      prepareNginx(join(work, 'nginx'), join(work, 'downloads')),
      npm(),
    ])
    say(baseImages.join(' and '))
    const images = [
      ['node', baseImages[0]],
      ['nginx', baseImages[1]],
    ] as const
    await Promise.all(
      images.map(([name, tag]) => {
        const file = join(parts, `${name}.Dockerfile`)
        const options = ['--quiet', '--file', file, '--tag', tag, '--label', `${label}=${version}`]
        return $`docker build ${options} ${join(work, name)}`
      }),
    )
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** Begins at once; a failure is told to whoever waits for it, and to nobody before. */
function preparing(work: () => Promise<void>): () => Promise<void> {
  const done = Promise.allSettled([work()])
  return async () => {
    const [result] = await done
    if (result.status === 'rejected') throw result.reason
  }
}

/** Changes with anything that the images are made from. */
function fingerprint(): string {
  const hash = createHash('sha256').update(`${suite} ${npmVersion} ${nodeVersion()}`)
  hash.update(readFileSync(import.meta.filename))
  for (const name of readdirSync(parts).sort()) hash.update(readFileSync(join(parts, name)))
  return hash.digest('hex').slice(0, 16)
}

function nodeVersion(): string {
  const document = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as {
    dependencies: { node: string }
  }
  return document.dependencies.node
}

async function versionOf(image: string): Promise<string | undefined> {
  const format = `{{index .Config.Labels "${label}"}}`
  const { exitCode, stdout } = await $({
    nothrow: true,
  })`docker image inspect --format ${format} ${image}`
  return exitCode === 0 ? stdout.trim() : undefined
}

/** This machine's own mirror of Debian. */
function findMirror(): string {
  const files = ['/etc/apt/sources.list', ...globSync('/etc/apt/sources.list.d/*.{list,sources}')]
  for (const file of files.filter((path) => existsSync(path))) {
    const [mirror] = /https?:\/\/\S+\/debian(?=\/?(\s|$))/m.exec(readFileSync(file, 'utf8')) ?? []
    if (mirror !== undefined) return mirror
  }
  throw new Error('the base images are made from Debian packages, and /etc/apt names no mirror')
}

async function requireTools(): Promise<void> {
  for (const tool of ['mmdebstrap', 'dpkg-deb']) {
    const { exitCode } = await $({ nothrow: true })`command -v ${tool}`
    if (exitCode !== 0) throw new Error(`${tool} is missing: apt-get install ${tool}`)
  }
}

/** The layer that both images share, as `base.tar`, and nginx's packages in `downloads`. */
async function bootstrap(work: string, mirror: string): Promise<void> {
  const keys = '/usr/share/keyrings/debian-archive-keyring.gpg'
  const left = ['doc', 'man', 'locale', 'info', 'lintian'].map(
    (name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`,
  )
  const options = [
    '--quiet',
    '--variant=essential',
    '--include=ca-certificates,libatomic1,libstdc++6',
    '--dpkgopt=force-unsafe-io',
    '--aptopt=Acquire::Check-Valid-Until "false"',
    '--aptopt=Acquire::Languages "none"',
    `--customize-hook=sh ${join(parts, 'download.sh')} "$1"`,
    ...left,
  ]
  const env = { ...process.env, TMPDIR: work, DOWNLOADS: join(work, 'downloads') }
  const source = `deb [signed-by=${keys}] ${mirror} ${suite} main`
  await $({ env })`mmdebstrap ${options} ${suite} ${join(work, 'base.tar')} ${source}`
}

/** The lab's own Node and npm, laid out as in the official image. */
async function prepareNode(root: string): Promise<void> {
  const [bin, modules, etc] = ['bin', 'lib/node_modules', 'etc'].map((path) =>
    join(root, 'usr/local', path),
  ) as [string, string, string]
  for (const folder of [bin, join(modules, 'npm'), etc]) await mkdir(folder, { recursive: true })
  const node = join(project, 'node_modules/node/bin/node')
  await cp(node, join(bin, 'node'))
  // Debugging symbols are a quarter of it, and not everybody has the tool.
  await $({ nothrow: true })`strip --strip-unneeded ${join(bin, 'node')}`
  await $({ cwd: root })`npm pack --silent ${`npm@${npmVersion}`}`
  const [archive] = globSync(join(root, 'npm-*.tgz'))
  await $`tar -xzf ${archive!} --strip-components=1 -C ${join(modules, 'npm')}`
  await rm(archive!)
  for (const folder of ['docs', 'man']) await rm(join(modules, 'npm', folder), { recursive: true })
  for (const name of ['npm', 'npx']) {
    const script = `npm/bin/${name}-cli.js`
    await chmod(join(modules, script), 0o755)
    await symlink(`../lib/node_modules/${script}`, join(bin, name))
  }
  await symlink('node', join(bin, 'nodejs'))
  await cp(join(parts, 'node-entrypoint.sh'), join(bin, 'docker-entrypoint.sh'))
  await chmod(join(bin, 'docker-entrypoint.sh'), 0o755)
  await trustAsTheHost(etc)
}

/**
 * A machine without a registry often sits behind a proxy with an authority of its own: npm in these
 * images, and nothing else in them, trusts whom this machine trusts.
 */
async function trustAsTheHost(etc: string): Promise<void> {
  const bundle = '/etc/ssl/certs/ca-certificates.crt'
  if (!existsSync(bundle)) return
  await cp(bundle, join(etc, 'npm-ca.crt'), { dereference: true })
  await writeFile(join(etc, 'npmrc'), 'cafile=/usr/local/etc/npm-ca.crt\n')
}

/** nginx and its entry point, laid out as in the official image. */
async function prepareNginx(root: string, downloads: string): Promise<void> {
  await mkdir(root)
  const packages = globSync(join(downloads, '*.deb')).filter(
    (path) => !/\/(perl|libperl)[^/]*$/.test(path),
  )
  for (const path of packages) await $`dpkg-deb -x ${path} ${root}`
  // In the image these are links into /usr.
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) {
    if (!existsSync(join(root, name))) continue
    await cp(join(root, name), join(root, 'usr', name), { recursive: true, verbatimSymlinks: true })
    await rm(join(root, name), { recursive: true })
  }
  const left = ['doc', 'man', 'locale', 'info', 'lintian', 'bug'].map((name) => `usr/share/${name}`)
  const services = ['usr/lib/systemd', 'etc/init.d', 'etc/systemd']
  const samples = ['etc/nginx/sites-available', 'etc/nginx/sites-enabled']
  for (const path of [...left, ...services, ...samples, 'etc/nginx/modules-enabled']) {
    await rm(join(root, path), { recursive: true, force: true })
  }
  for (const path of [
    'etc/nginx/conf.d',
    'var/log/nginx',
    'var/cache/nginx',
    'var/lib/nginx',
    'docker-entrypoint.d',
  ]) {
    await mkdir(join(root, path), { recursive: true })
  }
  for (const [name, stream] of [
    ['access.log', 'stdout'],
    ['error.log', 'stderr'],
  ] as const) {
    await rm(join(root, 'var/log/nginx', name), { force: true })
    await symlink(`/dev/${stream}`, join(root, 'var/log/nginx', name))
  }
  await cp(join(parts, 'nginx.conf'), join(root, 'etc/nginx/nginx.conf'))
  await cp(join(parts, 'nginx-entrypoint.sh'), join(root, 'docker-entrypoint.sh'))
  await chmod(join(root, 'docker-entrypoint.sh'), 0o755)
}

if (import.meta.main) {
  try {
    await makeBaseImages((line) => process.stdout.write(`${line}\n`))
  } catch (error) {
    process.stderr.write(`base-images: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
}
