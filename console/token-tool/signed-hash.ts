import { base64url } from 'jose'
import type { JWK } from 'jose'

/** How a hash is named inside of an RSASSA-PKCS1-v1_5 signature, hex (RFC 8017 §9.2, note 1). */
const prefixes = {
  'SHA-256': '3031300d060960864801650304020105000420',
  'SHA-384': '3041300d060960864801650304020205000430',
  'SHA-512': '3051300d060960864801650304020305000440',
} as const

/**
 * Reads out of an RSASSA-PKCS1-v1_5 signature which hash was signed; undefined where this key did not
 * make it (RFC 8017 §8.2.2).
 */
export function signedHash(
  { n, e }: JWK,
  signature: Uint8Array,
): { name: keyof typeof prefixes; hash: string } | undefined {
  const modulus = base64url.decode(n!)
  const opened = power(number(signature), number(base64url.decode(e!)), number(modulus))
  const padded = /^0001(?:ff)+00(.*)$/.exec(opened.toString(16).padStart(modulus.length * 2, '0'))
  const info = padded?.[1]
  for (const name of Object.keys(prefixes) as (keyof typeof prefixes)[]) {
    if (info?.startsWith(prefixes[name])) return { name, hash: info.slice(prefixes[name].length) }
  }
  return undefined
}

export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function number(bytes: Uint8Array): bigint {
  return BigInt(`0x${hexOf(bytes) || '0'}`)
}

/** base^exponent mod modulus. */
function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n
  for (let square = base % modulus, left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % modulus
    square = (square * square) % modulus
  }
  return result
}
