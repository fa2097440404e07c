import type { OpenedToken } from '@oauth-lab/kit/admin/token-inventory-document.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Database } from '../store/database.ts'
import type { RefreshTokenRow } from '../store/tables.ts'
import type { StoredClaims } from '../tokens/store-access-token.ts'
import { describeToken, inventory, named } from './find-tokens.ts'
import { isoTime } from '@oauth-lab/kit/store/read-page.ts'

/** One access token with what the server keeps of it and of its grant; undefined when there is none. */
export async function openToken(
  db: Database,
  sandbox: Sandbox,
  id: string,
): Promise<OpenedToken | undefined> {
  const row = await inventory(db, sandbox)
    .where('access_tokens.token_hash', '=', id)
    .selectAll('access_tokens')
    .select(named)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const now = sandbox.clock.now()
  const { jti, introspection = {} } = JSON.parse(row.claims) as StoredClaims
  const isRevoked = row.grant_revoked_at !== null
  const refreshTokens =
    row.grant_id === null ? [] : await refreshTokensOf(db, sandbox, row.grant_id)
  return {
    ...describeToken(row, now),
    jti,
    introspection,
    refreshTokens: refreshTokens.map((token) => describeRefreshToken(token, now, isRevoked)),
  }
}

function refreshTokensOf(db: Database, sandbox: Sandbox, grantId: string) {
  return db
    .selectFrom('refresh_tokens')
    .selectAll()
    .where('sandbox', '=', sandbox.id)
    .where('grant_id', '=', grantId)
    .orderBy('expires_at', 'desc')
    .orderBy('redeemed_at', 'desc')
    .execute()
}

function describeRefreshToken(
  { token_hash, scope, expires_at, redeemed_at }: RefreshTokenRow,
  now: number,
  isRevoked: boolean,
): OpenedToken['refreshTokens'][number] {
  const ended = expires_at > now ? 'live' : 'expired'
  const used = redeemed_at === null ? ended : 'used'
  return {
    id: token_hash,
    state: isRevoked ? 'revoked' : used,
    scope,
    expiresAt: isoTime(expires_at),
  }
}
