import { lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { createSecureContext, rootCertificates } from 'node:tls'
import { Agent, fetch as undiciFetch } from 'undici'

export type Fetch = typeof fetch

export interface Trust {
  /** `fetch` that trusts the lab's root besides the system's. */
  fetch: Fetch
  close(): Promise<void>
}

export interface TrustOptions {
  /** Addresses of names that do not resolve on this machine, as lines of a hosts file would give them. */
  hosts?: Record<string, string>
}

/**
 * HTTPS that trusts the lab's root certificate. Verification is never turned off.
 * @param root PEM
 */
export function createTrust(root: string, { hosts }: TrustOptions = {}): Trust {
  const dispatcher = new Agent({
    connect: {
      // Made once: reading all the system's roots again for each connection takes milliseconds.
      secureContext: createSecureContext({ ca: [root, ...rootCertificates] }),
      ...(hosts !== undefined && { lookup: lookupIn(hosts) }),
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
