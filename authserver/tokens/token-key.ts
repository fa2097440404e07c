import { digest } from '../digest.ts'

/**
 * The key under which an access token is stored: its hash, and for a JWT before it the second of its issue.
 * So new rows stand side by side in the table's index, and a token costs the same however many are stored. Whatever
 * else somebody presents has some key too, under which nothing is found.
 */
export function tokenKey(token: string): string {
  return issuedAtOf(token) + digest(token)
}

/** Hexadecimal, so that text sorts as time does. */
function issuedAtOf(token: string): string {
  const claims = token.split('.', 2)[1]
  if (claims === undefined) return ''
  try {
    const { iat } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { iat?: unknown }
    return typeof iat === 'number' ? iat.toString(16).padStart(10, '0') : ''
  } catch {
    return ''
  }
}
