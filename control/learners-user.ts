import type { Kysely } from 'kysely'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { signOutsOf } from './store/tables.ts'
import type { Tables } from './store/tables.ts'

/** The hash of a learner's password as the authorization server keeps it; undefined where no learner is. */
export async function findUserHash(
  db: Kysely<Tables>,
  { id }: Pick<Sandbox, 'id'>,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('learners')
    .select('user_hash')
    .where('sandbox', '=', signOutsOf(id))
    .executeTakeFirst()
  return row?.user_hash ?? undefined
}
