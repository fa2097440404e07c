import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Database } from '../store/database.ts'
import { deleteClients, deleteNeverUsed } from './store-client.ts'

/** How many clients of a sandbox registered themselves. */
export async function countSelfRegistered(db: Database, sandbox: Sandbox): Promise<number> {
  const { count } = await db
    .selectFrom('clients')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('sandbox', '=', sandbox.id)
    .where('self_registered', '=', 1)
    .executeTakeFirstOrThrow()
  return count
}

/** Deletes so many of the oldest clients that registered themselves and were never used; tells how many. */
export async function deleteOldestUnused(
  db: Database,
  sandbox: Sandbox,
  count: number,
): Promise<number> {
  const rows = await db
    .selectFrom('clients')
    .select('client_id')
    .where('sandbox', '=', sandbox.id)
    .where('self_registered', '=', 1)
    .where('used_at', 'is', null)
    .orderBy('issued_at')
    .limit(count)
    .execute()
  const ids = rows.map(({ client_id }) => client_id)
  return deleteNeverUsed({ server: { db }, sandbox }, ids)
}

/**
 * Deletes the clients that registered themselves and that nobody used for `lifetime` seconds of the
 * sandbox's clock.
 */
export async function deleteUnused(
  db: Database,
  sandbox: Sandbox,
  lifetime: number,
): Promise<void> {
  const before = sandbox.clock.now() - lifetime * 1000
  const unused = db
    .selectFrom('clients')
    .select('client_id')
    .where('sandbox', '=', sandbox.id)
    .where('self_registered', '=', 1)
    .where(({ or, and, eb }) =>
      or([
        eb('used_at', '<', before),
        and([eb('used_at', 'is', null), eb('issued_at', '<', before / 1000)]),
      ]),
    )
    .limit(batch)
  let deleted: number
  do {
    const ids = (await unused.execute()).map(({ client_id }) => client_id)
    deleted = await deleteClients({ server: { db }, sandbox }, ids)
  } while (deleted === batch)
}

/** Few enough that a statement may name them all, and that other requests come between. */
const batch = 500
