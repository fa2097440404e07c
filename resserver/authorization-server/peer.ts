import { createLocalJWKSet } from 'jose'
import type { JSONWebKeySet } from 'jose'
import type { ServerDefinition } from '@oauth-lab/kit/admin/server-definition-document.ts'
import { createDiscovery } from '@oauth-lab/kit/discovery.ts'
import type { ProviderMetadata } from '@oauth-lab/kit/discovery.ts'
import { PeerError } from '@oauth-lab/kit/peer-error.ts'
import { createJwks } from '@oauth-lab/kit/jwks.ts'
import type { KeyResolver } from '@oauth-lab/kit/jwks.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Fetch, FetchTrusting } from '@oauth-lab/kit/trust.ts'

/** An authorization server as this one knows it: by discovery, when first needed, or as typed; per sandbox. */
export interface Peer {
  issuer: string
  /** Whether it is another one than the lab's own of this sandbox. */
  external: boolean
  fetch: Fetch
  discover: () => Promise<ProviderMetadata>
  /** The key set of the metadata. @throws PeerError where it has none */
  keysOf: (metadata: ProviderMetadata) => KeyResolver
}

/** For the server of the lab, and for those that a person typed. */
export interface Fetches {
  fetch: Fetch
  fetchTrusting: FetchTrusting
}

/** The server of a definition; what it told is kept on the sandbox's clock. */
export function peerOf(
  sandbox: Sandbox,
  { issuer, authority, source, metadata, builtIn }: ServerDefinition,
  { fetch: ownFetch, fetchTrusting }: Fetches,
): Peer {
  const how = builtIn ? '' : JSON.stringify([authority, source, metadata])
  const name = `authorization server ${issuer} ${how}`
  const kept = sandbox.cache.get(name) as Peer | undefined
  if (kept !== undefined) return kept
  const { clock, authorizationServer: own } = sandbox
  const fetch = builtIn ? ownFetch : fetchTrusting(authority)
  const jwks = new Map<string, KeyResolver>()
  /** Of sets that are at hand: jose reads a key of each once. */
  const read = new WeakMap<object, KeyResolver>()
  const peer: Peer = {
    issuer,
    external: issuer !== own.issuer || own.external,
    fetch,
    discover:
      source === 'typed'
        ? () => Promise.resolve({ issuer, ...metadata })
        : createDiscovery({ issuer, source, fetch, clock }),
    keysOf({ jwks_uri: uri, jwks: typed }) {
      if (uri === undefined) {
        if (typed === undefined) throw new PeerError('The authorization server publishes no keys.')
        const set = typed as JSONWebKeySet
        const keys = read.get(set) ?? createLocalJWKSet(set)
        read.set(set, keys)
        return keys
      }
      const keys = jwks.get(uri) ?? createJwks({ uri, fetch, clock })
      jwks.set(uri, keys)
      return keys
    },
  }
  sandbox.cache.set(name, peer)
  return peer
}
