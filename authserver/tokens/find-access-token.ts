import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { statement } from '@oauth-lab/kit/store/statement.ts'
import type { Database, DatabaseTables } from '../store/database.ts'
import type { AccessTokenRow } from '../store/tables.ts'
import { tokenKey } from './token-key.ts'

const selectLive = statement<
  DatabaseTables,
  { sandbox: string; hash: string; now: number },
  AccessTokenRow
>((db, slot) =>
  db
    .selectFrom('access_tokens')
    .leftJoin('grants', (join) =>
      join
        .onRef('grants.sandbox', '=', 'access_tokens.sandbox')
        .onRef('grants.grant_id', '=', 'access_tokens.grant_id'),
    )
    .selectAll('access_tokens')
    .where('access_tokens.sandbox', '=', slot('sandbox'))
    .where('access_tokens.token_hash', '=', slot('hash'))
    .where('access_tokens.expires_at', '>', slot('now'))
    .where('access_tokens.revoked_at', 'is', null)
    .where('grants.revoked_at', 'is', null),
)

/** A live access token: known, not expired, not revoked, nor its grant. */
export async function findLiveAccessToken(
  db: Database,
  sandbox: Sandbox,
  token: string,
): Promise<AccessTokenRow | undefined> {
  const now = sandbox.clock.now()
  const [row] = await selectLive(db, { sandbox: sandbox.id, hash: tokenKey(token), now })
  return row
}
