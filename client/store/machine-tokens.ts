import type { Kysely } from 'kysely'
import type { MachineTokenRow, Tables } from './tables.ts'

export interface MachineTokens {
  /** The token that a configuration has of an issuer: one of another issuer opens nothing. */
  find(sandbox: string, configuration: string, issuer: string): Promise<MachineTokenRow | undefined>
  keep(row: MachineTokenRow): Promise<void>
  forget(sandbox: string): Promise<void>
}

/** The client's own token in each sandbox. */
export function createMachineTokens(db: Kysely<Tables>): MachineTokens {
  return {
    async find(sandbox, configuration, issuer) {
      const row = await db
        .selectFrom('machine_tokens')
        .selectAll()
        .where('sandbox', '=', sandbox)
        .where('configuration_id', '=', configuration)
        .where('issuer', '=', issuer)
        .executeTakeFirst()
      return row && readTimes(row)
    },
    async keep({ sandbox, ...token }) {
      await db
        .insertInto('machine_tokens')
        .values({ sandbox, ...token })
        .onConflict((conflict) => conflict.column('sandbox').doUpdateSet(token))
        .execute()
    },
    async forget(sandbox) {
      await db.deleteFrom('machine_tokens').where('sandbox', '=', sandbox).execute()
    },
  }
}

/** PostgreSQL hands out 64-bit integers as text. */
function readTimes(row: MachineTokenRow): MachineTokenRow {
  const { received_at, expires_at }: Record<'received_at' | 'expires_at', unknown> = row
  return { ...row, received_at: Number(received_at), expires_at: Number(expires_at) }
}
