import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Database } from '../server.ts'
import type { GrantRow } from '../store/schema.ts'

export async function findGrant(
  db: Database,
  sandbox: Sandbox,
  grantId: string,
): Promise<GrantRow> {
  return db
    .selectFrom('grants')
    .selectAll()
    .where('sandbox', '=', sandbox.id)
    .where('grant_id', '=', grantId)
    .executeTakeFirstOrThrow()
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
  await db.deleteFrom('consents').where('sandbox', '=', sandbox.id).where('sub', '=', sub).execute()
}
