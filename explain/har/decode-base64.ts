/** Bytes of base64 or base64url, padded or not; nothing for other text. */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/').replaceAll(/\s/g, ''))
    const bytes = new Uint8Array(plain.length)
    for (let i = 0; i < plain.length; i++) bytes[i] = plain.charCodeAt(i)
    return bytes
  } catch {
    return undefined
  }
}

/** The text that base64 stands for; nothing where it is no UTF-8. */
export function decodeBase64Text(text: string): string | undefined {
  const bytes = decodeBase64(text)
  if (bytes === undefined) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** Base64url without padding (RFC 7515 §2). */
export function encodeBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}
