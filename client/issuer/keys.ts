import { createLocalJWKSet } from 'jose'
import type { JSONWebKeySet } from 'jose'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Fetch } from '@oauth-lab/kit/trust.ts'
import { patience } from './metadata.ts'
import { singleFlight } from './single-flight.ts'

/** Milliseconds on the sandbox's clock. */
const freshFor = 5 * 60_000

interface Kept {
  at: number
  uri: string
  jwks: JSONWebKeySet
}

export type Keys = (
  sandbox: Sandbox,
  uri: string,
  kid: string | undefined,
) => Promise<ReturnType<typeof createLocalJWKSet>>

/**
 * The authorization server's public keys (RFC 7517 §5), kept for five minutes on the sandbox's clock
 * and fetched again for a key that is not among them.
 */
export function createKeys(fetch: Fetch): Keys {
  const load = async (sandbox: Sandbox, uri: string): Promise<Kept> => {
    const response = await fetch(uri, { signal: AbortSignal.timeout(patience * 1000) })
    if (!response.ok) throw new Error(`The keys were answered with status ${response.status}.`)
    const jwks = (await response.json()) as JSONWebKeySet
    const kept = { at: sandbox.clock.now(), uri, jwks }
    sandbox.cache.set('keys', kept)
    return kept
  }

  return async (sandbox, uri, kid) => {
    const kept = sandbox.cache.get('keys') as Kept | undefined
    const now = sandbox.clock.now()
    const good =
      kept?.uri === uri &&
      kept.at <= now &&
      now < kept.at + freshFor &&
      (kid === undefined || kept.jwks.keys.some((key) => key.kid === kid))
    const { jwks } = good ? kept : await singleFlight(sandbox, 'keys', () => load(sandbox, uri))
    return createLocalJWKSet(jwks)
  }
}
