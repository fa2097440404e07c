import type { Migration } from 'kysely/migration'

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

/** Failed sign-ins of a user from an address. */
export interface AttemptRow {
  sandbox: string
  subject: string
  failures: number
  /** Milliseconds on the sandbox's clock. */
  last_at: number
}

export const kitMigrations: Record<string, Migration> = {
  '0000_kit': {
    async up(db) {
      await db.schema
        .createTable('sandboxes')
        .addColumn('sandbox', 'text', (column) => column.primaryKey())
        .addColumn('settings', 'text', (column) => column.notNull())
        .addColumn('version', 'integer', (column) => column.notNull())
        .execute()
      await db.schema
        .createTable('attempts')
        .addColumn('sandbox', 'text', (column) => column.notNull())
        .addColumn('subject', 'text', (column) => column.notNull())
        .addColumn('failures', 'integer', (column) => column.notNull())
        .addColumn('last_at', 'bigint', (column) => column.notNull())
        .addPrimaryKeyConstraint('attempts_key', ['sandbox', 'subject'])
        .execute()
    },
  },
}
