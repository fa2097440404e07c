import type { JWK } from 'jose'
import type { Exchange } from '../exchange.ts'
import { publishedKeys, registeredKeys } from '../signatures/key-set.ts'
import type { PublicKeys } from '../signatures/key-set.ts'

/** Who registered keys. */
export interface KeyHolder {
  readonly metadata: {
    readonly jwks?: { readonly keys: readonly JWK[] } | undefined
    readonly jwks_uri?: string | undefined
  }
}

/**
 * A client's own public keys: those that it registered as `jwks`, or those at its `jwks_uri`, which is
 * asked through the guarded fetch (RFC 7591 §2). A client without either has none.
 */
export function clientKeys({ server, sandbox }: Exchange, { metadata }: KeyHolder): PublicKeys {
  const { jwks, jwks_uri: uri } = metadata
  return uri === undefined
    ? registeredKeys(jwks?.keys ?? [])
    : publishedKeys(sandbox, uri, server.fetchTrusting('lab'))
}
