import { randomUUID } from 'node:crypto'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { openCertificates, renewLeaf } from '@oauth-lab/kit/certificate-folder.ts'
import { readCertificate } from '@oauth-lab/kit/certificates.ts'
import type { KeyedCertificate } from '@oauth-lab/kit/certificates.ts'
import { nginxFiles } from '@oauth-lab/webserver/nginx.ts'
import { castRoles, startRoles } from './container-roles.ts'
import { docker, firstHealth, followLog, fromProject } from './docker.ts'
import type { Cast } from './echo-server.ts'
import { shortTimeout } from './short-timeout.ts'
import type { WebServer, Places } from './open-web-server.ts'
import { freePorts } from './free-ports.ts'

const image = 'nginx:1.30'
const command = ['nginx', '-c', '/lab/config/nginx.conf']

/** As in docker-compose.yml. */
const hardened =
  '--user 1000:1000 --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges --pids-limit 32 --memory 128m'.split(
    ' ',
  )

/** Docker publishes a port before nginx listens; the same check as in docker-compose.yml tells when it does. */
const healthcheck = [
  `--volume=${fromProject('build/images/healthy')}:/usr/local/bin/healthy:ro`,
  '--health-cmd=healthy 80 / 308',
  '--health-start-period=30s',
  '--health-start-interval=50ms',
]

export interface Nginx extends WebServer {
  /** Ends the container of the roles. */
  killRoles(): Promise<void>
  /** Starts one again, at another address. */
  startRoles(): Promise<void>
}

/**
 * nginx as the lab runs it: without root, on a read-only file system, in a network with the echoes. One
 * container plays all roles, and the external programs to which control hands on.
 */
export async function openNginx(places: Places): Promise<Nginx> {
  const { root, leaf } = await openCertificates('webserver')
  const name = `web-server-${randomUUID().slice(0, 8)}`
  const folder = await mkdtemp(join(tmpdir(), 'oauth-lab-nginx-'))
  const others = ['roles', 'guest'].map((one) => `${name}-${one}`)
  const close = async () => {
    await docker('rm', '--force', '--volumes', name, ...others)
    // Not there yet, where the start failed early.
    await docker('network', 'rm', name).catch(() => undefined)
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const { upstreams, listeners, urls } = await castRoles(places, leaf)
    const [port, plainPort] = await freePorts()
    const origin = `https://webserver:${port}`
    const cast: Cast = {
      listeners,
      programs: { urls, origin, root: root.certificate, runs: 'containers' },
      port: Number(new URL(upstreams.control.url).port),
    }
    await docker('network', 'create', name)
    await startRoles(name, cast)

    const { names } = readCertificate(leaf.certificate)
    const timeout = shortTimeout
    const files = nginxFiles({ origin, names, upstreams, timeout })
    await writeFiles(folder, { ...files, ...leafFiles(leaf) })
    const ports = [`127.0.0.1:${port}:${port}`, `127.0.0.1:${plainPort}:80`]
    const run = [
      'run',
      '--detach',
      `--name=${name}`,
      `--network=${name}`,
      ...ports.map((one) => `--publish=${one}`),
      ...hardened,
      ...healthcheck,
      ...mounts(folder),
      image,
      ...command,
      '-g',
      'daemon off;',
    ]
    const health = await firstHealth(name, () => docker(...run))
    if (health !== 'healthy') throw new Error(`nginx does not answer: ${health}`)
    const webServer: Nginx = {
      origin,
      port,
      plainPort,
      ca: root.certificate,
      log: followLog(name),
      async renew() {
        const next = await renewLeaf(root, 'webserver')
        await writeFiles(folder, leafFiles(next))
        await docker('kill', '--signal', 'HUP', name)
        return next
      },
      async killRoles() {
        await docker('rm', '--force', '--volumes', `${name}-roles`)
      },
      async startRoles() {
        // The address that became free goes to somebody else first.
        await docker('run', '--detach', `--name=${name}-guest`, `--network=${name}`, image)
        await startRoles(name, cast)
      },
      close,
    }
    return webServer
  } catch (error) {
    await close()
    throw error
  }
}

/** `nginx -t`: whether nginx takes a configuration. @throws Error with what nginx says */
export async function checkConfiguration(files: Record<string, string>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'oauth-lab-nginx-'))
  try {
    const { leaf } = await openCertificates('webserver')
    await writeFiles(folder, { ...files, ...leafFiles(leaf) })
    const alone = ['--rm', '--network=none', '--add-host=host.docker.internal:127.0.0.1']
    await docker('run', ...alone, ...hardened, ...mounts(folder), image, ...command, '-t')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function mounts(folder: string): string[] {
  const files = ['kit/design', 'client/spa/dist', 'console/dist'].map(
    (one) => `${fromProject(one)}:/lab/${one}`,
  )
  return [`${folder}:/lab/config`, ...files].map((one) => `--volume=${one}:ro`)
}

/** Containers run as another user than this process does. */
async function writeFiles(folder: string, files: Record<string, string>): Promise<void> {
  await chmod(folder, 0o755)
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true, mode: 0o755 })
    await writeFile(join(folder, path), content, { mode: 0o644 })
  }
}

function leafFiles({ certificate, key }: KeyedCertificate): Record<string, string> {
  return { 'leaf.crt': certificate, 'leaf.key': key }
}
