import { decodeJwt, decodeProtectedHeader } from 'jose'
import type { JWTPayload, ProtectedHeaderParameters } from 'jose'

export interface UnverifiedJwt {
  header: ProtectedHeaderParameters
  /** Empty when the token's payload is not a JSON object. */
  claims: JWTPayload
}

/**
 * Takes a JWT apart (three parts, the first a JSON object) and verifies nothing. Returns undefined
 * for an opaque token.
 */
export function readJwt(token: string): UnverifiedJwt | undefined {
  if (token.split('.').length !== 3) return undefined
  try {
    return { header: decodeProtectedHeader(token), claims: claimsOf(token) }
  } catch {
    return undefined
  }
}

function claimsOf(token: string): JWTPayload {
  try {
    return decodeJwt(token)
  } catch {
    return {}
  }
}
