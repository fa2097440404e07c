import type { Kysely } from 'kysely'
import type { KitTables } from '@oauth-lab/kit/store/migrations.ts'
import { defineTables, migrationsOf, text } from '@oauth-lab/kit/store/tables.ts'
import type { Rows } from '@oauth-lab/kit/store/tables.ts'

const since = '0001_resserver'

/** The resource server's own tables. */
export const tables = defineTables({
  /** The credentials with which a sandbox's resource server introspects. */
  registrations: {
    since,
    key: [],
    columns: {
      /** JSON of the resources that were registered; others, as at another origin, need another registration. */
      resource: text,
      client_id: text,
      client_secret: text,
    },
  },
  configurations: {
    since,
    key: [],
    columns: {
      /** JSON of the configuration. */
      document: text,
    },
  },
})

export type Tables = Rows<typeof tables>
export type Database = Kysely<Tables & KitTables>

export const migrations = migrationsOf(tables)
