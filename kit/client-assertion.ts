import { randomUUID } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { SignJWT } from 'jose'
import type { JWTHeaderParameters } from 'jose'

/** Seconds that an assertion is good. */
const lifetime = 60

/**
 * A JWT by which a client authenticates at an authorization server (RFC 7523 §2.2, OpenID Connect Core §9).
 * @param key the private key, or the secret as bytes
 * @param now seconds, by the server's clock
 */
export function createClientAssertion(
  key: KeyObject | Uint8Array,
  header: JWTHeaderParameters,
  { clientId, issuer, now }: { clientId: string; issuer: string; now: number },
): Promise<string> {
  return new SignJWT({ jti: randomUUID() })
    .setProtectedHeader({ typ: 'JWT', ...header })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(issuer)
    .setIssuedAt(now)
    .setNotBefore(now)
    .setExpirationTime(now + lifetime)
    .sign(key)
}
