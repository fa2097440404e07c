import { hash, timingSafeEqual } from 'node:crypto'

/** SHA-256 in base64url: how codes, tokens and session ids are stored. */
export function digest(value: string): string {
  return hash('sha256', value, 'base64url')
}

/** Compares two secrets in constant time. */
export function secretsEqual(given: string, wanted: string): boolean {
  return timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', wanted, 'buffer'))
}
