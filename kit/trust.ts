import { lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { createCall } from './call.ts'
import type { Call } from './call.ts'
import type { Fetch, TrustOptions } from './trusted-fetch.ts'
import { traceHeaders } from './trace-context.ts'

export type { Fetch, TrustOptions } from './trusted-fetch.ts'

export interface Trust {
  /** `fetch` that trusts the lab's root besides the system's. */
  fetch: Fetch
  /** For the lab's own origin. */
  call: Call
  close(): Promise<void>
}

/**
 * HTTPS that trusts the lab's root certificate. Verification is never turned off. Whatever a role
 * sends to another server goes through here, and tells which exchange it belongs to.
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
      return trusted.fetch(input, withTrace(input, init))
    },
    call: (url, message) =>
      call(url, { ...message, headers: { ...message.headers, ...traceHeaders() } }),
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

function withTrace(input: Parameters<Fetch>[0], init: RequestInit | undefined) {
  const trace = Object.entries(traceHeaders())
  if (trace.length === 0) return init
  const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : {}))
  for (const [name, value] of trace) headers.set(name, value)
  return { ...init, headers }
}
