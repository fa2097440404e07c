import type { Migration } from 'kysely/migration'
import { defineTables, migrationsOf, number } from './tables.ts'
import type { Row } from './tables.ts'

/** The tables that every role has. */
export interface KitTables {
  sandboxes: SandboxRow
  attempts: AttemptRow
}

export interface SandboxRow {
  sandbox: string
  /** JSON of SandboxSettings. */
  settings: string
  version: number
}

const since = '0000_kit'

/** What every role keeps of a sandbox besides its settings. */
export const kitTables = defineTables({
  /** Failed sign-ins of a user from an address. */
  attempts: {
    since,
    key: ['subject'],
    columns: {
      failures: number,
      /** Milliseconds on the sandbox's clock. */
      last_at: number,
    },
  },
})

export type AttemptRow = Row<typeof kitTables.attempts>

export const kitMigrations: Record<string, Migration> = {
  [since]: {
    async up(db) {
      await db.schema
        .createTable('sandboxes')
        .addColumn('sandbox', 'text', (column) => column.primaryKey())
        .addColumn('settings', 'text', (column) => column.notNull())
        .addColumn('version', 'integer', (column) => column.notNull())
        .execute()
      await migrationsOf(kitTables)[since]!.up(db)
    },
  },
}
