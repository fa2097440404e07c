import { besideClock } from '@oauth-lab/kit/check-detail.ts'
import { digest } from '../digest.ts'
import type { Exchange } from '../exchange.ts'
import { describeUnknownToken } from './describe-unknown-token.ts'
import { tokenKey } from './token-key.ts'

/** Says why a token is no live access token: it is another kind, is unknown, was revoked or used, or has expired. */
export async function explainDeadToken(exchange: Exchange, token: string): Promise<string> {
  const { clock } = exchange.sandbox
  const row = (await findAccessToken(exchange, token)) ?? (await findRefreshToken(exchange, token))
  if (row === undefined) return describeUnknownToken(exchange, token)
  const { revoked_at, grant_revoked_at, redeemed_at, expires_at } = row
  if (revoked_at) return besideClock('It was revoked', revoked_at, clock)
  if (grant_revoked_at) return besideClock('Its grant was revoked', grant_revoked_at, clock)
  if (redeemed_at) return besideClock('It was used', redeemed_at, clock)
  if (expires_at > clock.now()) return 'A refresh token was sent.'
  return besideClock('It expired', expires_at, clock)
}

interface TokenLife {
  expires_at: number
  revoked_at?: number | null
  redeemed_at?: number | null
  grant_revoked_at: number | null
}

function findAccessToken(exchange: Exchange, token: string): Promise<TokenLife | undefined> {
  return exchange.server.db
    .selectFrom('access_tokens')
    .leftJoin('grants', (join) =>
      join
        .onRef('grants.sandbox', '=', 'access_tokens.sandbox')
        .onRef('grants.grant_id', '=', 'access_tokens.grant_id'),
    )
    .select([
      'access_tokens.expires_at',
      'access_tokens.revoked_at',
      'grants.revoked_at as grant_revoked_at',
    ])
    .where('access_tokens.sandbox', '=', exchange.sandbox.id)
    .where('access_tokens.token_hash', '=', tokenKey(token))
    .executeTakeFirst()
}

function findRefreshToken(exchange: Exchange, token: string): Promise<TokenLife | undefined> {
  return exchange.server.db
    .selectFrom('refresh_tokens')
    .innerJoin('grants', (join) =>
      join
        .onRef('grants.sandbox', '=', 'refresh_tokens.sandbox')
        .onRef('grants.grant_id', '=', 'refresh_tokens.grant_id'),
    )
    .select([
      'refresh_tokens.expires_at',
      'refresh_tokens.redeemed_at',
      'grants.revoked_at as grant_revoked_at',
    ])
    .where('refresh_tokens.sandbox', '=', exchange.sandbox.id)
    .where('refresh_tokens.token_hash', '=', digest(token))
    .executeTakeFirst()
}
