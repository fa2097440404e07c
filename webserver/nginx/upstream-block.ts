import { isIP } from 'node:net'
import type { RoleName } from '../routes.ts'
import { hostOf } from '../upstreams.ts'
import type { Upstream } from '../upstreams.ts'

/** The host's name inside a container; its address is in /etc/hosts, of which no resolver knows. */
const hostName = 'host.docker.internal'

/**
 * Where nginx finds a role. Names of containers are looked up again and again, since a new
 * container has another address. They may not exist when nginx starts.
 */
export function upstreamBlock(role: RoleName, { url, external }: Upstream): string {
  const { port, protocol } = new URL(url)
  const { host: named, name, loopback } = hostOf(url)
  const host = external && loopback ? hostName : named
  const resolve = host === hostName || isIP(name) !== 0 ? '' : ' resolve'
  const at = `${host}:${port || (protocol === 'https:' ? '443' : '80')}`
  return `
upstream ${role} {
  zone ${role} 128k;
  server ${at}${resolve} max_fails=1 fail_timeout=1s;
  # The roles of the lab keep idle connections for 72 seconds; of other programs that is not known.
  keepalive ${external ? '0' : '32'};
  keepalive_timeout 60s;
}`
}
