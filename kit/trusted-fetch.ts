import type { LookupFunction } from 'node:net'
import { createSecureContext } from 'node:tls'
import { Agent, buildConnector, fetch as undiciFetch } from 'undici'

export type Fetch = typeof fetch

export interface TrustOptions {
  /** Addresses of names that do not resolve on this machine, as lines of a hosts file would give them. */
  hosts?: Record<string, string>
  /** Ports under which those addresses publish a port of the name's machine, for example a container's. */
  ports?: Record<number, number>
  /** How long a peer of `fetch` may be silent, milliseconds: 10,000 unless told. */
  timeout?: number
  /** A further authority that `fetch` trusts, PEM. */
  also?: string | undefined
}

export interface TrustedFetch {
  fetch: Fetch
  /** The same without any timeout: a peer's answer may be held for minutes. */
  fetchWithoutTimeout: Fetch
  close(): Promise<void>
}

/** `fetch` that trusts authorities, PEM, and no others. */
export function openTrustedFetch(
  authorities: readonly string[],
  { hosts, ports, timeout }: Required<Omit<TrustOptions, 'also'>>,
  lookup: LookupFunction,
): TrustedFetch {
  const connect = buildConnector({
    // Made once: reading all the system's roots again for each connection takes milliseconds.
    secureContext: createSecureContext({ ca: [...authorities] }),
    lookup,
  })
  const openAgent = (timeouts: { headersTimeout: number; bodyTimeout?: number }) =>
    new Agent({
      connect(target, callback) {
        const published = hosts[target.hostname] && ports[Number(target.port || 443)]
        connect(published ? { ...target, port: String(published) } : target, callback)
      },
      ...timeouts,
    })
  const usual = openAgent({ headersTimeout: timeout })
  const untimed = openAgent({ headersTimeout: 0, bodyTimeout: 0 })
  const trusted = (input: unknown, init?: object) =>
    undiciFetch(input as string, { ...init, dispatcher: usual })
  const withoutTimeout = (input: unknown, init?: object) =>
    undiciFetch(input as string, { ...init, signal: null, dispatcher: untimed })
  return {
    fetch: trusted as unknown as Fetch,
    fetchWithoutTimeout: withoutTimeout as unknown as Fetch,
    async close() {
      await Promise.all([usual.destroy(), untimed.destroy()])
    },
  }
}
