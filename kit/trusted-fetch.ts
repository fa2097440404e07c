import { isIP } from 'node:net'
import type { LookupFunction } from 'node:net'
import { createSecureContext } from 'node:tls'
import { Agent, buildConnector, fetch as undiciFetch } from 'undici'

import type { AddressGuard } from './address-guard.ts'
import type { KeyedCertificate } from './certificates.ts'

export type Fetch = typeof fetch

export interface TrustOptions {
  /** Addresses of names that do not resolve on this machine, as lines of a hosts file would give them. */
  hosts?: Record<string, string>
  /** Ports under which those addresses publish a port of the name's machine, for example a container's. */
  ports?: Record<number, number>
  /** How long a peer of `fetch` may be silent, milliseconds: 10,000 unless told. */
  timeout?: number
  /** The certificate that `fetch` shows to the lab where it is asked for one (RFC 8705 §2). */
  shows?: KeyedCertificate | undefined
  /** A further authority that `fetch` trusts, PEM. */
  also?: string | undefined
  /** The lab's own, by which `fetchTrusting` tells what it may ask; told nothing, it asks no private address. */
  origin?: string
}

export interface TrustedFetch {
  fetch: Fetch
  /** The same without any timeout: a peer's answer may be held for minutes. */
  fetchWithoutTimeout: Fetch
  close(): Promise<void>
}

/** The most that is read of an answer of a server that somebody else names, bytes. */
const limit = 1024 * 1024

/**
 * `fetch` that trusts authorities, PEM, and no others.
 * @param guard which hosts may not be asked; with one, answers are bounded and no redirect is followed
 */
export function openTrustedFetch(
  authorities: readonly string[],
  {
    hosts,
    ports,
    timeout,
    shows,
  }: Required<Pick<TrustOptions, 'hosts' | 'ports' | 'timeout'>> & Pick<TrustOptions, 'shows'>,
  lookup: LookupFunction,
  guard?: AddressGuard,
): TrustedFetch {
  const connect = buildConnector({
    // Made once: reading all the system's roots again for each connection takes milliseconds.
    secureContext: createSecureContext({
      ca: [...authorities],
      ...(shows && { cert: shows.certificate, key: shows.key }),
    }),
    lookup: guard === undefined ? lookup : guarded(lookup, guard),
  })
  const openAgent = (timeouts: { headersTimeout: number; bodyTimeout?: number }) =>
    new Agent({
      connect(target, callback) {
        // What is an address already is not looked up.
        const literal = target.hostname.replace(/^\[|\]$/g, '')
        const refused = isIP(literal) === 0 ? undefined : guard?.(literal, literal)
        if (refused !== undefined) return callback(refused, null)
        const published = hosts[target.hostname] && ports[Number(target.port || 443)]
        connect(published ? { ...target, port: String(published) } : target, callback)
      },
      ...timeouts,
      ...(guard && { maxResponseSize: limit }),
    })
  const usual = openAgent({ headersTimeout: timeout })
  const untimed = openAgent({ headersTimeout: 0, bodyTimeout: 0 })
  const always = guard === undefined ? {} : ({ redirect: 'manual' } as const)
  const trusted = (input: unknown, init?: object) =>
    undiciFetch(input as string, { ...init, ...always, dispatcher: usual })
  const withoutTimeout = (input: unknown, init?: object) =>
    undiciFetch(input as string, { ...init, ...always, signal: null, dispatcher: untimed })
  return {
    fetch: trusted as unknown as Fetch,
    fetchWithoutTimeout: withoutTimeout as unknown as Fetch,
    async close() {
      await Promise.all([usual.destroy(), untimed.destroy()])
    },
  }
}

/** Looks a name up once, and connects to none of its addresses if one is refused. */
function guarded(lookup: LookupFunction, guard: AddressGuard): LookupFunction {
  return (name, options, callback) =>
    lookup(name, options, (error, found, family) => {
      const addresses = Array.isArray(found) ? found.map(({ address }) => address) : [found]
      const refused = error ?? addresses.map((one) => guard(name, one)).find(Boolean)
      if (refused) callback(refused, '', 0)
      else callback(null, found, family)
    })
}
