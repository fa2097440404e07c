import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js'
import { encodeBase64Url } from '../har/decode-base64.ts'

/** `code_challenge` of a verifier by S256 (RFC 7636 §4.2). */
export function challengeOf(verifier: string): string {
  return encodeBase64Url(sha256(new TextEncoder().encode(verifier)))
}

/**
 * `at_hash` or `c_hash` of a value: the left half of its digest by the hash of the signature
 * (OpenID Connect Core §3.1.3.6). Nothing for an algorithm that names no hash.
 */
export function leftHash(value: string, alg: unknown): string | undefined {
  const digest = digestOf(String(alg))
  if (digest === undefined) return undefined
  const bytes = digest(new TextEncoder().encode(value))
  return encodeBase64Url(bytes.subarray(0, bytes.length / 2))
}

type Digest = (message: Uint8Array) => Uint8Array

function digestOf(alg: string): Digest | undefined {
  if (alg.startsWith('Ed')) return sha512
  if (alg.endsWith('256')) return sha256
  if (alg.endsWith('384')) return sha384
  return alg.endsWith('512') ? sha512 : undefined
}
