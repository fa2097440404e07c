import type { Kysely } from 'kysely'
import type { SignInRow, Tables } from './tables.ts'

export interface SignIns {
  /** Keeps a sign-in that begins, and forgets those that have ended. @param now milliseconds */
  begin(row: SignInRow, now: number): Promise<void>
  find(sandbox: string, state: string, now: number): Promise<SignInRow | undefined>
  /** Takes the sign-in out; only one caller gets it. */
  take(sandbox: string, state: string): Promise<SignInRow | undefined>
}

/** Sign-ins on their way, one for each `state`, so that several tabs don't disturb each other. */
export function createSignIns(db: Kysely<Tables>): SignIns {
  return {
    async begin(row, now) {
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
