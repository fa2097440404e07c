import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createControlClient } from '@oauth-lab/kit/admin/control-client.ts'
import type { ControlClient } from '@oauth-lab/kit/admin/control-client.ts'
import { createTrust } from '@oauth-lab/kit/trust.ts'
import type { Fetch } from '@oauth-lab/kit/trust.ts'
import { defaultProject } from '@oauth-lab/scripts/docker/compose.ts'
import type { RoleName } from '@oauth-lab/webserver/routes.ts'
import { runCommand } from '../../runner/run-command.ts'
import type { CommandResult } from '../../runner/run-command.ts'
import { findFreePort } from '../../../package/free-port.ts'
import { noteSecret } from '../../secrets.ts'
import { projectPrefix, removeLeftovers } from './leftovers.ts'

export const services = ['webserver', 'authserver', 'resserver', 'client', 'control'] as const
export type Service = (typeof services)[number]

const project = join(import.meta.dirname, '../../..')
const loopback = '127.0.0.1'
let count = 0

/** A lab in containers with a Compose project of its own, which meets no other lab. */
export interface ComposeLab {
  /** Name of the Compose project. */
  name: string
  origin: string
  base: string
  issuer: string
  ca: string
  /** Where the origin's host is reached from here. */
  address: string
  trustedFetch: Fetch
  control: ControlClient
  /** Posts a document to the control API; what it answers is the caller's to judge. */
  administer(path: string, document: unknown): Promise<Response>
  /** Runs `docker compose …` for this lab; `environment` is added to the lab's. */
  compose(args: string[], environment?: Record<string, string>): Promise<CommandResult>
  /**
   * Waits until the web server reaches a role's container: nginx looks up its address each second.
   */
  throughWebServer(role: RoleName): Promise<void>
  /** Each service that ended by itself and was begun again, with how often, in words. */
  restarted(): Promise<string[]>
  /** The name of a service's container. */
  container(service: string): string
  /** Writes a lab file, by which other tests find this lab (`LAB_TEST_LAB`). */
  writeLabFile(path: string): void
  /** Keeps what the containers wrote for the search of the logs; they forget it when they are removed. */
  keepLogs(): Promise<void>
  /** Removes containers, networks and volumes. */
  stop(): Promise<void>
}

export interface ComposeOptions {
  /** Compose files besides docker-compose.yml, absolute. */
  overlays?: string[]
  /** What the lab is told, besides its ports. */
  environment?: Record<string, string>
}

/**
 * Starts the Compose project by Testcontainers, from images that are built already, and waits until
 * every service is healthy.
 * @throws Error with what Compose said
 */
export async function startComposeLab(options: ComposeOptions = {}): Promise<ComposeLab> {
  const { overlays = [] } = options
  await removeLeftovers()
  const port = await findFreePort()
  const environment = { ...nothingSet, LAB_PORT: String(port), ...options.environment }
  const name = `${projectPrefix}${process.pid}-${(count += 1)}`
  const files = [join(project, 'docker-compose.yml'), ...overlays]
  const which = ['--env-file', '/dev/null', '--project-name', name]
  const composed = ['compose', ...which, ...files.flatMap((file) => ['--file', file])]
  const compose: ComposeLab['compose'] = (args, more = {}) =>
    docker([...composed, ...args], { ...environment, ...more })
  const keepLogs = () => writeLogs(name, compose)
  const down = async () => {
    await keepLogs()
    await compose(['down', '--volumes', '--timeout', '1'])
  }
  try {
    await up(name, files, environment)
    const origin = `https://webserver:${port}`
    const ca = await requireDocker(['exec', `${name}-control-1`, 'cat', '/lab/config/root.crt'])
    // A role waits for others, and says so; whoever asks it has to wait longer.
    const trust = createTrust(ca, { hosts: { webserver: loopback }, timeout: 40_000 })
    // The web server looks up addresses each second, and control may be younger than that.
    await throughWebServer(trust.fetch, `${origin}/control/healthz`)
    const token = await signIn(origin, trust.fetch)
    return {
      name,
      origin,
      base: origin,
      issuer: `${origin}/authserver/oauth2`,
      ca,
      address: loopback,
      trustedFetch: trust.fetch,
      control: createControlClient({ base: origin, token, ca, fetch: trust.fetch }),
      administer: (path, document) =>
        trust.fetch(`${origin}/control/api/${path}`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            accept: 'application/json',
            authorization: `Bearer ${token}`,
          },
          body: JSON.stringify(document),
        }),
      compose,
      throughWebServer: (role) => throughWebServer(trust.fetch, `${origin}/${role}/healthz`),
      restarted: () => restartedOf(name),
      container: (service) => `${name}-${service}-1`,
      writeLabFile(path) {
        const lab = { origin, address: loopback, token, ca, docker: { project: name } }
        const file = { ...lab, startedAt: new Date().toISOString(), memory: false }
        writeFileSync(path, JSON.stringify(file), { mode: 0o600 })
      },
      keepLogs,
      async stop() {
        await trust.close()
        await down()
      },
    }
  } catch (error) {
    await down()
    throw error
  }
}

async function restartedOf(name: string): Promise<string[]> {
  const counts = await Promise.all(
    services.map(async (service) => {
      const format = ['--format', '{{.RestartCount}}']
      const times = await requireDocker(['inspect', ...format, `${name}-${service}-1`])
      return [service, Number(times)] as const
    }),
  )
  return counts
    .filter(([, times]) => times > 0)
    .map(([service, times]) => `${service} ended, and was begun again ${times} times`)
}

/** Runs `docker …` to its end. */
export function docker(args: string[], env: Record<string, string> = {}): Promise<CommandResult> {
  return runCommand('docker', args, { cwd: project, env })
}

/** Runs `docker …`. @throws Error with what it wrote when it fails */
export async function requireDocker(args: string[]): Promise<string> {
  const { code, output } = await docker(args)
  if (code !== 0) throw new Error(`docker ${args.join(' ')} failed:\n${output}`)
  return output
}

/** Settings that the person who runs the tests has for another lab must not reach this one. */
export const nothingSet: Record<string, string> = {
  ...Object.fromEntries(variablesOf(join(project, 'docker-compose.yml')).map((name) => [name, ''])),
  LAB_BIND: loopback,
  // The images of this checkout.
  LAB_IMAGES: defaultProject,
}

/** Every variable of the lab that a Compose file reads. Empty, the system chooses LAB_HTTP_PORT. */
function variablesOf(path: string): string[] {
  const found = readFileSync(path, 'utf8').matchAll(/\$\{(LAB_\w+)/g)
  return [...new Set([...found].map(([, name]) => name!))]
}

async function up(name: string, files: string[], environment: Record<string, string>) {
  // Its helper containers come from a registry. In a virtual machine with /.dockerenv it takes the
  // engine for another host's. It reads both when it is loaded.
  process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true'
  process.env['TESTCONTAINERS_HOST_OVERRIDE'] = 'localhost'
  const { DockerComposeEnvironment, Wait } = await import('testcontainers')
  await new DockerComposeEnvironment(project, files)
    .withProjectName(name)
    .withEnvironmentFile('/dev/null')
    .withEnvironment(environment)
    .withDefaultWaitStrategy(Wait.forHealthCheck())
    .withWaitStrategy('bootstrap-1', Wait.forOneShotStartup())
    .withStartupTimeout(90_000)
    .up()
}

async function throughWebServer(fetch: Fetch, url: string): Promise<void> {
  for (const end = Date.now() + 30_000; Date.now() < end;) {
    const response = await fetch(url)
    await response.arrayBuffer()
    if (response.ok) return
  }
  throw new Error(`the web server does not reach ${url}`)
}

async function signIn(origin: string, fetch: Fetch): Promise<string> {
  const response = await fetch(`${origin}/control/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'superuser', password: 'SYS' }),
  })
  const text = await response.text()
  if (response.status !== 201) throw new Error(`superuser can't sign in: ${text}`)
  const { access_token } = JSON.parse(text) as { access_token: string }
  noteSecret(access_token, 'admin token')
  return access_token
}

async function writeLogs(name: string, compose: ComposeLab['compose']): Promise<void> {
  const folder = process.env['LAB_TEST_LOGS']
  if (folder === undefined) return
  const { output } = await compose(['logs', '--no-color'])
  const path = join(folder, `${name}-${randomBytes(3).toString('hex')}.log`)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, output)
}
