import type { Database } from './database.ts'
import type { RegistrationRow } from './tables.ts'

export interface Registrations {
  all(sandbox: string): Promise<RegistrationRow[]>
  /** The registration of a configuration, wherever it was made. */
  of(sandbox: string, configuration: string): Promise<RegistrationRow | undefined>
  /** The registration by which a server names a client. */
  named(sandbox: string, clientId: string): Promise<RegistrationRow | undefined>
  /**
   * The registration at an issuer for a redirect URI: one that was made elsewhere serves no longer.
   * What a person typed in serves for any redirect URI.
   */
  find(
    sandbox: string,
    configuration: string,
    at: { issuer: string; redirectUri: string },
  ): Promise<RegistrationRow | undefined>
  /** Keeps a registration unless another process was first; returns the one that is kept. */
  keep(row: RegistrationRow): Promise<RegistrationRow>
  /** Keeps a registration in the place of any other. */
  replace(row: RegistrationRow): Promise<void>
  /**
   * Forgets the registration if it is still this client's, and the client's own token with it. What a
   * person typed in stays.
   */
  forget(sandbox: string, configuration: string, clientId: string): Promise<void>
  /** Forgets whatever registration there is, and the client's own token with it. */
  remove(sandbox: string, configuration: string): Promise<void>
}

/** What servers know the configurations by. */
export function createRegistrations(db: Database): Registrations {
  const of = (sandbox: string, configuration: string) =>
    db
      .selectFrom('client_registrations')
      .selectAll()
      .where('sandbox', '=', sandbox)
      .where('configuration_id', '=', configuration)
      .executeTakeFirst()
  const find: Registrations['find'] = async (sandbox, configuration, { issuer, redirectUri }) => {
    const row = await of(sandbox, configuration)
    const isGood = row?.issuer === issuer && (row.typed === 1 || row.redirect_uri === redirectUri)
    return isGood ? row : undefined
  }
  return {
    named: (sandbox, clientId) =>
      db
        .selectFrom('client_registrations')
        .selectAll()
        .where('sandbox', '=', sandbox)
        .where('client_id', '=', clientId)
        .executeTakeFirst(),
    all: (sandbox) =>
      db.selectFrom('client_registrations').selectAll().where('sandbox', '=', sandbox).execute(),
    of,
    find,
    async keep(row) {
      const { sandbox, configuration_id, issuer, redirect_uri: redirectUri } = row
      await db
        .insertInto('client_registrations')
        .values(row)
        .onConflict((conflict) =>
          conflict
            .columns(['sandbox', 'configuration_id'])
            .doUpdateSet(row)
            .where((eb) =>
              eb.or([
                eb('client_registrations.redirect_uri', 'is distinct from', redirectUri),
                eb('client_registrations.issuer', 'is distinct from', issuer),
              ]),
            ),
        )
        .execute()
      const kept = (await find(sandbox, configuration_id, { issuer, redirectUri })) ?? row
      if (kept.client_id === row.client_id) await dropToken(db, sandbox, configuration_id)
      return kept
    },
    async replace(row) {
      await db.transaction().execute((work) => replaceRegistration(work, row))
    },
    async forget(sandbox, configuration, clientId) {
      await db.transaction().execute(async (work) => {
        const { numDeletedRows } = await work
          .deleteFrom('client_registrations')
          .where('sandbox', '=', sandbox)
          .where('configuration_id', '=', configuration)
          .where('client_id', '=', clientId)
          .where('typed', '=', 0)
          .executeTakeFirst()
        if (numDeletedRows > 0n) await dropToken(work, sandbox, configuration)
      })
    },
    async remove(sandbox, configuration) {
      await db.transaction().execute((work) => removeRegistration(work, sandbox, configuration))
    },
  }
}

/** Keeps a registration in the place of any other, in a transaction. */
export async function replaceRegistration(work: Database, row: RegistrationRow): Promise<void> {
  await work
    .insertInto('client_registrations')
    .values(row)
    .onConflict((conflict) => conflict.columns(['sandbox', 'configuration_id']).doUpdateSet(row))
    .execute()
  await dropToken(work, row.sandbox, row.configuration_id)
}

/** Forgets whatever registration there is, in a transaction. */
export async function removeRegistration(
  work: Database,
  sandbox: string,
  configuration: string,
): Promise<void> {
  await work
    .deleteFrom('client_registrations')
    .where('sandbox', '=', sandbox)
    .where('configuration_id', '=', configuration)
    .execute()
  await dropToken(work, sandbox, configuration)
}

/** A token of a former registration is nobody's. */
async function dropToken(work: Database, sandbox: string, configuration: string): Promise<void> {
  await work
    .deleteFrom('machine_tokens')
    .where('sandbox', '=', sandbox)
    .where('configuration_id', '=', configuration)
    .execute()
}
