import { PostgresAdapter, sql } from 'kysely'
import type { Kysely } from 'kysely'

/**
 * The view `access_token_inventory`, for a person who opens the database: `sqlite3` or `psql`. Times are
 * on the clock of the row's sandbox.
 */
export async function createTokenInventory(db: Kysely<never>): Promise<void> {
  const isPostgres = db.getExecutor().adapter instanceof PostgresAdapter
  const time = (milliseconds: string) =>
    sql.raw(
      isPostgres
        ? `to_timestamp(${milliseconds} / 1000.0)`
        : `strftime('%Y-%m-%dT%H:%M:%SZ', ${milliseconds} / 1000, 'unixepoch')`,
    )
  await sql`drop view if exists access_token_inventory`.execute(db)
  await sql`
    create view access_token_inventory as
    select
      t.sandbox,
      t.token_hash as token_id,
      t.username as user_name,
      t.sub as subject,
      t.client_id,
      c.client_name,
      t.grant_id,
      t.scope,
      t.audience,
      ${time('t.issued_at')} as issued_at,
      ${time('t.expires_at')} as expires_at,
      ${time('coalesce(t.revoked_at, g.revoked_at)')} as revoked_at,
      ${time('t.introspected_at')} as introspected_at,
      t.introspected_by
    from access_tokens t
    left join grants g on g.sandbox = t.sandbox and g.grant_id = t.grant_id
    left join clients c on c.sandbox = t.sandbox and c.client_id = t.client_id
  `.execute(db)
}
