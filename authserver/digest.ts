import { createHash, timingSafeEqual } from 'node:crypto'

/** SHA-256 in base64url: how codes, tokens and session ids are stored. */
export function digest(value: string): string {
  return createHash('sha256').update(value).digest('base64url')
}

/** Compares two secrets in constant time. */
export function secretsEqual(given: string, wanted: string): boolean {
  return timingSafeEqual(
    createHash('sha256').update(given).digest(),
    createHash('sha256').update(wanted).digest(),
  )
}
