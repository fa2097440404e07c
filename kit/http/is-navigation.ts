import type { IncomingHttpHeaders } from 'node:http'

/**
 * Whether a person opened the address in a browser. `Accept: text/html` alone does not say so: Java's
 * HttpURLConnection sends it for every program. Browsers say `Sec-Fetch-Dest: document`; those that don't,
 * at a plain HTTP address above all, name application/xhtml+xml besides.
 */
export function isNavigation({ headers }: { headers: IncomingHttpHeaders }): boolean {
  const { accept = '', 'sec-fetch-dest': destination } = headers
  if (!accept.includes('text/html')) return false
  if (destination === undefined) return accept.includes('application/xhtml+xml')
  return destination === 'document'
}
