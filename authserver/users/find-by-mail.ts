import { sql } from 'kysely'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { holds } from '@oauth-lab/kit/store/conditions.ts'
import type { Database } from '../store/database.ts'
import type { UserRow } from '../store/tables.ts'

/** The users with that mail address; its case does not count. */
export async function findByMail(
  db: Database,
  sandbox: Sandbox,
  address: string,
): Promise<UserRow[]> {
  const wanted = address.toLowerCase()
  // Claims are text in the store: the part finds few, and each is read then.
  const part = sql`lower(${sql.val(JSON.stringify(address))})`
  const rows = await db
    .selectFrom('users')
    .selectAll()
    .where('sandbox', '=', sandbox.id)
    .where(holds(sql`lower(${sql.ref('claims')})`, part))
    .orderBy('username')
    .execute()
  return rows.filter((row) => mailOf(row)?.toLowerCase() === wanted)
}

/** Where a user is written to: the claim `email`, unless it is known to be no address of this user. */
export function mailOf({ claims }: Pick<UserRow, 'claims'>): string | undefined {
  const { email, email_verified } = JSON.parse(claims) as Record<string, unknown>
  if (typeof email !== 'string' || !isMailAddress(email)) return undefined
  return email_verified === false ? undefined : email
}

/** Whether a text may be a mail address: the part that all have in common, on one line. */
export function isMailAddress(text: string): boolean {
  return text.length <= 254 && /^[^\s@<>,;:"\p{Cc}]+@[^\s@<>,;:"\p{Cc}]+$/u.test(text)
}
