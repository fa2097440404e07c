import { isPlain } from '@oauth-lab/kit/http/plain-connection.ts'
import { check, letPass } from '../checks.ts'
import type { Exchange } from '../exchange.ts'

/**
 * Requires https of a web client's redirect URIs (RFC 9700 §2.6). The setting `httpForLocalhost`, and a
 * lab without TLS, let plain HTTP pass, which is told.
 */
export function checkHttps(
  exchange: Exchange,
  applicationType: 'web' | 'native',
  uris: readonly string[],
): void {
  if (applicationType === 'native') return
  const plain = uris.filter((uri) => uri.startsWith('http:'))
  const { httpForLocalhost } = exchange.configuration
  const withoutTls = isPlain(exchange.sandbox)
  const because = withoutTls
    ? 'The lab was started without TLS'
    : `The setting httpForLocalhost is ${httpForLocalhost ? 'on' : 'off'}`
  const detail = `${because}: ${plain.join(', ')}.`
  if (plain.length > 0 && (httpForLocalhost || withoutTls))
    letPass(exchange, 'redirect-uri.https', detail)
  else check(exchange, 'redirect-uri.https', plain.length === 0, detail)
}
