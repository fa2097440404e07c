import { digest } from '../digest.ts'

/**
 * The key under which a JWT access token is stored: the second of its issue, then its hash. So new rows stand
 * side by side in the table's index, and a token costs the same however many are stored.
 */
export function jwtKey(token: string, issuedAt: number): string {
  // Hexadecimal, so that text sorts as time does.
  return issuedAt.toString(16).padStart(10, '0') + digest(token)
}

/**
 * The key of an access token that somebody presents; that of an opaque one is its hash. Whatever is no
 * token of the server has some key too, under which nothing is found.
 */
export function tokenKey(token: string): string {
  const issuedAt = issuedAtOf(token)
  return issuedAt === undefined ? digest(token) : jwtKey(token, issuedAt)
}

function issuedAtOf(token: string): number | undefined {
  const claims = token.split('.', 2)[1]
  if (claims === undefined) return undefined
  try {
    const { iat } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { iat?: unknown }
    return typeof iat === 'number' ? iat : undefined
  } catch {
    return undefined
  }
}
