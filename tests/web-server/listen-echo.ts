import { createServer } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createEcho } from './echo.ts'

export interface EchoListener {
  role: string
  port: number
  bodyLimit?: number | undefined
  /** PEM, for HTTPS. */
  leaf?: { certificate: string; key: string } | undefined
}

/** Listens as a role; the answer holds the port. */
export function listenEcho(
  { role, port, bodyLimit, leaf }: EchoListener,
  host: string,
): Promise<{ server: Server; port: number }> {
  const options = { maxHeaderSize: 64 * 1024 }
  const echo = createEcho(role, bodyLimit)
  const server =
    leaf === undefined
      ? createServer(options, echo)
      : createSecureServer({ ...options, cert: leaf.certificate, key: leaf.key }, echo)
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      resolve({ server, port: (server.address() as AddressInfo).port })
    })
  })
}
