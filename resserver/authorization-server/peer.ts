import type { ServerDefinition } from '@oauth-lab/kit/admin/server-definition-document.ts'
import { createDiscovery } from '@oauth-lab/kit/discovery.ts'
import type { ProviderMetadata } from '@oauth-lab/kit/discovery.ts'
import { createJwks } from '@oauth-lab/kit/jwks.ts'
import type { KeyResolver } from '@oauth-lab/kit/jwks.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Fetch, FetchTrusting } from '@oauth-lab/kit/trust.ts'

/** An authorization server as this one knows it: by discovery, when first needed, per sandbox. */
export interface Peer {
  issuer: string
  /** Whether it is another one than the lab's own of this sandbox. */
  external: boolean
  fetch: Fetch
  discover: () => Promise<ProviderMetadata>
  /** The key set at a `jwks_uri`. */
  keysAt: (uri: string) => KeyResolver
}

/** For the server of the lab, and for those that a person typed. */
export interface Fetches {
  fetch: Fetch
  fetchTrusting: FetchTrusting
}

/** The server of a definition; what it told is kept on the sandbox's clock. */
export function peerOf(
  sandbox: Sandbox,
  { issuer, authority, builtIn }: ServerDefinition,
  { fetch: ownFetch, fetchTrusting }: Fetches,
): Peer {
  const name = `authorization server ${issuer} ${builtIn ? '' : authority}`
  const kept = sandbox.cache.get(name) as Peer | undefined
  if (kept !== undefined) return kept
  const { clock, authorizationServer: own } = sandbox
  const fetch = builtIn ? ownFetch : fetchTrusting(authority)
  const jwks = new Map<string, KeyResolver>()
  const peer: Peer = {
    issuer,
    external: issuer !== own.issuer || own.external,
    fetch,
    discover: createDiscovery({ issuer, fetch, clock }),
    keysAt(uri) {
      const keys = jwks.get(uri) ?? createJwks({ uri, fetch, clock })
      jwks.set(uri, keys)
      return keys
    },
  }
  sandbox.cache.set(name, peer)
  return peer
}
