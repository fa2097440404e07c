import type { z } from 'zod'
import type { UserDocument } from '@oauth-lab/kit/admin/user-document.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { AuthServer } from '../server.ts'
import type { Database } from '../store/database.ts'
import type { UserRow } from '../store/tables.ts'
import { endGrantsOf } from '../tokens/grants.ts'
import { endSessionsOf } from './users.ts'

export type NewUser = z.output<typeof UserDocument>

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
