import { lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { createCall } from './call.ts'
import type { Call } from './call.ts'
import { currentExchange } from './current-exchange.ts'
import type { Fetch, TrustedFetch, TrustOptions } from './trusted-fetch.ts'
import { callRecorded, fetchRecorded } from './recording/record-made.ts'

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
 * sends to another server goes through here, is recorded, and tells which exchange it belongs to.
 * @param root PEM; empty for a lab without TLS
 */
export function createTrust(
  root: string,
  { hosts = {}, ports = {}, timeout = 10_000, also }: TrustOptions = {},
): Trust {
  const lookupHere = lookupIn(hosts)
  const { call, close } = createCall(root, lookupHere)
  let opening: Promise<TrustedFetch> | undefined

  // Loaded when it is first asked for: a lab starts without it.
  const open = async () => {
    const { openTrustedFetch } = await import('./trusted-fetch.ts')
    return openTrustedFetch(
      [root, also ?? ''].filter(Boolean),
      { hosts, ports, timeout },
      lookupHere,
    )
  }
  return {
    async fetch(input, init) {
      opening ??= open()
      const trusted = await opening
      // Where something may be held, no timeout ends the wait for it, and no signal that the caller set.
      const isSteered = currentExchange()?.sandbox.interventions !== undefined
      return fetchRecorded(isSteered ? trusted.fetchWithoutTimeout : trusted.fetch, input, init)
    },
    call: callRecorded(call),
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
