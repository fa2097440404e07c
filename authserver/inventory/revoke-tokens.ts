import type { TokenFilter } from '@oauth-lab/kit/admin/token-inventory-document.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Database } from '../store/database.ts'
import { fits, inventory } from './find-tokens.ts'

/**
 * Revokes the live access tokens that fit, and returns how many they were. Their grants stay, and so
 * do refresh tokens.
 */
export async function revokeTokens(
  db: Database,
  sandbox: Sandbox,
  filter: Omit<TokenFilter, 'state'>,
  id?: string,
): Promise<number> {
  const now = sandbox.clock.now()
  const live = inventory(db, sandbox)
    .where((eb) => fits(eb, { ...filter, state: 'live' }, now))
    .$if(id !== undefined, (query) => query.where('access_tokens.token_hash', '=', id!))
    .select('access_tokens.token_hash')
  const { numUpdatedRows } = await db
    .updateTable('access_tokens')
    .set({ revoked_at: now })
    .where('sandbox', '=', sandbox.id)
    .where('token_hash', 'in', live)
    .executeTakeFirst()
  return Number(numUpdatedRows)
}
