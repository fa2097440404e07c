import type { CreateTableBuilder, Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

export type Migrations = Record<string, Migration>

/** A column; `Value` is what a row holds there. */
export interface Column<Value> {
  readonly type: 'text' | 'bigint' | 'integer'
  readonly optional?: true
  /** The migration that added it to a table that was there already, and what older rows hold. */
  readonly since?: string
  readonly before?: Value
  /** Whether it holds JSON. */
  readonly json?: true
  /** Of the compiler alone. */
  readonly value?: Value
}

export const text: Column<string> = { type: 'text' }
export const optionalText: Column<string | null> = { type: 'text', optional: true }
export const json: Column<string> = { type: 'text', json: true }
/** Milliseconds, counts: whole numbers. */
export const number: Column<number> = { type: 'bigint' }
export const optionalNumber: Column<number | null> = { type: 'bigint', optional: true }

/** One table: its rows' type, migration, reset and sweep follow from this. */
export interface Table {
  /** The migration that made it. */
  readonly since: string
  /** The migration that dropped it, after what it fills others with. */
  readonly until?: string
  /** The rest of the primary key, which begins with `sandbox`; texts. */
  readonly key: readonly string[]
  readonly columns: Readonly<Record<string, Column<unknown>>>
  /** Columns beside `sandbox` by which rows are found. */
  readonly indexes?: readonly Index[]
  /** The column with the time at which a row has ended, milliseconds on the sandbox's clock. */
  readonly ends?: string
  /** What a snapshot tells of its rows where they come to another address. */
  readonly elsewhere?: Elsewhere
}

/** What becomes of rows that are restored at another address than the one at which they were saved. */
export interface Elsewhere {
  /** What can't be made right there, and what to do about it. */
  readonly says: string
  /** Told of rows alone that name no address of the lab. */
  readonly of?: 'rows without an address'
  /** Whether they are left out: always, or where an external program is the authorization server. */
  readonly leftOut?: 'always' | 'at an external server'
}

interface Index {
  readonly columns: readonly string[]
  /** Whether one row alone is found. */
  readonly unique?: true
  /** The migration that added it to a table that was there already. */
  readonly since?: string
}

export type Tables = Readonly<Record<string, Table>>

/** A row of a table. */
export type Row<T extends Table> = { sandbox: string } & { [Name in T['key'][number]]: string } & {
  -readonly [Name in keyof T['columns']]: T['columns'][Name] extends Column<infer Value>
    ? Value
    : never
}

/** The rows of all tables, by table: what Kysely is typed by. */
export type Rows<All extends Tables> = { [Name in keyof All]: Row<All[Name]> }

/** Keeps the literal types of a role's tables. */
export function defineTables<const All extends Tables>(tables: All): All {
  return tables
}

/** The tables that are there when all migrations were made. */
export function presentTables(tables: Tables): Tables {
  return Object.fromEntries(Object.entries(tables).filter(([, { until }]) => until === undefined))
}

/**
 * The migrations that make the tables, each by its name.
 * @param fills what a migration does besides, with the rows that were there before it for example
 */
export function migrationsOf(
  tables: Tables,
  fills: Readonly<Record<string, (db: Kysely<never>) => Promise<void>>> = {},
): Migrations {
  const all = Object.entries(tables)
  const names = new Set([
    ...Object.keys(fills),
    ...all.flatMap(([, { since, until, columns, indexes = [] }]) => [
      since,
      ...(until === undefined ? [] : [until]),
      ...Object.values(columns).flatMap((column) => column.since ?? []),
      ...indexes.flatMap((index) => index.since ?? []),
    ]),
  ])
  const migrate = (migration: string) => async (db: Kysely<unknown>) => {
    for (const [name, table] of all) {
      if (table.since === migration) await create(db, name, table)
      else await addColumns(db, name, table, migration)
      await addIndexes(db, name, table, migration)
    }
    await fills[migration]?.(db as unknown as Kysely<never>)
    for (const [name, { until }] of all) {
      if (until === migration) await db.schema.dropTable(name).execute()
    }
  }
  return Object.fromEntries([...names].sort().map((name) => [name, { up: migrate(name) }]))
}

/** Forgets the rows of a sandbox that ended before a time, milliseconds on its clock. */
export async function sweepTables(
  db: Kysely<never>,
  tables: Tables,
  sandbox: string,
  before: number,
): Promise<void> {
  const any = db as unknown as Kysely<Record<string, Record<string, unknown>>>
  for (const [name, { ends }] of Object.entries(presentTables(tables))) {
    if (ends === undefined) continue
    await any.deleteFrom(name).where('sandbox', '=', sandbox).where(ends, '<', before).execute()
  }
}

async function create(db: Kysely<unknown>, name: string, table: Table): Promise<void> {
  const key = ['sandbox', ...table.key]
  let builder: CreateTableBuilder<string, string> = db.schema.createTable(name)
  for (const column of key) builder = builder.addColumn(column, 'text', (it) => it.notNull())
  for (const [column, { type, optional, since }] of Object.entries(table.columns)) {
    if (since !== undefined) continue
    builder = builder.addColumn(column, type, (it) => (optional ? it : it.notNull()))
  }
  await builder.addPrimaryKeyConstraint(`${name}_key`, key).execute()
}

async function addColumns(
  db: Kysely<unknown>,
  name: string,
  table: Table,
  migration: string,
): Promise<void> {
  for (const [column, { type, optional, since, before }] of Object.entries(table.columns)) {
    if (since !== migration) continue
    await db.schema
      .alterTable(name)
      .addColumn(column, type, (it) => (optional ? it : it.notNull().defaultTo(before)))
      .execute()
  }
}

async function addIndexes(
  db: Kysely<unknown>,
  name: string,
  table: Table,
  migration: string,
): Promise<void> {
  for (const { columns, unique, since = table.since } of table.indexes ?? []) {
    if (since !== migration) continue
    const index = db.schema
      .createIndex(`${name}_sandbox_${columns.join('_')}`)
      .on(name)
      .columns(['sandbox', ...columns])
    await (unique ? index.unique() : index).execute()
  }
}
