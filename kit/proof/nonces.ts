import type { Kysely } from 'kysely'
import type { Sandbox } from '../sandbox.ts'
import type { KitTables } from '../store/migrations.ts'
import { number, text } from '../store/tables.ts'
import type { Row, Table } from '../store/tables.ts'

/** Milliseconds for which one nonce is given out; it is taken as long again. */
const period = 60_000

/**
 * The nonces that a role gives out, one a minute of the sandbox's clock: all its processes know the same.
 * @param since the role's migration that makes it
 */
export function noncesTable<const Since extends string>(since: Since) {
  return {
    since,
    /** Which minute it is of. */
    key: ['minute'],
    columns: { nonce: text, expires_at: number },
    ends: 'expires_at',
  } as const satisfies Table
}

/** A database with the table. */
export type NonceDatabase = Kysely<KitTables & { dpop_nonces: Row<ReturnType<typeof noncesTable>> }>

/** What a proof may hold now: the nonce of this minute, and the one before it where somebody was given it. */
export interface Nonces {
  current: string
  former: string | undefined
}

interface Kept extends Nonces {
  minute: number
}

const cached = 'DPoP nonces'

/** The nonces that are good now: unpredictable, and by one statement the same in each process (RFC 9449 §8). */
export async function noncesOf(db: NonceDatabase, sandbox: Sandbox): Promise<Nonces> {
  const minute = Math.floor(sandbox.clock.now() / period)
  const kept = sandbox.cache.get(cached) as Kept | undefined
  if (kept?.minute === minute) return kept
  const { cache } = sandbox
  await db
    .insertInto('dpop_nonces')
    .values({
      sandbox: sandbox.id,
      minute: String(minute),
      nonce: sandbox.random.for(cached).token(16),
      expires_at: (minute + 2) * period,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const rows = await db
    .selectFrom('dpop_nonces')
    .select(['minute', 'nonce'])
    .where('sandbox', '=', sandbox.id)
    .where('minute', 'in', [String(minute), String(minute - 1)])
    .execute()
  const nonceOf = (wanted: number) => rows.find((row) => row.minute === String(wanted))?.nonce
  const found: Kept = { minute, current: nonceOf(minute)!, former: nonceOf(minute - 1) }
  cache.set(cached, found)
  return found
}
