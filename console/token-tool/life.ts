import type { Json } from '@oauth-lab/explain/exchange/jwt.ts'

/** From issue to end with the moment now, seconds since 1970, and where each stands on a ruler of 0 to 1000. */
export interface Life {
  issued: number
  ends: number
  now: number
  /** Where the life that is over ends, and where now stands. */
  past: number
  at: number
}

/** A token's life; undefined where it does not say when it begins and ends. */
export function lifeOf({ iat, nbf, exp }: Json, now: number): Life | undefined {
  const issued = iat ?? nbf
  if (!isTime(issued) || !isTime(exp) || exp <= issued) return undefined
  const whole = Math.max(exp, now) - issued
  const place = (moment: number) => Math.min(1000, Math.max(0, ((moment - issued) / whole) * 1000))
  return { issued, ends: exp, now, past: place(Math.min(now, exp)), at: place(now) }
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) < 8_640_000_000_000
}
