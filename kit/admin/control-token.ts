import { readClaims, signClaims } from './signed-claims.ts'

const purpose = 'lab-control'

interface Claims {
  origin: string
  /** Milliseconds. */
  expiresAt: number
}

/**
 * Makes the token with which control calls the other roles, and a role that asks for what only an
 * administrator may give: short-lived, so that nobody has to be asked whether it still counts.
 * @param lifetime seconds of real time
 */
export function createControlToken(key: string, origin: string, lifetime = 60): string {
  const claims: Claims = { origin, expiresAt: Date.now() + lifetime * 1000 }
  return signClaims(key, purpose, claims)
}

export function verifyControlToken(key: string, origin: string, token: string): boolean {
  const claims = readClaims(key, purpose, token) as Claims | undefined
  return claims?.origin === origin && claims.expiresAt > Date.now()
}
