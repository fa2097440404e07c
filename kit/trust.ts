import { lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { rootCertificates } from 'node:tls'
import { createAddressGuard } from './address-guard.ts'
import type { AddressGuard } from './address-guard.ts'
import { createCall } from './call.ts'
import type { Call } from './call.ts'
import { currentExchange } from './current-exchange.ts'
import type { Fetch, TrustedFetch, TrustOptions } from './trusted-fetch.ts'
import { callRecorded, fetchRecorded } from './recording/record-made.ts'
import { otherRoot } from './server-definitions/other-root.ts'

export type { Fetch, TrustOptions } from './trusted-fetch.ts'

/**
 * `fetch` for servers that somebody else names: a person who types an issuer, or what such a server
 * says. It asks no private address (address-guard.ts), follows no redirect and reads 1 MiB at most.
 * @param authority who vouches for their certificates: `lab`, its root and what the system trusts;
 *   `system`, that alone; `other-root.crt`, which signed nothing; or an authority, PEM, and no other
 */
export type FetchTrusting = (authority: string) => Fetch

export interface Trust {
  /** `fetch` that trusts the lab's root besides the system's. */
  fetch: Fetch
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
  { hosts = {}, ports = {}, timeout = 10_000, shows, also, origin }: TrustOptions = {},
): Trust {
  const lookupHere = lookupIn(hosts)
  const { call, close: closeCall } = createCall(root, lookupHere)
  const opened = new Map<string, Promise<TrustedFetch>>()

  // Loaded when it is first asked for: a lab starts without it.
  const open = async (authorities: readonly string[], guard?: AddressGuard) => {
    const { openTrustedFetch } = await import('./trusted-fetch.ts')
    return openTrustedFetch(
      authorities,
      { hosts, ports, timeout, ...(guard === undefined && { shows }) },
      lookupHere,
      guard,
    )
  }
  const guard = createAddressGuard(origin ?? 'https://lab.invalid')
  const named: Readonly<Record<string, () => readonly string[]>> = {
    lab: () => [root, also ?? '', ...rootCertificates].filter(Boolean),
    system: () => rootCertificates,
    'other-root.crt': () => [otherRoot],
  }
  const close = async (key: string) => {
    const opening = opened.get(key)
    opened.delete(key)
    await (await opening)?.close()
  }
  const fetchOf =
    (key: string, authorities: () => readonly string[], guarded?: AddressGuard): Fetch =>
    async (input, init) => {
      const opening = opened.get(key) ?? open(authorities(), guarded)
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
    fetch: fetchOf('', named['lab']!),
    fetchTrusting: (authority) =>
      fetchOf(authority, named[authority] ?? (() => [authority]), guard),
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
