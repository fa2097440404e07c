import { statement } from '@oauth-lab/kit/store/statement.ts'
import { digest } from '../digest.ts'
import type { Exchange } from '../exchange.ts'
import type { DatabaseTables } from '../store/database.ts'
import type { AccessTokenRow, GrantRow, RefreshTokenRow } from '../store/tables.ts'
import { tokenKey } from './token-key.ts'

/** What tells whether a token lives: times of its row and of its grant's, in milliseconds. */
export interface TokenLife {
  expires_at: number
  revoked_at?: number | null
  redeemed_at?: number | null
  /** Null for a token without a grant, too. */
  grant_revoked_at: number | null
}

type Wanted = { sandbox: string; hash: string }
type Found<Row> = Row & Pick<TokenLife, 'grant_revoked_at'>

const selectAccessToken = statement<DatabaseTables, Wanted, Found<AccessTokenRow>>((db, slot) =>
  db
    .selectFrom('access_tokens')
    .leftJoin('grants', (join) =>
      join
        .onRef('grants.sandbox', '=', 'access_tokens.sandbox')
        .onRef('grants.grant_id', '=', 'access_tokens.grant_id'),
    )
    .selectAll('access_tokens')
    .select('grants.revoked_at as grant_revoked_at')
    .where('access_tokens.sandbox', '=', slot('sandbox'))
    .where('access_tokens.token_hash', '=', slot('hash')),
)

const selectRefreshToken = statement<
  DatabaseTables,
  Wanted,
  Found<RefreshTokenRow & Pick<GrantRow, 'sub'>>
>((db, slot) =>
  db
    .selectFrom('refresh_tokens')
    .innerJoin('grants', (join) =>
      join
        .onRef('grants.sandbox', '=', 'refresh_tokens.sandbox')
        .onRef('grants.grant_id', '=', 'refresh_tokens.grant_id'),
    )
    .selectAll('refresh_tokens')
    .select(['grants.sub', 'grants.revoked_at as grant_revoked_at'])
    .where('refresh_tokens.sandbox', '=', slot('sandbox'))
    .where('refresh_tokens.token_hash', '=', slot('hash')),
)

/** The access token that somebody presents, whether it lives or not. */
export async function findAccessToken({ server, sandbox }: Exchange, token: string) {
  const [row] = await selectAccessToken(server.db, { sandbox: sandbox.id, hash: tokenKey(token) })
  return row
}

/** The same for a refresh token. */
export async function findRefreshToken({ server, sandbox }: Exchange, token: string) {
  const [row] = await selectRefreshToken(server.db, { sandbox: sandbox.id, hash: digest(token) })
  return row
}

/** Whether a token counts: it has not expired, was not used, and neither it nor its grant was revoked. */
export function isLive({ sandbox }: Exchange, row: TokenLife): boolean {
  const ended = [row.revoked_at, row.redeemed_at, row.grant_revoked_at]
  return row.expires_at > sandbox.clock.now() && ended.every((at) => (at ?? null) === null)
}
