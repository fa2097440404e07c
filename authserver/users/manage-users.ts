import type { z } from 'zod'
import type { UserDocument } from '@oauth-lab/kit/admin/user-document.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { raiseVersion } from '@oauth-lab/kit/sandboxes.ts'
import type { AuthServer } from '../server.ts'
import type { Database } from '../store/database.ts'
import type { UserRow } from '../store/tables.ts'
import { endConsentsOf, endGrantsOf } from '../tokens/grants.ts'
import { endLinksOf } from '../upstream/links.ts'
import { endSessionsOf, findUser } from './users.ts'

export type NewUser = z.output<typeof UserDocument>

export async function createUser(
  db: Database,
  sandbox: Sandbox,
  user: NewUser,
  password_hash: string,
): Promise<UserRow> {
  const row = newUser(sandbox, user, password_hash)
  await db.insertInto('users').values(row).execute()
  return row
}

/** Stores a new user unless the name is taken; returns whether it was free. */
export async function addIfFree(db: Database, row: UserRow): Promise<boolean> {
  const added = await db
    .insertInto('users')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('sub')
    .executeTakeFirst()
  return added !== undefined
}

/** The row of a new user. */
export function newUser(
  sandbox: Sandbox,
  { username, claims, roles }: Omit<NewUser, 'password'>,
  password_hash: string,
): UserRow {
  return {
    sandbox: sandbox.id,
    username,
    sub: sandbox.random.for(`user ${username}`).id('u-'),
    password_hash,
    claims: JSON.stringify(claims),
    roles: JSON.stringify(roles),
    totp_secret: null,
    totp_step: 0,
  }
}

/**
 * Changes a user.
 * @param precondition refuses by the user's row what somebody else has changed meanwhile
 */
export async function changeUser(
  db: Database,
  sandbox: Sandbox,
  username: string,
  change: Partial<UserRow>,
  precondition?: UserCondition,
): Promise<void> {
  await inTurn(db, sandbox, username, precondition, async (work) => {
    if (Object.keys(change).length === 0) return
    await work
      .updateTable('users')
      .set(change)
      .where('sandbox', '=', sandbox.id)
      .where('username', '=', username)
      .execute()
  })
}

/** Throws unless the user is as somebody has read it. */
export type UserCondition = (user: UserRow | undefined) => void

/** Changes under a condition come one after the other, in all processes. */
function inTurn(
  db: Database,
  sandbox: Sandbox,
  username: string,
  precondition: UserCondition | undefined,
  change: (work: Database) => Promise<void>,
): Promise<void> {
  if (precondition === undefined) return change(db)
  return db.transaction().execute(async (work) => {
    await raiseVersion(work, sandbox)
    precondition(await findUser(work, sandbox, username))
    await change(work)
  })
}

/**
 * Gives a user another password. This ends the user's sessions and refresh tokens; consents stay.
 * The password that the user has already ends nothing.
 */
export async function renewPassword(
  server: AuthServer,
  sandbox: Sandbox,
  user: UserRow,
  password: string,
): Promise<void> {
  if (await server.passwords.verify(password, user.password_hash)) return
  await setPassword(server, sandbox, user, password)
}

/**
 * The same for any password: this ends the user's sessions, refresh tokens and mailed links.
 * @param keptSid the session in which the user changes it, which goes on
 */
export async function setPassword(
  { db, passwords }: AuthServer,
  sandbox: Sandbox,
  user: UserRow,
  password: string,
  keptSid?: string,
): Promise<void> {
  const { username, sub } = user
  await changeUser(db, sandbox, username, { password_hash: await passwords.hash(password) })
  await endSessionsOf(db, sandbox, user, keptSid)
  await endGrantsOf(db, sandbox, sub)
  // Those that were used stay: who opens one again is told so.
  await db
    .deleteFrom('mailed_links')
    .where('sandbox', '=', sandbox.id)
    .where('sub', '=', sub)
    .where('redeemed_at', 'is', null)
    .execute()
}

/** Deletes a user, then ends what stands for this user. */
export async function deleteUser(
  db: Database,
  sandbox: Sandbox,
  user: UserRow,
  precondition?: UserCondition,
): Promise<void> {
  const { username, sub } = user
  await inTurn(db, sandbox, username, precondition, async (work) => {
    await work
      .deleteFrom('users')
      .where('sandbox', '=', sandbox.id)
      .where('username', '=', username)
      .execute()
  })
  await endSessionsOf(db, sandbox, user)
  await endConsentsOf(db, sandbox, sub)
  await endLinksOf(db, sandbox, sub)
  await db
    .deleteFrom('pairwise_subjects')
    .where('sandbox', '=', sandbox.id)
    .where('sub', '=', sub)
    .execute()
}
