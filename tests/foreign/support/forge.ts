/** The same JWT with the bytes of its signature in another order. */
export function forge(token: string): string {
  const [header, payload, signature = ''] = token.split('.')
  const bytes = Uint8Array.from(Buffer.from(signature, 'base64url')).toReversed()
  return [header, payload, Buffer.from(bytes).toString('base64url')].join('.')
}
