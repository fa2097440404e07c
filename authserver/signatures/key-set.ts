import { createKeySet } from '@oauth-lab/kit/jwks.ts'
import type { KeySet } from '@oauth-lab/kit/jwks.ts'
import { PeerError } from '@oauth-lab/kit/peer-error.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Fetch } from '@oauth-lab/kit/trust.ts'
import type { JWK } from 'jose'

/** Public keys of somebody else. */
export type PublicKeys = KeySet<readonly JWK[]>

/** How many keys of one set are looked at. */
const mostKeys = 100
/** How many sets a sandbox keeps. */
const mostSets = 100

/** Keys that were registered. */
export function registeredKeys(keys: readonly JWK[]): PublicKeys {
  const same = () => Promise.resolve(keys)
  return { current: same, newer: same }
}

/**
 * The keys at a `jwks_uri` that a client names, kept on the sandbox's clock (kit/jwks.ts).
 * @param fetch the guarded one
 */
export function publishedKeys(sandbox: Sandbox, uri: string, fetch: Fetch): PublicKeys {
  const sets = (sandbox.cache.get('key sets') ?? new Map()) as Map<string, PublicKeys>
  sandbox.cache.set('key sets', sets)
  const keys = sets.get(uri) ?? createKeySet({ uri, fetch, clock: sandbox.clock, read })
  // The one used last stands last.
  sets.delete(uri)
  sets.set(uri, keys)
  if (sets.size > mostSets) sets.delete(sets.keys().next().value!)
  return keys
}

/** @throws PeerError for what is no key set (RFC 7517 §5) */
function read(body: unknown): readonly JWK[] {
  const { keys } = (body ?? {}) as { keys?: unknown }
  if (!Array.isArray(keys)) throw new PeerError('It has no list of keys.')
  return keys.slice(0, mostKeys).filter((key: unknown) => typeof key === 'object' && key !== null)
}
