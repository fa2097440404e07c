import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { ServerConfiguration } from '../configuration/server-configuration.ts'
import type { Database } from '../store/database.ts'
import { useIsKnownTo } from './note-use.ts'
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

/**
 * Makes room for other clients: deletes so many of those that registered themselves and have nothing that
 * lives, tells how many. The oldest that were never used go first, else those that nobody used for longest.
 */
export async function deleteSome(
  db: Database,
  sandbox: Sandbox,
  configuration: ServerConfiguration,
  count: number,
): Promise<number> {
  const place = { server: { db }, sandbox }
  const never = await idsOf(neverUsed(db, sandbox).limit(count))
  if (never.length > 0) return deleteNeverUsed(place, never)
  const idle = longestUnused(db, sandbox, deadBefore(sandbox, configuration)).limit(count)
  return deleteClients(place, await idsOf(idle))
}

export function neverUsed(db: Database, sandbox: Sandbox) {
  return selfRegistered(db, sandbox).where('used_at', 'is', null).orderBy('issued_at')
}

/** @param before milliseconds on the sandbox's clock */
export function longestUnused(db: Database, sandbox: Sandbox, before: number) {
  return selfRegistered(db, sandbox).where('used_at', '<', before).orderBy('used_at')
}

/**
 * Nothing lives that a client got before this time, in milliseconds: it authenticates for each token, and
 * a token's lifetime is known. So no token has to be looked for.
 */
function deadBefore(sandbox: Sandbox, configuration: ServerConfiguration): number {
  const { accessTokenLifetime, refreshTokenLifetime } = configuration
  const longest = Math.max(accessTokenLifetime, refreshTokenLifetime) * 1000
  return sandbox.clock.now() - longest - useIsKnownTo
}

function selfRegistered(db: Database, sandbox: Sandbox) {
  return db
    .selectFrom('clients')
    .select('client_id')
    .where('sandbox', '=', sandbox.id)
    .where('self_registered', '=', 1)
}

async function idsOf(query: ReturnType<typeof selfRegistered>): Promise<string[]> {
  return (await query.execute()).map(({ client_id }) => client_id)
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
  const unused = selfRegistered(db, sandbox)
    .where(({ or, and, eb }) =>
      or([
        eb('used_at', '<', before),
        and([eb('used_at', 'is', null), eb('issued_at', '<', before / 1000)]),
      ]),
    )
    .limit(batch)
  let deleted: number
  do {
    deleted = await deleteClients({ server: { db }, sandbox }, await idsOf(unused))
  } while (deleted === batch)
}

/** Few enough that a statement may name them all, and that other requests come between. */
const batch = 500
