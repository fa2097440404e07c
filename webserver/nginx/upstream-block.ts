import { isIP } from 'node:net'
import type { RoleName } from '../routes.ts'
import { hostOf } from '../upstreams.ts'
import type { Upstream } from '../upstreams.ts'

/**
 * Where nginx finds a role of the lab. Names of containers are looked up again and again, since a new
 * container has another address. They may not exist when nginx starts.
 */
export function upstreamBlock(role: RoleName, { url }: Upstream): string {
  const { host, port } = new URL(url)
  const resolve = isIP(hostOf(url).name) === 0 ? ' resolve' : ''
  const at = port === '' ? `${host}:80` : host
  return `
upstream ${role} {
  zone ${role} 128k;
  server ${at}${resolve} max_fails=1 fail_timeout=1s;
  # The roles keep idle connections for 72 seconds.
  keepalive 32;
  keepalive_timeout 60s;
}`
}
