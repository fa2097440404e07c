import { besideClock } from '@oauth-lab/kit/check-detail.ts'
import type { Exchange } from '../exchange.ts'
import { describeUnknownToken } from './describe-unknown-token.ts'
import type { TokenLife } from './find-token.ts'

/** Says why a token is no live access token: it is another kind, is unknown, was revoked or used, or has expired. */
export function explainDeadToken(
  exchange: Exchange,
  token: string,
  row: TokenLife | undefined,
): string {
  const { clock } = exchange.sandbox
  if (row === undefined) return describeUnknownToken(exchange, token)
  const { revoked_at, grant_revoked_at, redeemed_at, expires_at } = row
  if (revoked_at) return besideClock('It was revoked', revoked_at, clock)
  if (grant_revoked_at) return besideClock('Its grant was revoked', grant_revoked_at, clock)
  if (redeemed_at) return besideClock('It was used', redeemed_at, clock)
  if (expires_at > clock.now()) return 'A refresh token was sent.'
  return besideClock('It expired', expires_at, clock)
}
