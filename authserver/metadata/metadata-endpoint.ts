import type { Exchange } from '../exchange.ts'
import { sendDocument } from '../http/send-document.ts'
import { metadataOf } from './metadata.ts'

/** The server's metadata, wherever it is asked for (RFC 8414 §3, OpenID Connect Discovery §4). */
export function metadata(exchange: Exchange): unknown {
  return sendDocument(exchange, metadataOf(exchange))
}
