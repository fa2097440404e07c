import type { JWK } from 'jose'
import type { Exchange } from '../exchange.ts'
import { publishedKeys, registeredKeys } from '../signatures/key-set.ts'
import type { PublicKeys } from '../signatures/key-set.ts'
import type { Client } from './client.ts'

/**
 * A client's own public keys: those that it registered as `jwks`, or those at its `jwks_uri`, which is
 * asked through the guarded fetch (RFC 7591 §2). A client without either has none.
 */
export function clientKeys({ server, sandbox }: Exchange, { metadata }: Client): PublicKeys {
  const { jwks, jwks_uri: uri } = metadata
  return uri === undefined
    ? registeredKeys((jwks?.keys ?? []) as JWK[])
    : publishedKeys(sandbox, uri, server.fetchTrusting('lab'))
}
