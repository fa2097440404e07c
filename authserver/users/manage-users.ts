import { z } from 'zod'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { AuthServer } from '../server.ts'
import type { Database } from '../store/database.ts'
import type { UserRow } from '../store/tables.ts'
import { endGrantsOf } from '../tokens/grants.ts'
import { endSessionsOf } from './users.ts'

/** What a user is made of. A name may hold anything that people can see and computers can write. */
export const NewUser = z.strictObject({
  username: z
    .string()
    .min(1)
    .max(200)
    .refine(
      (name) => name.isWellFormed() && !/\p{Cc}/u.test(name),
      'must hold no control characters and no half of a surrogate pair',
    ),
  password: z.string().min(1).max(1000),
  claims: z.record(z.string(), z.unknown()).default({}),
  roles: z.array(z.string()).default([]),
})
export type NewUser = z.output<typeof NewUser>

export async function createUser(
  db: Database,
  sandbox: Sandbox,
  { username, claims, roles }: NewUser,
  password_hash: string,
): Promise<UserRow> {
  const row: UserRow = {
    sandbox: sandbox.id,
    username,
    sub: sandbox.random.for(`user ${username}`).id('u-'),
    password_hash,
    claims: JSON.stringify(claims),
    roles: JSON.stringify(roles),
    totp_secret: null,
    totp_step: 0,
  }
  await db.insertInto('users').values(row).execute()
  return row
}

export async function changeUser(
  db: Database,
  sandbox: Sandbox,
  username: string,
  change: Partial<UserRow>,
): Promise<void> {
  if (Object.keys(change).length === 0) return
  await db
    .updateTable('users')
    .set(change)
    .where('sandbox', '=', sandbox.id)
    .where('username', '=', username)
    .execute()
}

/**
 * Gives a user another password. This ends the user's sessions and refresh tokens; consents stay.
 * The password that the user has already ends nothing.
 */
export async function renewPassword(
  { db, passwords }: AuthServer,
  sandbox: Sandbox,
  user: UserRow,
  password: string,
): Promise<void> {
  const { username, sub, password_hash } = user
  if (await passwords.verify(password, password_hash)) return
  await changeUser(db, sandbox, username, { password_hash: await passwords.hash(password) })
  await endSessionsOf(db, sandbox, user)
  await endGrantsOf(db, sandbox, sub)
}

export async function deleteUser(db: Database, sandbox: Sandbox, username: string): Promise<void> {
  await db
    .deleteFrom('users')
    .where('sandbox', '=', sandbox.id)
    .where('username', '=', username)
    .execute()
}
