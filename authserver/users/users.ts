import { sql } from 'kysely'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { statement } from '@oauth-lab/kit/store/statement.ts'
import type { HookUser } from '../hooks/hooks.ts'
import type { Database, DatabaseTables } from '../store/database.ts'
import type { UserRow } from '../store/tables.ts'

const selectBy = (column: 'username' | 'sub') =>
  statement<DatabaseTables, { sandbox: string; value: string }, UserRow>((db, slot) =>
    db
      .selectFrom('users')
      .selectAll()
      .where('sandbox', '=', slot('sandbox'))
      .where(column, '=', slot('value')),
  )
const selectByName = selectBy('username')
const selectBySubject = selectBy('sub')

/** The user of that name in this sandbox. */
export async function findUser(
  db: Database,
  sandbox: Sandbox,
  username: string,
): Promise<UserRow | undefined> {
  const [row] = await selectByName(db, { sandbox: sandbox.id, value: username })
  return row
}

/** Whether nobody has that user name, nor one that differs in its case alone. */
export async function isNameFree(db: Database, sandbox: Sandbox, name: string): Promise<boolean> {
  const row = await db
    .selectFrom('users')
    .select('username')
    .where('sandbox', '=', sandbox.id)
    .where(sql`lower(${sql.ref('username')})`, '=', sql`lower(${sql.val(name)})`)
    .executeTakeFirst()
  return row === undefined
}

/** The user of that subject identifier in this sandbox. */
export async function findSubject(
  db: Database,
  sandbox: Sandbox,
  sub: string,
): Promise<UserRow | undefined> {
  const [row] = await selectBySubject(db, { sandbox: sandbox.id, value: sub })
  return row
}

/** Of a user's row, what hooks and token endpoints see. */
export type UserColumns = Pick<UserRow, 'sub' | 'username' | 'claims' | 'roles'>

/** A user as hooks and token endpoints see one. */
export function readUser({ sub, username, claims, roles }: UserColumns): HookUser {
  return {
    sub,
    username,
    claims: JSON.parse(claims) as Record<string, unknown>,
    roles: JSON.parse(roles) as string[],
  }
}

/**
 * Signs a user out everywhere, also where a sign-in is under way.
 * @param keptSid a session that goes on
 */
export async function endSessionsOf(
  db: Database,
  sandbox: Sandbox,
  { username, sub }: Pick<UserRow, 'username' | 'sub'>,
  keptSid?: string,
): Promise<void> {
  await db
    .deleteFrom('sessions')
    .where('sandbox', '=', sandbox.id)
    .where('username', '=', username)
    .$if(keptSid !== undefined, (query) => query.where('sid', '<>', keptSid!))
    .execute()
  // What `Progress` says of a first factor that was right: a code is awaited, or there are no sessions.
  await db
    .updateTable('interactions')
    .set({ progress: '{}' })
    .where('sandbox', '=', sandbox.id)
    .where(({ or, eb }) =>
      or([
        eb('progress', '=', JSON.stringify({ awaitsCode: username })),
        eb('progress', 'like', `{"awaitsCode":${JSON.stringify(username)},%`),
        eb('progress', 'like', `{"session":{"sub":"${sub}",%`),
      ]),
    )
    .execute()
}
