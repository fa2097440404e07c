import { createLocalJWKSet } from 'jose'
import type { ServerMetadata } from 'openid-client'
import { createJwks } from '@oauth-lab/kit/jwks.ts'
import type { KeyResolver } from '@oauth-lab/kit/jwks.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Chosen } from '../configurations/chosen.ts'

/** Undefined where the server publishes none. */
export type Keys = (
  sandbox: Sandbox,
  chosen: Chosen,
  metadata: ServerMetadata,
) => KeyResolver | undefined

/** The authorization server's public keys (RFC 7517 §5), typed or fetched: then kept for each sandbox on its clock. */
export function createKeys(): Keys {
  return (sandbox, { definition, fetch }, { jwks_uri: uri }) => {
    const { authority, builtIn, metadata } = definition
    if (uri === undefined) {
      return metadata?.jwks && createLocalJWKSet(metadata.jwks)
    }
    const key = `keys ${uri} ${builtIn ? '' : authority}`
    const kept = sandbox.cache.get(key) as KeyResolver | undefined
    if (kept !== undefined) return kept
    const keys = createJwks({ uri, fetch, clock: sandbox.clock })
    sandbox.cache.set(key, keys)
    return keys
  }
}
