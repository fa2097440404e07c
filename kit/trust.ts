import { lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { rootCertificates } from 'node:tls'
import { createCall } from './call.ts'
import type { Call } from './call.ts'
import { currentExchange } from './current-exchange.ts'
import type { Fetch, TrustedFetch, TrustOptions } from './trusted-fetch.ts'
import { callRecorded, fetchRecorded } from './recording/record-made.ts'

export type { Fetch, TrustOptions } from './trusted-fetch.ts'

export type FetchTrusting = (authority: string) => Fetch

export interface Trust {
  /** `fetch` that trusts the lab's root besides the system's. */
  fetch: Fetch
  /** The same, but it trusts this authority, PEM, and no other. */
  fetchTrusting: FetchTrusting
  /** For the lab's own origin. */
  call: Call
  close(): Promise<void>
}

/** Authorities whose connections are kept. */
const most = 20

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
  const { call, close: closeCall } = createCall(root, lookupHere)
  const opened = new Map<string, Promise<TrustedFetch>>()

  // Loaded when it is first asked for: a lab starts without it.
  const open = async (authorities: readonly string[]) => {
    const { openTrustedFetch } = await import('./trusted-fetch.ts')
    return openTrustedFetch(authorities, { hosts, ports, timeout }, lookupHere)
  }
  const close = async (key: string) => {
    const opening = opened.get(key)
    opened.delete(key)
    await (await opening)?.close()
  }
  const fetchOf =
    (key: string, authorities: () => readonly string[]): Fetch =>
    async (input, init) => {
      const opening = opened.get(key) ?? open(authorities())
      // The one used last stands last.
      opened.delete(key)
      opened.set(key, opening)
      if (opened.size > most) void close([...opened.keys()].find((one) => one !== '')!)
      const trusted = await opening
      // Where something may be held, no timeout ends the wait for it, and no signal that the caller set.
      const isSteered = currentExchange()?.sandbox.interventions !== undefined
      return fetchRecorded(isSteered ? trusted.fetchWithoutTimeout : trusted.fetch, input, init)
    }
  return {
    fetch: fetchOf('', () => [root, also ?? '', ...rootCertificates].filter(Boolean)),
    fetchTrusting: (authority) => fetchOf(authority, () => [authority]),
    call: callRecorded(call),
    async close() {
      closeCall()
      await Promise.all([...opened.keys()].map(close))
    },
  }
}

function lookupIn(hosts: Record<string, string>): LookupFunction {
  return (name, options, callback) => lookup(hosts[name] ?? name, options, callback)
}
