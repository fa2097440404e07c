import type { Kysely } from 'kysely'
import type { Migrations } from '@oauth-lab/kit/store/store.ts'

export interface Tables {
  /** The single-page application's registration at an authorization server of the user's own. */
  spa_registrations: { sandbox: string; client_id: string }
}

export const tables = ['spa_registrations'] as const

/** Control's own tables, besides the sandboxes that kit keeps. */
export const migrations: Migrations = {
  '0001_control': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('spa_registrations')
        .addColumn('sandbox', 'text', (it) => it.primaryKey())
        .addColumn('client_id', 'text', (it) => it.notNull())
        .execute()
    },
  },
}
