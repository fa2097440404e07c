import type { Kysely } from 'kysely'
import type { RegistrationRow, Tables } from './tables.ts'

export interface Registrations {
  /** The registration at an issuer for a redirect URI: one that was made elsewhere serves no longer. */
  find(sandbox: string, issuer: string, redirectUri: string): Promise<RegistrationRow | undefined>
  /** Keeps a registration unless another process was first; returns the one that is kept. */
  keep(row: RegistrationRow): Promise<RegistrationRow>
  /** Forgets the registration if it is still this client's, and the client's own token with it. */
  forget(sandbox: string, clientId: string): Promise<void>
}

/** The client's registration in each sandbox. */
export function createRegistrations(db: Kysely<Tables>): Registrations {
  const find = (sandbox: string, issuer: string, redirectUri: string) =>
    db
      .selectFrom('registrations')
      .selectAll()
      .where('sandbox', '=', sandbox)
      .where('issuer', '=', issuer)
      .where('redirect_uri', '=', redirectUri)
      .executeTakeFirst()
  return {
    find,
    async keep(row) {
      await db
        .insertInto('registrations')
        .values(row)
        .onConflict((conflict) =>
          conflict
            .column('sandbox')
            .doUpdateSet(row)
            .where((eb) =>
              eb.or([
                eb('registrations.redirect_uri', 'is distinct from', row.redirect_uri),
                eb('registrations.issuer', 'is distinct from', row.issuer),
              ]),
            ),
        )
        .execute()
      const kept = (await find(row.sandbox, row.issuer, row.redirect_uri)) ?? row
      // A token of a former registration is nobody's.
      if (kept.client_id === row.client_id) {
        await db.deleteFrom('machine_tokens').where('sandbox', '=', row.sandbox).execute()
      }
      return kept
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
