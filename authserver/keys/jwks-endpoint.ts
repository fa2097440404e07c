import type { Exchange } from '../exchange.ts'
import { sendDocument } from '../http/send-document.ts'

/** The public keys (RFC 7517 §5). */
export async function jwks(exchange: Exchange): Promise<unknown> {
  const { server, sandbox } = exchange
  return sendDocument(exchange, await server.keys.published(sandbox))
}
