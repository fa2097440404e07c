import { createHash } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Sandbox } from './sandbox.ts'
import type { KitTables } from './store/migrations.ts'
import { createTurns } from './turns.ts'

/** Wrong passwords that a pair of user and address may send before it has to wait. */
export const freeAttempts = 5
/** Milliseconds on the sandbox's clock until a failure is forgotten. */
const window = 5 * 60_000
/** How many pairs a sandbox remembers after a sweep; a clock that stands forgets none by itself. */
const most = 10_000

export interface Throttle {
  /** Milliseconds that this pair has to wait; 0 when it may try. */
  wait(sandbox: Sandbox, user: string, address: string): Promise<number>
  /** Counts a failure and returns how many there were within the window. */
  failed(sandbox: Sandbox, user: string, address: string): Promise<number>
  succeeded(sandbox: Sandbox, user: string, address: string): Promise<void>
  /** Ids of the sandboxes in which somebody failed. */
  tried(): Promise<string[]>
  /** Forgets failures that count no more, and the oldest ones beyond 10,000. */
  sweep(sandbox: Sandbox): Promise<void>
  /** Attempts of one pair are taken one after the other, so that a burst is counted like a row. */
  inTurn<T>(sandbox: Sandbox, user: string, address: string, attempt: () => Promise<T>): Promise<T>
}

/** Counts wrong passwords per pair of user and address, in the store and on the sandbox's clock. */
export function createThrottle(database: Kysely<KitTables>): Throttle {
  const row = (sandbox: Sandbox, subject: string) =>
    database
      .selectFrom('attempts')
      .selectAll()
      .where('sandbox', '=', sandbox.id)
      .where('subject', '=', subject)
      .executeTakeFirst()

  const turns = createTurns()

  return {
    inTurn: (sandbox, user, address, attempt) =>
      turns.inTurn(`${sandbox.id}\0${subjectOf(user, address)}`, attempt),
    async wait(sandbox, user, address) {
      const found = await row(sandbox, subjectOf(user, address))
      if (found === undefined || found.failures < freeAttempts) return 0
      const passed = sandbox.clock.now() - found.last_at
      // A clock that was set back since makes nobody wait for the time that it left.
      return passed < 0 ? 0 : Math.max(0, window - passed)
    },
    async failed(sandbox, user, address) {
      const now = sandbox.clock.now()
      const { failures } = await database
        .insertInto('attempts')
        .values({
          sandbox: sandbox.id,
          subject: subjectOf(user, address),
          failures: 1,
          last_at: now,
        })
        .onConflict((conflict) =>
          conflict.columns(['sandbox', 'subject']).doUpdateSet((eb) => ({
            last_at: now,
            failures: eb
              .case()
              .when('attempts.last_at', '<', now - window)
              .then(1)
              .else(eb('attempts.failures', '+', 1))
              .end(),
          })),
        )
        .returning('failures')
        .executeTakeFirstOrThrow()
      return failures
    },
    async tried() {
      const rows = await database.selectFrom('attempts').select('sandbox').distinct().execute()
      return rows.map(({ sandbox }) => sandbox)
    },
    async sweep(sandbox) {
      const now = sandbox.clock.now()
      const newest = database
        .selectFrom('attempts')
        .select('subject')
        .where('sandbox', '=', sandbox.id)
        .orderBy('last_at', 'desc')
        .orderBy('subject')
        .limit(most)
      await database
        .deleteFrom('attempts')
        .where('sandbox', '=', sandbox.id)
        .where((row) =>
          row.or([
            row('last_at', '<=', now - window),
            row('last_at', '>', now),
            row('subject', 'not in', newest),
          ]),
        )
        .execute()
    },
    async succeeded(sandbox, user, address) {
      await database
        .deleteFrom('attempts')
        .where('sandbox', '=', sandbox.id)
        .where('subject', '=', subjectOf(user, address))
        .execute()
    },
  }
}

/** Hashed, so that a password typed into the name field is not kept. */
function subjectOf(user: string, address: string): string {
  return createHash('sha256').update(`${user}\0${address}`).digest('base64url')
}
