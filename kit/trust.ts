import { lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { createSecureContext, rootCertificates } from 'node:tls'
import { Agent, buildConnector, fetch as undiciFetch } from 'undici'

export type Fetch = typeof fetch

export interface Trust {
  /** `fetch` that trusts the lab's root besides the system's. */
  fetch: Fetch
  close(): Promise<void>
}

export interface TrustOptions {
  /** Addresses of names that do not resolve on this machine, as lines of a hosts file would give them. */
  hosts?: Record<string, string>
  /** Ports under which those addresses publish a port of the name's machine, for example a container's. */
  ports?: Record<number, number>
}

/**
 * HTTPS that trusts the lab's root certificate. Verification is never turned off.
 * @param root PEM
 */
export function createTrust(root: string, { hosts = {}, ports = {} }: TrustOptions = {}): Trust {
  const connect = buildConnector({
    // Made once: reading all the system's roots again for each connection takes milliseconds.
    secureContext: createSecureContext({ ca: [root, ...rootCertificates] }),
    lookup: lookupIn(hosts),
  })
  const dispatcher = new Agent({
    connect(target, callback) {
      const published = hosts[target.hostname] && ports[Number(target.port || 443)]
      connect(published ? { ...target, port: String(published) } : target, callback)
    },
    headersTimeout: 10_000,
  })
  const trusted = (input: unknown, init?: object) =>
    undiciFetch(input as string, { ...init, dispatcher })
  return { fetch: trusted as unknown as Fetch, close: () => dispatcher.destroy() }
}

function lookupIn(hosts: Record<string, string>): LookupFunction {
  return (name, options, callback) => lookup(hosts[name] ?? name, options, callback)
}
