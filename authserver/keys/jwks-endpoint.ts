import type { Exchange } from '../exchange.ts'

/** The public keys (RFC 7517 §5). */
export function jwks({ server, sandbox }: Exchange): Promise<object> {
  return server.keys.published(sandbox)
}
