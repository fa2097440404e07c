import { roles } from './routes.ts'
import type { RoleName } from './routes.ts'

/** Where a role answers. */
export interface Upstream {
  /** Scheme, host and port; the path of a request is appended whole. */
  url: string
  /** Whether it is an external program, not the lab's. */
  external: boolean
}

export type Upstreams = Record<RoleName, Upstream>

/**
 * The host of an external program. A container's loopback helps nobody: a name of it means the
 * machine. The certificate for it is one for `localhost`.
 */
export function hostOf(url: string): { host: string; name: string; loopback: boolean } {
  const { hostname } = new URL(url)
  const name = hostname.replace(/^\[|\]$/g, '')
  const loopback = name === 'localhost' || name === '::1' || /^127\.[0-9.]+$/.test(name)
  return { host: hostname, name, loopback }
}

/** Whether the lab is one process or containers. */
export type Runs = 'embedded' | 'containers'

/** The host's name inside a container. */
const machine = 'host.docker.internal'

/** Where an external program is found, and the name that its certificate has to be good for. */
export function reachOf(url: string, runs: Runs): { host: string; certified: string } {
  const { name, loopback } = hostOf(url)
  return runs === 'containers' && loopback
    ? { host: machine, certified: 'localhost' }
    : { host: name, certified: name }
}

/** The roles at whose places external programs may stand. */
export const replaceable = roles.filter((role) => role !== 'control')

/** The environment variable that puts an external program at a role's place. */
export function variableOf<Role extends RoleName>(role: Role): `LAB_${Uppercase<Role>}_URL` {
  return `LAB_${role.toUpperCase() as Uppercase<Role>}_URL`
}
