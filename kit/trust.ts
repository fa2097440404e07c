import { lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { createCall } from './call.ts'
import type { Call } from './call.ts'

export type Fetch = typeof fetch

export interface Trust {
  /** `fetch` that trusts the lab's root besides the system's. */
  fetch: Fetch
  /** For the lab's own origin. */
  call: Call
  close(): Promise<void>
}

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

/**
 * HTTPS that trusts the lab's root certificate. Verification is never turned off.
 * @param root PEM
 */
export function createTrust(
  root: string,
  { hosts = {}, ports = {}, timeout = 10_000, also }: TrustOptions = {},
): Trust {
  const lookupHere = lookupIn(hosts)
  const { call, close } = createCall(root, lookupHere)
  let opening: Promise<{ fetch: Fetch; close(): Promise<void> }> | undefined

  // Loaded when it is first asked for: a lab starts without it.
  const open = async () => {
    const { openTrustedFetch } = await import('./trusted-fetch.ts')
    return openTrustedFetch([root, ...(also ? [also] : [])], { hosts, ports, timeout }, lookupHere)
  }
  return {
    async fetch(input, init) {
      opening ??= open()
      const trusted = await opening
      return trusted.fetch(input, init)
    },
    call,
    async close() {
      close()
      const trusted = await opening
      await trusted?.close()
    },
  }
}

function lookupIn(hosts: Record<string, string>): LookupFunction {
  return (name, options, callback) => lookup(hosts[name] ?? name, options, callback)
}
