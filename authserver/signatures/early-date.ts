import type { ReadJwt } from './verify-signature.ts'

/** Seconds by which a sender's clock may be ahead. */
export const skew = 10

/**
 * The first of `nbf` and `iat` that is in the future, or no time (RFC 7519 §4.1.5, §4.1.6); undefined where
 * both have begun.
 * @param now seconds
 */
export function earlyDate({ nbf, iat }: ReadJwt['claims'], now: number): unknown {
  return [nbf, iat].find(
    (one) => one !== undefined && (typeof one !== 'number' || one > now + skew),
  )
}
