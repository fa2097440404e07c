import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { createAdminToken } from '@oauth-lab/kit/admin/admin-token.ts'
import { defaultPasswords } from '@oauth-lab/kit/default-passwords.ts'
import { projectFolder } from '@oauth-lab/kit/project-folder.ts'
import { createTrust } from '@oauth-lab/kit/trust.ts'
import { defaultProject } from '@oauth-lab/scripts/docker/compose.ts'
import { processesOf } from './all-in-one.ts'
import { addressOf } from './embedded-lab.ts'
import type { LabTarget } from './lab.ts'
import { findFreePort } from '../../../package/free-port.ts'

const project = fileURLToPath(projectFolder)
const services = ['bootstrap', 'webserver', 'authserver', 'resserver', 'client', 'control']

/** A Compose project of the benchmarks' own. */
export interface ComposeLab {
  /** `docker compose up --wait`; returns how long it took, ms. */
  up(): Promise<number>
  target(): Promise<LabTarget & { close: () => Promise<void> }>
  /** The processes of all containers. */
  pids(): Promise<number[]>
  /** Stops and removes the containers; with `data` the volumes too. */
  down(options?: { data: boolean }): Promise<void>
}

/** Why containers can't be measured here; undefined when they can. */
export async function whyNoContainers(images: string[]): Promise<string | undefined> {
  try {
    await execa('docker', ['version', '--format', '{{.Server.Version}}'], { timeout: 10_000 })
  } catch {
    return 'no Docker engine answers'
  }
  try {
    await execa('docker', ['image', 'inspect', ...images], { timeout: 10_000 })
    return undefined
  } catch {
    return 'the images are not built; docker compose build makes them'
  }
}

export const composeImages = services.map((service) => `${defaultProject}/${service}`)

export async function openCompose(): Promise<ComposeLab> {
  const port = await findFreePort()
  const name = `oauth-lab-bench-${process.pid}-${port}`
  const env = {
    LAB_IMAGES: defaultProject,
    LAB_PORT: String(port),
    LAB_HTTP_PORT: '',
  }
  const compose = (...args: string[]) =>
    execa('docker', ['compose', '-p', name, ...args], { cwd: project, env, timeout: 120_000 })
  const read = async (path: string) => (await compose('exec', '-T', 'control', 'cat', path)).stdout
  return {
    async up() {
      const started = performance.now()
      await compose('up', '--wait', '--no-build')
      return performance.now() - started
    },
    async target() {
      const origin = `https://webserver:${port}`
      const ca = await read('/lab/config/root.crt')
      const key = (await read('/lab/config/admin.key')).trim()
      const password = defaultPasswords.superuser
      const token = createAdminToken({ username: 'superuser', password, key }, origin)
      const { fetch, close } = createTrust(ca, { hosts: { webserver: '127.0.0.1' } })
      const address = addressOf(origin, ca)
      return { origin, address, resserver: address, token, fetch, close }
    },
    async pids() {
      const ids = (await compose('ps', '-q')).stdout.trim().split('\n')
      return (await Promise.all(ids.map(processesOf))).flat()
    },
    async down({ data } = { data: true }) {
      await compose('down', '--timeout', '5', ...(data ? ['--volumes'] : []))
    },
  }
}
