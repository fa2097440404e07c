import { check, letPass } from '../checks.ts'
import type { Exchange } from '../exchange.ts'

/**
 * Requires https of a web client's redirect URIs (RFC 9700 §2.6). The setting `httpForLocalhost` lets plain
 * HTTP pass, which is told.
 */
export function checkHttps(
  exchange: Exchange,
  applicationType: 'web' | 'native',
  uris: readonly string[],
): void {
  if (applicationType === 'native') return
  const plain = uris.filter((uri) => uri.startsWith('http:'))
  const { httpForLocalhost } = exchange.configuration
  const detail = `The setting httpForLocalhost is ${httpForLocalhost ? 'on' : 'off'}: ${plain.join(', ')}.`
  if (plain.length > 0 && httpForLocalhost) letPass(exchange, 'redirect-uri.https', detail)
  else check(exchange, 'redirect-uri.https', plain.length === 0, detail)
}
