import type { Exchange } from '../exchange.ts'

/** How many interactions of a sandbox may wait at once: anybody may begin one. */
const limit = 10_000
/** After so many new ones the store is looked at. */
const step = 1000
const cached = 'interactions-begun'

/** Drops the oldest interactions where too many wait, now and then. */
export async function makeRoom({ server, sandbox }: Exchange): Promise<void> {
  const begun = ((sandbox.cache.get(cached) as number | undefined) ?? 0) + 1
  sandbox.cache.set(cached, begun % step)
  if (begun < step) return
  const own = server.db.selectFrom('interactions').where('sandbox', '=', sandbox.id)
  const oldestKept = await own
    .select('expires_at')
    .orderBy('expires_at', 'desc')
    .offset(limit)
    .limit(1)
    .executeTakeFirst()
  if (oldestKept === undefined) return
  await server.db
    .deleteFrom('interactions')
    .where('sandbox', '=', sandbox.id)
    .where('expires_at', '<=', oldestKept.expires_at)
    .execute()
}
