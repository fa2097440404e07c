import type { Exchange } from '../exchange.ts'
import type { AuthServer } from '../server.ts'

/** How many interactions of a sandbox may wait at once: anybody may begin one. */
const limit = 10_000
/** After so many new ones the store is looked at. */
const step = 1000
const cached = 'interactions-begun'

type Place = Pick<Exchange, 'sandbox'> & { server: Pick<AuthServer, 'db'> }

/** Drops what is beyond the limit, now and then: first interactions that are over, then the oldest. */
export async function makeRoom({ server, sandbox }: Place): Promise<void> {
  const begun = ((sandbox.cache.get(cached) as number | undefined) ?? 0) + 1
  sandbox.cache.set(cached, begun % step)
  if (begun < step) return
  const kept = server.db
    .selectFrom('interactions')
    .select('interaction_id')
    .where('sandbox', '=', sandbox.id)
    .orderBy(({ eb }) => eb.case().when('ended_at', 'is', null).then(0).else(1).end())
    .orderBy('expires_at', 'desc')
    // The clock may stand: then all have one end, and the excess alone goes.
    .orderBy('interaction_id')
    .limit(limit)
  await server.db
    .deleteFrom('interactions')
    .where('sandbox', '=', sandbox.id)
    .where('interaction_id', 'not in', kept)
    .execute()
}
