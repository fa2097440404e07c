import { PGlite, types } from '@electric-sql/pglite'
import { PGliteDialect } from 'kysely'
import { createStore, openStore } from '../store/store.ts'
import type { Store } from '../store/store.ts'
import type { Migrations } from '../store/tables.ts'

/** Opens a store in memory over each of the databases that the lab runs on, by its name. */
export function inBothDatabases<Tables>(
  migrations: Migrations = {},
): Record<'SQLite' | 'PostgreSQL', () => Promise<Store<Tables>>> {
  return {
    SQLite: () => openStore<Tables>({ file: ':memory:', migrations }),
    PostgreSQL: () => {
      const parsers = { [types.INT8]: Number }
      const dialect = new PGliteDialect({ pglite: new PGlite({ parsers }) })
      return createStore<Tables>(dialect, migrations)
    },
  }
}
