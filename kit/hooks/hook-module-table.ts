import type { Kysely } from 'kysely'
import type { KitTables } from '../store/migrations.ts'
import { number, text } from '../store/tables.ts'
import type { Row, Table } from '../store/tables.ts'

/**
 * The module of hooks that a sandbox has of its own.
 * @param since the role's migration that makes it
 */
export function hookModuleTable<const Since extends string>(since: Since) {
  return {
    since,
    key: [],
    columns: {
      text,
      made_at: number,
    },
  } as const satisfies Table
}

export type HookModuleRow = Row<ReturnType<typeof hookModuleTable>>

/** A database with the table. */
export type HookDatabase = Kysely<KitTables & { hook_modules: HookModuleRow }>
