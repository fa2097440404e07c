import { createPublicKey, hash, randomUUID } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { SignJWT } from 'jose'

/** The request for which a proof is made. */
export interface ProvenTarget {
  method: string
  /** Its query and fragment are left out. */
  url: string
  /** The access token that goes with it. */
  token?: string
  /** What the server gave out last (RFC 9449 §8). */
  nonce?: string | undefined
}

/**
 * A DPoP proof for one request (RFC 9449 §4.2).
 * @param key the private key
 * @param now seconds, by the server's clock
 */
export function createProof(
  key: KeyObject,
  alg: string,
  { method, url, token, nonce }: ProvenTarget,
  now: number,
): Promise<string> {
  return new SignJWT({
    htm: method,
    htu: url.split(/[?#]/, 1)[0],
    ...(token !== undefined && { ath: hash('sha256', token, 'base64url') }),
    ...(nonce !== undefined && { nonce }),
  })
    .setProtectedHeader({
      typ: 'dpop+jwt',
      alg,
      jwk: createPublicKey(key).export({ format: 'jwk' }),
    })
    .setJti(randomUUID())
    .setIssuedAt(now)
    .sign(key)
}
