import { createServer } from 'node:net'
import { findingsOf } from '../finding.ts'
import type { Finding } from '../finding.ts'
import { portHolder } from './port-holder.ts'

/**
 * Whether the ports of a lab are free.
 * @param needed ports without which no lab starts
 * @param wished those of a lab in containers, and the variables that choose them
 */
export async function examinePorts(
  needed: number[],
  wished: Record<string, number>,
): Promise<Finding[]> {
  const { ok, note, wrong } = findingsOf('port')
  const findings = await Promise.all(
    [...new Set([...needed, ...Object.values(wished)])].map(async (port): Promise<Finding> => {
      const code = (await tryPort(port, '127.0.0.1')) ?? (await tryPort(port, '::1'))
      if (code === undefined) return ok(`${port} is free`)
      const holder = portHolder(port) ?? 'another program'
      if (code === 'EACCES') {
        return note(`${port} is not for this user; Docker may listen there`)
      }
      if (!needed.includes(port)) {
        const [setting] = Object.entries(wished).find(([, one]) => one === port)!
        // Empty: any port will do for the redirect.
        const other = setting === 'LAB_HTTP_PORT' ? '' : port === 8443 ? 9443 : 8443
        return note(`${port}, for a lab in containers, is taken by ${holder}`, {
          fix: `stop ${holder}, or: ${setting}=${other} docker compose up --wait`,
        })
      }
      return wrong(`${port} is taken`, {
        seen: `${holder} listens there (${code})`,
        expected: 'a free port for the lab’s web server',
        fix: `stop ${holder}, or: ./lab up --port 0`,
      })
    }),
  )
  return findings
}

/** Why a port can't be had at an address of loopback; a machine without IPv6 has one address only. */
function tryPort(port: number, address: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', ({ code, message }: NodeJS.ErrnoException) => {
      const isMissing = code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT'
      resolve(isMissing ? undefined : (code ?? message))
    })
    server.listen(port, address, () => server.close(() => resolve(undefined)))
  })
}
