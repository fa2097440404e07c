import { sayDuration, sayMoment } from '@oauth-lab/explain/explanation/say-time.ts'

/** A NumericDate beside now: `28 Nov 2026 03:40:00 UTC, 5 min ago`. Both in seconds (RFC 7519 §2). */
export function sayDate(date: number, now: number): string {
  const moment = sayMoment(date * 1000)
  const apart = date - now
  if (apart === 0) return `${moment}, which is now`
  const length = sayDuration(Math.abs(apart))
  return apart > 0 ? `${moment}, in ${length}` : `${moment}, ${length} ago`
}
