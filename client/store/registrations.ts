import type { Kysely } from 'kysely'
import type { RegistrationRow, Tables } from './schema.ts'

export interface Registrations {
  find(sandbox: string): Promise<RegistrationRow | undefined>
  /** Keeps a registration unless another process was first; returns the one that is kept. */
  keep(row: RegistrationRow): Promise<RegistrationRow>
  /** Forgets the registration if it is still this client's, and the client's own token with it. */
  forget(sandbox: string, clientId: string): Promise<void>
}

/** The client's registration in each sandbox. */
export function createRegistrations(db: Kysely<Tables>): Registrations {
  const find = (sandbox: string) =>
    db.selectFrom('registrations').selectAll().where('sandbox', '=', sandbox).executeTakeFirst()
  return {
    find,
    async keep(row) {
      await db
        .insertInto('registrations')
        .values(row)
        .onConflict((conflict) => conflict.column('sandbox').doNothing())
        .execute()
      return (await find(row.sandbox)) ?? row
    },
    async forget(sandbox, clientId) {
      await db.transaction().execute(async (work) => {
        const { numDeletedRows } = await work
          .deleteFrom('registrations')
          .where('sandbox', '=', sandbox)
          .where('client_id', '=', clientId)
          .executeTakeFirst()
        if (numDeletedRows === 0n) return
        await work.deleteFrom('machine_tokens').where('sandbox', '=', sandbox).execute()
      })
    },
  }
}
