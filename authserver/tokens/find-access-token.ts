import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { digest } from '../digest.ts'
import type { Database } from '../server.ts'
import type { AccessTokenRow } from '../store/schema.ts'

/** A live access token: known, not expired, not revoked, nor its grant. */
export async function findLiveAccessToken(
  db: Database,
  sandbox: Sandbox,
  token: string,
): Promise<AccessTokenRow | undefined> {
  return db
    .selectFrom('access_tokens')
    .leftJoin('grants', (join) =>
      join
        .onRef('grants.sandbox', '=', 'access_tokens.sandbox')
        .onRef('grants.grant_id', '=', 'access_tokens.grant_id'),
    )
    .selectAll('access_tokens')
    .where('access_tokens.sandbox', '=', sandbox.id)
    .where('access_tokens.token_hash', '=', digest(token))
    .where('access_tokens.expires_at', '>', sandbox.clock.now())
    .where('access_tokens.revoked_at', 'is', null)
    .where('grants.revoked_at', 'is', null)
    .executeTakeFirst()
}
