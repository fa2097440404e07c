/** What an absolute URI may hold after its scheme: no fragment, no blank, whole escapes (RFC 3986 §4.3). */
const form = /^[a-z][a-z0-9+.-]*:(?:[\w.~:/?@!$&'()*+,;=[\]-]|%[0-9a-f]{2})+$/i

/** Whether a text is an absolute URI without fragment (RFC 8707 §2, RFC 3986 §4.3), and nothing else. */
export function isAbsoluteUri(text: string): boolean {
  // The URL parser reads `https:/host` and `https:host` too, which name no host (RFC 9110 §4.2.2).
  if (/^https?:/i.test(text) && !/^https?:\/\/[^/?]/i.test(text)) return false
  return form.test(text) && URL.canParse(text)
}
