import type { LookupFunction } from 'node:net'
import { createSecureContext, rootCertificates } from 'node:tls'
import { Agent, buildConnector, fetch as undiciFetch } from 'undici'
import type { Fetch, TrustOptions } from './trust.ts'

/** `fetch` that trusts authorities (PEM) besides the system's. */
export function openTrustedFetch(
  authorities: readonly string[],
  { hosts, ports, timeout }: Required<Omit<TrustOptions, 'also'>>,
  lookup: LookupFunction,
): { fetch: Fetch; close(): Promise<void> } {
  const connect = buildConnector({
    // Made once: reading all the system's roots again for each connection takes milliseconds.
    secureContext: createSecureContext({ ca: [...authorities, ...rootCertificates] }),
    lookup,
  })
  const dispatcher = new Agent({
    connect(target, callback) {
      const published = hosts[target.hostname] && ports[Number(target.port || 443)]
      connect(published ? { ...target, port: String(published) } : target, callback)
    },
    headersTimeout: timeout,
  })
  const trusted = (input: unknown, init?: object) =>
    undiciFetch(input as string, { ...init, dispatcher })
  return { fetch: trusted as unknown as Fetch, close: () => dispatcher.destroy() }
}
