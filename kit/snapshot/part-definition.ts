import type { Kysely } from 'kysely'
import type { Catalogue } from '../check-definition.ts'
import type { Problem } from '../problems.ts'
import { kitTables } from '../store/migrations.ts'
import { presentTables } from '../store/tables.ts'
import type { Migrations, Tables } from '../store/tables.ts'

/** What the snapshot of a role follows from. */
export interface PartDefinition {
  db: Kysely<never>
  /** The role's own tables. */
  tables: Tables
  /** All that made its database, kit's too. */
  migrations: Migrations
  catalogue: Catalogue
  /** What is wrong with rows that have the form of their table; paths begin with the table. */
  examine?: ((rows: Rows) => Problem[]) | undefined
}

/** A row of any table, without its sandbox. */
export type AnyRow = Record<string, string | number | null>

/** The rows of all tables, by table. */
export type Rows = Readonly<Record<string, AnyRow[]>>

/** All tables with rows of a sandbox: the role's own and kit's. */
export function tablesOf({ tables }: Pick<PartDefinition, 'tables'>): Tables {
  return presentTables(allTables({ tables }))
}

/** The same with those that were dropped since. */
export function allTables({ tables }: Pick<PartDefinition, 'tables'>): Tables {
  return { ...kitTables, ...tables }
}
