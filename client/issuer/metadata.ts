import * as oidc from 'openid-client'
import type { ServerMetadata } from 'openid-client'
import { expected } from '@oauth-lab/kit/check-detail.ts'
import { isPlain } from '@oauth-lab/kit/http/plain-connection.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { createTimedCache } from '@oauth-lab/kit/timed-cache.ts'
import type { TimedCache } from '@oauth-lab/kit/timed-cache.ts'
import type { Fetch } from '@oauth-lab/kit/trust.ts'
import { observe } from './exchange.ts'
import type { Exchange } from './exchange.ts'
import { ServerProblem } from './problem.ts'

/** Milliseconds on the sandbox's clock. */
const lifetime = 60_000
/** Seconds, real time, for each call to a peer. */
export const timeout = 10

interface Discovery {
  metadata: TimedCache<ServerMetadata>
  /** What the last attempt exchanged. */
  exchanges: () => readonly Exchange[]
}

/**
 * The authorization server's metadata (OpenID Connect Discovery 1.0 §4). It is fetched when needed
 * and kept for a minute on the sandbox's clock. Throws openid-client's errors, and ServerProblem
 * when the metadata names another issuer (§4.3); what was exchanged then stands in `seen`.
 */
export async function discover(
  sandbox: Sandbox,
  fetch: Fetch,
  seen: Exchange[],
): Promise<ServerMetadata> {
  const kept = sandbox.cache.get('discovery') as Discovery | undefined
  const discovery = kept ?? createDiscovery(sandbox, fetch)
  if (kept === undefined) sandbox.cache.set('discovery', discovery)
  try {
    return await discovery.metadata.get()
  } catch (error) {
    seen.push(...discovery.exchanges())
    throw error
  }
}

function createDiscovery(sandbox: Sandbox, fetch: Fetch): Discovery {
  let exchanges: Exchange[] = []
  const { issuer } = sandbox.authorizationServer
  const load = async () => {
    exchanges = []
    const found = await oidc.discovery(new URL(issuer), 'unregistered', undefined, oidc.None(), {
      [oidc.customFetch]: observe(fetch, exchanges),
      timeout,
      ...(isPlain(sandbox) && { execute: [oidc.allowInsecureRequests] }),
    })
    const metadata = found.serverMetadata()
    // openid-client compares addresses, issuers are compared as they are written.
    if (metadata.issuer === issuer) return metadata
    throw new ServerProblem(502, 'The metadata names another issuer.', {
      description: expected(issuer, metadata.issuer),
    })
  }
  return {
    metadata: createTimedCache({ load, lifetime, clock: sandbox.clock }),
    exchanges: () => exchanges,
  }
}
