import { besideClock } from '@oauth-lab/kit/check-detail.ts'
import { requireThat } from '../checks.ts'
import type { Exchange } from '../exchange.ts'

/** Refuses a grant that was revoked (RFC 6749 §5.2, RFC 9700 §4.14). */
export function requireLiveGrant(exchange: Exchange, grant: { isLive: boolean }): void {
  const why = 'The user or the client ended it, or a code or refresh token of it came twice.'
  requireThat(exchange, 'grant.live', grant.isLive, why)
}

/** When a code or refresh token was used; null where two came at the same moment. */
export function describeUse(exchange: Exchange, redeemedAt: number | null): string {
  return redeemedAt === null
    ? 'Another request used it at the same moment.'
    : besideClock('It was used', redeemedAt, exchange.sandbox.clock)
}
