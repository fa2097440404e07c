/** Whether a browser can be sent there: an absolute URI in visible ASCII (RFC 3986 §2), which a header can hold. */
export function canRedirectTo(uri: string): boolean {
  return /^[\x21-\x7e]+$/.test(uri) && URL.canParse(uri)
}
