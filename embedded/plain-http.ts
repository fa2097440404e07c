import type { Problem } from '@oauth-lab/kit/problems.ts'
import type { EmbeddedOptions } from './embedded-options.ts'
import { isLoopback } from '@oauth-lab/kit/loopback.ts'

/** Why a lab without TLS can't be had: what it says is read by whoever is on the way (RFC 6749 §3.1). */
export function plainProblems({
  tls,
  host,
  published,
  origin,
  mtlsPort,
}: EmbeddedOptions): Problem[] {
  if (tls !== undefined && typeof tls !== 'boolean') {
    return [{ path: 'tls', message: 'is true or false' }]
  }
  if (tls !== false) return []
  const why = 'without TLS (tls: false, --http) only this machine may reach the lab'
  const named = origin === undefined ? undefined : URL.parse(origin)?.hostname
  const places = { host, published, origin: named }
  const problems = Object.entries(places).flatMap(([path, place]) =>
    place === undefined || isLoopback(place)
      ? []
      : [{ path, message: `${place} is no loopback address; ${why}` }],
  )
  if (mtlsPort === undefined) return problems
  const message = 'a lab without TLS shows and sees no certificate'
  return [...problems, { path: 'mtlsPort', message }]
}
