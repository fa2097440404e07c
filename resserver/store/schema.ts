import type { Migrations } from '@oauth-lab/kit/store/store.ts'
import type { KitTables } from '@oauth-lab/kit/store/migrations.ts'
import type { Kysely } from 'kysely'

/** The resource server's own tables. */
export interface Tables {
  registrations: RegistrationRow
  configurations: ConfigurationRow
}

/** The credentials with which a sandbox's resource server introspects. */
export interface RegistrationRow {
  sandbox: string
  /** JSON of the resources that were registered; others, as at another origin, need another registration. */
  resource: string
  client_id: string
  client_secret: string
}

export interface ConfigurationRow {
  sandbox: string
  /** JSON of the configuration. */
  document: string
}

export type Database = Kysely<Tables & KitTables>

export const tables = ['registrations', 'configurations'] as const

export const migrations: Migrations = {
  '0001_resserver': {
    async up(db) {
      await db.schema
        .createTable('registrations')
        .addColumn('sandbox', 'text', (column) => column.primaryKey())
        .addColumn('resource', 'text', (column) => column.notNull())
        .addColumn('client_id', 'text', (column) => column.notNull())
        .addColumn('client_secret', 'text', (column) => column.notNull())
        .execute()
      await db.schema
        .createTable('configurations')
        .addColumn('sandbox', 'text', (column) => column.primaryKey())
        .addColumn('document', 'text', (column) => column.notNull())
        .execute()
    },
  },
}
