import type { ClientMetadata } from '../clients/client-metadata.ts'

/**
 * Whether a redirect URI is a registered one, compared whole (RFC 9700 §2.1). For native clients
 * the port of a loopback address (RFC 8252 §7.3) and of `localhost` (RFC 9700 §4.1.3) is free.
 */
export function isRegistered(uri: string, client: ClientMetadata): boolean {
  if (client.redirect_uris.includes(uri)) return true
  if (client.application_type !== 'native') return false
  const portless = withoutLoopbackPort(uri)
  return (
    portless !== undefined &&
    client.redirect_uris.some((one) => withoutLoopbackPort(one) === portless)
  )
}

/** The URI without its port, if it is http at 127.0.0.1, [::1] or localhost. */
function withoutLoopbackPort(uri: string): string | undefined {
  const parts = /^(http:\/\/(?:127\.0\.0\.1|\[::1\]|localhost))(?::\d{1,5})?([/?].*)?$/.exec(uri)
  return parts === null ? undefined : `${parts[1]}${parts[2] ?? ''}`
}
