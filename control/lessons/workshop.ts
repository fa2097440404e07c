import { createHash, timingSafeEqual } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { LearnerPlace } from '@oauth-lab/kit/admin/lesson-document.ts'
import type { ExportedPart } from '@oauth-lab/kit/admin/transfer-document.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { ControlContext } from '../context.ts'
import { freeId } from '../make-sandbox.ts'
import type { MakeSandbox } from '../make-sandbox.ts'
import type { Roles } from '../roles.ts'
import { signOutsOf } from '../store/tables.ts'
import type { Tables } from '../store/tables.ts'

const letters = 'abcdefghijkmnpqrstuvwxyz23456789'

/**
 * Makes a sandbox for a learner, with a sign-in of its own: at the console, and as the user of the
 * administrator's name, whom lessons need. The password is told once.
 */
export async function makeLearnerPlace(
  { db, sandboxes, environment, roles }: ControlContext,
  makeSandbox: MakeSandbox,
  from: Sandbox,
  lifetime: number,
): Promise<LearnerPlace> {
  const id = freeId(from, (one) => sandboxes.find(one) !== undefined, 'w-')
  const sandbox = await makeSandbox(from, { id, lifetime })
  const bytes = from.random.for('workshop').bytes(12)
  const password = [...bytes].map((byte) => letters[byte % letters.length]).join('')
  const { username } = environment.administration
  const row = {
    password_hash: hashOf(id, password),
    user_hash: await setUsersPassword(roles, sandbox, username, password),
  }
  await db
    .insertInto('learners')
    .values({ sandbox: placeOf(id), ...row })
    .onConflict((conflict) => conflict.column('sandbox').doUpdateSet(row))
    .execute()
  const { base } = sandbox
  return { sandbox: id, base, link: `${base}/console/lessons`, username, password }
}

/** Sets a user's password, and returns the hash that the authorization server keeps: after a reset it is set again by that. */
async function setUsersPassword(
  roles: Roles,
  sandbox: Sandbox,
  username: string,
  password: string,
): Promise<string> {
  const path = `users?${new URLSearchParams({ username }).toString()}`
  await roles.call(sandbox, 'authserver', 'PATCH', path, { password })
  const { secrets } = await roles.call<ExportedPart>(sandbox, 'authserver', 'POST', 'export', {
    only: ['users'],
    openSecrets: true,
  })
  return secrets!['users']![username]!['passwordHash'] as string
}

/** Whether this is the password that a learner got for the sandbox. */
export async function isLearnersPassword(
  db: Kysely<Tables>,
  { id }: Pick<Sandbox, 'id'>,
  password: string,
): Promise<boolean> {
  const row = await db
    .selectFrom('learners')
    .select('password_hash')
    .where('sandbox', '=', placeOf(id))
    .executeTakeFirst()
  return (
    row !== undefined &&
    timingSafeEqual(Buffer.from(row.password_hash), Buffer.from(hashOf(id, password)))
  )
}

/** The sandboxes of learners that are there still, in the order of their ids. */
export async function learnerPlaces({ db, sandboxes }: ControlContext): Promise<Sandbox[]> {
  const rows = await db.selectFrom('learners').select('sandbox').orderBy('sandbox').execute()
  return rows.flatMap(({ sandbox }) => sandboxes.find(sandbox.slice(1)) ?? [])
}

/** No reset of the sandbox takes a learner's sign-in away. */
const placeOf = signOutsOf

function hashOf(id: string, password: string): string {
  return createHash('sha256').update(`${id} ${password}`).digest('base64url')
}
