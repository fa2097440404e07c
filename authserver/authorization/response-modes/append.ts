/** Appends parameters to an address whose own query stays as it is, letter by letter (RFC 6749 §3.1.2). */
export function appendQuery(uri: string, parameters: Record<string, string>): string {
  const encoded = new URLSearchParams(parameters).toString()
  if (encoded === '') return uri
  const [address, fragment] = uri.split('#', 2) as [string, string | undefined]
  const joint = !address.includes('?') ? '?' : /[?&]$/.test(address) ? '' : '&'
  return `${address}${joint}${encoded}${fragment === undefined ? '' : `#${fragment}`}`
}

/** Parameters in the fragment (RFC 6749 §4.2.2); a redirect URI has none of its own. */
export function appendFragment(uri: string, parameters: Record<string, string>): string {
  return `${uri}#${new URLSearchParams(parameters).toString()}`
}
