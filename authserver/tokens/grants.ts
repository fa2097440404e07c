import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { statement } from '@oauth-lab/kit/store/statement.ts'
import type { Database, DatabaseTables } from '../server.ts'
import type { GrantRow } from '../store/tables.ts'

const selectGrant = statement<DatabaseTables, { sandbox: string; grantId: string }, GrantRow>(
  (db, slot) =>
    db
      .selectFrom('grants')
      .selectAll()
      .where('sandbox', '=', slot('sandbox'))
      .where('grant_id', '=', slot('grantId')),
)

export async function findGrant(
  db: Database,
  sandbox: Sandbox,
  grantId: string,
): Promise<GrantRow> {
  const [row] = await selectGrant(db, { sandbox: sandbox.id, grantId })
  if (row === undefined) throw new Error('a grant is missing')
  return row
}

/** Ends a grant and so every token of it, also those that are stored a moment later (RFC 9700 §4.14). */
export async function revokeGrant(db: Database, sandbox: Sandbox, grantId: string): Promise<void> {
  await db
    .updateTable('grants')
    .set({ revoked_at: sandbox.clock.now() })
    .where('sandbox', '=', sandbox.id)
    .where('grant_id', '=', grantId)
    .where('revoked_at', 'is', null)
    .execute()
}

/** Ends everything that a user has allowed, and forgets it. */
export async function revokeGrantsOf(db: Database, sandbox: Sandbox, sub: string): Promise<void> {
  await endGrantsOf(db, sandbox, sub)
  await db
    .deleteFrom('user_consents')
    .where('sandbox', '=', sandbox.id)
    .where('sub', '=', sub)
    .execute()
}

/** Ends every token that stands for a user; what the user has consented to is remembered. */
export async function endGrantsOf(db: Database, sandbox: Sandbox, sub: string): Promise<void> {
  await db
    .updateTable('grants')
    .set({ revoked_at: sandbox.clock.now() })
    .where('sandbox', '=', sandbox.id)
    .where('sub', '=', sub)
    .where('revoked_at', 'is', null)
    .execute()
  await db
    .updateTable('access_tokens')
    .set({ revoked_at: sandbox.clock.now() })
    .where('sandbox', '=', sandbox.id)
    .where('sub', '=', sub)
    .where('revoked_at', 'is', null)
    .execute()
}
