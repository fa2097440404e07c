/**
 * Whether a text is an origin as browsers send it (RFC 6454 §6.2): `https://app.example:8080`, an
 * application's own scheme such as `capacitor://localhost`, or `null`, which stands for no origin at all.
 */
export function isOrigin(text: string): boolean {
  if (text === 'null') return true
  const url = URL.parse(text)
  if (url === null || !/^[a-z][a-z0-9+.-]*:\/\/[^/?#@*\s]+$/.test(text)) return false
  return /^https?:$/.test(url.protocol) ? url.origin === text : true
}
