import { isPlain } from './plain-connection.ts'

/**
 * The name of a cookie of the lab's. It carries the origin's port: browsers send a host's cookies
 * to every port of it (RFC 6265 §8.5). Two labs on `localhost` would overwrite each other's. The prefix
 * `__Secure-` is for a lab with TLS (RFC 6265bis §4.1.3.1).
 */
export function cookieName(name: string, { origin }: { origin: string }): string {
  const port = /:(\d+)$/.exec(origin)?.[1]
  return isPlain({ origin }) ? `${name}-${port ?? '80'}` : `__Secure-${name}-${port ?? '443'}`
}

/**
 * What keeps a cookie from other connections and sites. Over plain HTTP it is not `Secure`: Chromium would
 * take one at loopback, WebKit and the cookie jars of most programs would not. Without `Secure`
 * browsers refuse `SameSite=None`, so it is `Lax` then; the ports of one host are one site.
 */
export function cookieProtection<Wanted extends 'none' | 'lax' | 'strict'>(
  lab: { origin: string },
  sameSite: Wanted,
): { secure: boolean; sameSite: Wanted | 'lax' } {
  if (!isPlain(lab)) return { secure: true, sameSite }
  return { secure: false, sameSite: sameSite === 'none' ? 'lax' : sameSite }
}
