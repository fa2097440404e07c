import { tellLeniency } from '../checks.ts'
import type { Exchange } from '../exchange.ts'

/** Tells where a web client uses plain HTTP by the setting `httpForLocalhost` (RFC 9700 §2.6). */
export function tellPlainHttp(
  exchange: Exchange,
  applicationType: 'web' | 'native',
  uris: readonly string[],
): void {
  if (applicationType === 'native') return
  const plain = uris.filter((uri) => uri.startsWith('http:'))
  const detail = `The setting httpForLocalhost allows ${plain.join(', ')}.`
  tellLeniency(exchange, 'redirect-uri.https', plain.length === 0, detail)
}
