import type { Exchange } from '../exchange.ts'
import { metadataOf } from './metadata.ts'

/** The server's metadata, wherever it is asked for (RFC 8414 §3, OpenID Connect Discovery §4). */
export function metadata(exchange: Exchange): object {
  return metadataOf(exchange)
}
