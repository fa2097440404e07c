import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { HookUser } from '../hooks/hooks.ts'
import type { Database } from '../server.ts'
import type { UserRow } from '../store/schema.ts'

/** The user of that name in this sandbox. */
export function findUser(
  db: Database,
  sandbox: Sandbox,
  username: string,
): Promise<UserRow | undefined> {
  return db
    .selectFrom('users')
    .selectAll()
    .where('sandbox', '=', sandbox.id)
    .where('username', '=', username)
    .executeTakeFirst()
}

/** The user of that subject identifier in this sandbox. */
export function findSubject(
  db: Database,
  sandbox: Sandbox,
  sub: string,
): Promise<UserRow | undefined> {
  return db
    .selectFrom('users')
    .selectAll()
    .where('sandbox', '=', sandbox.id)
    .where('sub', '=', sub)
    .executeTakeFirst()
}

/** A user as hooks and token endpoints see one. */
export function readUser({ sub, username, claims, roles }: UserRow): HookUser {
  return {
    sub,
    username,
    claims: JSON.parse(claims) as Record<string, unknown>,
    roles: JSON.parse(roles) as string[],
  }
}

/** Signs a user out everywhere. */
export async function endSessionsOf(
  db: Database,
  sandbox: Sandbox,
  username: string,
): Promise<void> {
  await db
    .deleteFrom('sessions')
    .where('sandbox', '=', sandbox.id)
    .where('username', '=', username)
    .execute()
}
