import { isLoopback } from '@oauth-lab/kit/loopback.ts'

/** What is wrong with an issuer for a lab in containers: of a loopback address each reaches itself. */
export function problemInContainers(issuer: string): string | undefined {
  const url = URL.parse(issuer)
  if (url === null || !isLoopback(url.hostname)) return undefined
  const { hostname } = url
  url.hostname = 'host.docker.internal'
  return `in a container ${hostname} is the container itself; a server on this machine needs an issuer like ${url.href}`
}
