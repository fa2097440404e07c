import type { JWK } from 'jose'

/** What kind of key an algorithm needs (RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2). */
export const needed: Readonly<Record<string, { kty: string; crv?: string }>> = {
  RS256: { kty: 'RSA' },
  RS384: { kty: 'RSA' },
  RS512: { kty: 'RSA' },
  PS256: { kty: 'RSA' },
  PS384: { kty: 'RSA' },
  PS512: { kty: 'RSA' },
  ES256: { kty: 'EC', crv: 'P-256' },
  ES384: { kty: 'EC', crv: 'P-384' },
  ES512: { kty: 'EC', crv: 'P-521' },
  EdDSA: { kty: 'OKP', crv: 'Ed25519' },
  Ed25519: { kty: 'OKP', crv: 'Ed25519' },
}

/** Whether a key is of the kind that an algorithm needs; undefined for what is no signature algorithm. */
export function isOfKind({ kty, crv }: JWK, alg: string): boolean | undefined {
  if (!Object.hasOwn(needed, alg)) return undefined
  const kind = needed[alg]!
  return kind.kty === kty && (kind.crv ?? crv) === crv
}

/** An algorithm that a key can sign with; undefined where none is known for its kind. */
export function algorithmFor(key: JWK): string | undefined {
  return Object.keys(needed).find((alg) => isOfKind(key, alg))
}

/** What kind of key it is, in words; undefined where no specification has it (RFC 7518 §6.1, RFC 8037 §2). */
export function kindOf({ kty }: JWK): string | undefined {
  const kinds: Record<string, string> = {
    RSA: 'A pair of RSA keys.',
    EC: 'A pair of keys on an elliptic curve.',
    OKP: 'A pair of keys on an Edwards or Montgomery curve.',
    oct: 'A shared secret.',
  }
  return Object.hasOwn(kinds, kty ?? '') ? kinds[kty!] : undefined
}

/** A key in words: "RSA, 2048 bit" or "EC, P-256". */
export function wordsOf({ kty, crv, n, use }: JWK): string {
  const bits = n === undefined ? undefined : `${bitsOf(n)} bit`
  return [kty, crv, bits, use === 'enc' ? 'to encrypt' : undefined].filter(Boolean).join(', ')
}

/** How many bits a number in base64url has (RFC 7518 §2). */
export function bitsOf(number: string): number {
  return Math.floor((number.length * 6) / 8) * 8
}
