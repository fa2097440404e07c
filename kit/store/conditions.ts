import { sql } from 'kysely'
import type { Expression, SqlBool } from 'kysely'

/** That a column of scopes, blanks between, has this one: compared whole, and its case counts (RFC 6749 §3.3). */
export function holdsScope(column: string, scope: string): Expression<SqlBool> {
  return holds(sql`' ' || ${sql.ref(column)} || ' '`, sql.val(` ${scope} `))
}

/** That one of the columns has this part; its case does not count. */
export function holdsPart(columns: readonly string[], part: string): Expression<SqlBool> {
  const wanted = sql`lower(${sql.val(part)})`
  const conditions = columns.map((name) => holds(sql`lower(${sql.ref(name)})`, wanted))
  return sql`(${sql.join(conditions, sql` or `)})`
}

/** Whether a text has a part. `like` tells cases apart in one database and not in another. */
export function holds(text: Expression<unknown>, part: Expression<unknown>): Expression<SqlBool> {
  return sql`replace(${text}, ${part}, '') <> ${text}`
}
