import type { IncomingMessage } from 'node:http'
import { createRequestId } from '@oauth-lab/kit/http/request-id.ts'
import { untrustedHeaders } from '../forwarded-headers.ts'

const untrusted = new Set(untrustedHeaders.map((name) => name.toLowerCase()))

/**
 * Nothing that a peer says about forwarding is believed; the roles hear it from the web server
 * only. Names with other characters than letters, digits and hyphens are dropped, as nginx drops
 * them. Many programs take `X_Forwarded_Host` for `X-Forwarded-Host`.
 */
export function takeForwardedHeaders(request: IncomingMessage, origin: URL): void {
  const { headers } = request
  for (const name of Object.keys(headers)) {
    const isProxys = /^x-(?:forwarded|accel)-/.test(name)
    if (isProxys || untrusted.has(name) || !/^[a-z0-9-]+$/.test(name)) delete headers[name]
  }
  headers['x-forwarded-for'] = request.socket.remoteAddress ?? ''
  const scheme = origin.protocol.slice(0, -1)
  headers['x-forwarded-proto'] = scheme
  headers['x-forwarded-host'] = origin.host
  headers['x-forwarded-port'] = origin.port || (scheme === 'http' ? '80' : '443')
  headers['x-request-id'] = createRequestId()
}
