import type { Kysely } from 'kysely'
import type { SignInRow, Tables } from './tables.ts'

/** How many sign-ins of a sandbox may be on their way at once: anybody may begin one. */
const limit = 10_000
/** After so many new ones the store is looked at. */
const step = 100

export interface SignIns {
  /** Keeps a sign-in that begins; forgets those that have ended, and the oldest of too many. @param now milliseconds */
  begin(row: SignInRow, now: number): Promise<void>
  find(sandbox: string, state: string, now: number): Promise<SignInRow | undefined>
  /** Takes the sign-in out; only one caller gets it. */
  take(sandbox: string, state: string): Promise<SignInRow | undefined>
}

/** Sign-ins on their way, one for each `state`, so that several tabs don't disturb each other. */
export function createSignIns(db: Kysely<Tables>): SignIns {
  let begun = 0
  const makeRoom = async (sandbox: string) => {
    begun += 1
    if (begun % step !== 0) return
    const kept = db
      .selectFrom('sign_ins')
      .select('state')
      .where('sandbox', '=', sandbox)
      .orderBy('expires_at', 'desc')
      .orderBy('state')
      .limit(limit)
    await db
      .deleteFrom('sign_ins')
      .where('sandbox', '=', sandbox)
      .where('state', 'not in', kept)
      .execute()
  }
  return {
    async begin(row, now) {
      await makeRoom(row.sandbox)
      await db
        .deleteFrom('sign_ins')
        .where('sandbox', '=', row.sandbox)
        .where('expires_at', '<=', now)
        .execute()
      await db.insertInto('sign_ins').values(row).execute()
    },
    find: (sandbox, state, now) =>
      db
        .selectFrom('sign_ins')
        .selectAll()
        .where('sandbox', '=', sandbox)
        .where('state', '=', state)
        .where('expires_at', '>', now)
        .executeTakeFirst(),
    take: (sandbox, state) =>
      db
        .deleteFrom('sign_ins')
        .where('sandbox', '=', sandbox)
        .where('state', '=', state)
        .returningAll()
        .executeTakeFirst(),
  }
}
