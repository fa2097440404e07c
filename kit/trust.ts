import { createSecureContext, rootCertificates } from 'node:tls'
import { Agent, fetch as undiciFetch } from 'undici'

export type Fetch = typeof fetch

export interface Trust {
  /** `fetch` that trusts the lab's root besides the system's. */
  fetch: Fetch
  close(): Promise<void>
}

/**
 * HTTPS that trusts the lab's root certificate. Verification is never turned off.
 * @param root PEM
 */
export function createTrust(root: string): Trust {
  const dispatcher = new Agent({
    // Made once: reading all the system's roots again for each connection takes milliseconds.
    connect: { secureContext: createSecureContext({ ca: [root, ...rootCertificates] }) },
    headersTimeout: 10_000,
  })
  const trusted = (input: unknown, init?: object) =>
    undiciFetch(input as string, { ...init, dispatcher })
  return { fetch: trusted as unknown as Fetch, close: () => dispatcher.destroy() }
}
