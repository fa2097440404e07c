import { decodeJwt, decodeProtectedHeader } from 'jose'
import type { JWTPayload, ProtectedHeaderParameters } from 'jose'

/** A token as this page can read it. */
export type Decoded =
  | { opaque: false; header: ProtectedHeaderParameters; claims: JWTPayload }
  /** Not a JWT: only the server that made it can tell what it means (RFC 6749 §1.4). */
  | { opaque: true }

/** Reads a token's header and claims without verifying anything. */
export function decode(token: string): Decoded {
  try {
    return { opaque: false, header: decodeProtectedHeader(token), claims: decodeJwt(token) }
  } catch {
    return { opaque: true }
  }
}
