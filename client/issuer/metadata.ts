import * as oidc from 'openid-client'
import type { ServerMetadata } from 'openid-client'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Fetch } from '@oauth-lab/kit/trust.ts'
import { observe } from './exchange.ts'
import type { Exchange } from './exchange.ts'
import { singleFlight } from './single-flight.ts'

/** Milliseconds on the sandbox's clock. */
const freshFor = 60_000
/** Seconds, real time, for each call to a peer. */
export const patience = 10

export function issuerOf(sandbox: Sandbox): string {
  return `${sandbox.base}/authserver/oauth2`
}

/**
 * The authorization server's metadata (OpenID Connect Discovery 1.0 §4), fetched when it is needed
 * and kept for a minute on the sandbox's clock. Throws openid-client's errors.
 */
export async function discover(
  sandbox: Sandbox,
  fetch: Fetch,
  seen: Exchange[],
): Promise<ServerMetadata> {
  const kept = sandbox.cache.get('metadata') as { at: number; metadata: ServerMetadata } | undefined
  const now = sandbox.clock.now()
  if (kept !== undefined && kept.at <= now && now < kept.at + freshFor) return kept.metadata
  return singleFlight(sandbox, 'metadata', async () => {
    const issuer = new URL(issuerOf(sandbox))
    const found = await oidc.discovery(issuer, 'unregistered', undefined, oidc.None(), {
      [oidc.customFetch]: observe(fetch, seen),
      timeout: patience,
    })
    const metadata = found.serverMetadata()
    sandbox.cache.set('metadata', { at: now, metadata })
    return metadata
  })
}
