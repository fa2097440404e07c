import { lookup, promises } from 'node:dns'
import type { LookupAddress } from 'node:dns'
import { z } from 'zod'
import { createCall } from '@oauth-lab/kit/call.ts'
import type { Call } from '@oauth-lab/kit/call.ts'
import type { ManagedRole } from '@oauth-lab/kit/admin/managed-roles.ts'

/**
 * Where the processes of each role answer, behind the web server. What a process keeps in memory is asked of each.
 * A role that is absent has one process, or control need not know.
 */
export type ProcessUrls = Readonly<Partial<Record<ManagedRole, readonly string[] | undefined>>>

/** The processes of the roles. */
export interface Processes {
  /** Their addresses at this moment, `http://host:port`; undefined for a role of which nothing was told. */
  addressesOf(role: ManagedRole): Promise<string[] | undefined>
  call: Call
  close(): void
}

/** The variable that tells them, for example `LAB_AUTHSERVER_PROCESSES`. */
export function processesVariableOf<Role extends ManagedRole>(
  role: Role,
): `LAB_${Uppercase<Role>}_PROCESSES` {
  return `LAB_${role.toUpperCase() as Uppercase<Role>}_PROCESSES`
}

/** Its value: addresses of plain HTTP with commas between, as the web server uses them. */
export const ProcessUrlList = z
  .string()
  .transform((text) => text.split(',').map((one) => URL.parse(one.trim())))
  .refine((urls) => urls.every((url) => url?.protocol === 'http:' && url.pathname === '/'), {
    message: 'must be addresses of plain HTTP, for example http://authserver:3000',
  })
  .transform((urls) => urls.map((url) => url!.origin))

/** The addresses of a name. */
type Lookup = (name: string) => Promise<Pick<LookupAddress, 'address' | 'family'>[]>

/**
 * Finds processes by name each time that somebody asks: a name may have an address for each of them (Compose's and
 * Swarm's service names, a headless service of Kubernetes), and they come and go.
 */
export function createProcesses(
  urls: ProcessUrls,
  lookupAll: Lookup = (name) => promises.lookup(name, { all: true }),
): Processes {
  const { call, close } = createCall('', lookup)
  const resolve = async (url: string) => {
    const { hostname, port } = new URL(url)
    const addresses = await lookupAll(hostname.replace(/^\[|\]$/g, ''))
    const hosts = addresses.map(({ address, family }) => (family === 6 ? `[${address}]` : address))
    return hosts.map((host) => new URL(`http://${host}:${port}`).origin)
  }
  return {
    async addressesOf(role) {
      const told = urls[role]
      if (told === undefined) return undefined
      return [...new Set((await Promise.all(told.map(resolve))).flat())]
    },
    call,
    close,
  }
}
