import { createJwks } from '@oauth-lab/kit/jwks.ts'
import type { KeyResolver } from '@oauth-lab/kit/jwks.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Chosen } from '../configurations/chosen.ts'

export type Keys = (sandbox: Sandbox, chosen: Chosen, uri: string) => KeyResolver

/** The authorization server's public keys (RFC 7517 §5), kept for each sandbox on its clock. */
export function createKeys(): Keys {
  return (sandbox, { definition: { authority, builtIn }, fetch }, uri) => {
    const key = `keys ${uri} ${builtIn ? '' : authority}`
    const kept = sandbox.cache.get(key) as KeyResolver | undefined
    if (kept !== undefined) return kept
    const keys = createJwks({ uri, fetch, clock: sandbox.clock })
    sandbox.cache.set(key, keys)
    return keys
  }
}
