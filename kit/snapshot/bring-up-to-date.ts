import type { Kysely } from 'kysely'
import { openSqlite } from '../store/sqlite.ts'
import { createStore } from '../store/store.ts'
import type { Migrations, Table, Tables } from '../store/tables.ts'
import { tablesOf } from './part-definition.ts'
import type { PartDefinition, Rows } from './part-definition.ts'
import { insertRows, readStored } from './stored-rows.ts'

/** The tables as they were when these migrations had been made. */
export function tablesAt(tables: Tables, migrations: readonly string[]): Tables {
  const was = ({ since, until }: { since?: string; until?: string }) =>
    (since === undefined || migrations.includes(since)) &&
    (until === undefined || !migrations.includes(until))
  const all = Object.entries(tables).filter(([, table]) => was(table))
  return Object.fromEntries(
    all.map(([name, table]) => [name, { ...table, ...partsAt(table, was) }]),
  )
}

/**
 * Rows of an older lab as this one stores them: they take the way that they would have taken in its
 * database, in one in memory.
 * @param made the migrations that the older lab had made
 */
export async function bringUpToDate(
  definition: PartDefinition,
  made: readonly string[],
  rows: Rows,
): Promise<Rows> {
  const { migrations } = definition
  const former: Migrations = Object.fromEntries(
    Object.entries(migrations).filter(([name]) => made.includes(name)),
  )
  const sqlite = openSqlite(':memory:')
  try {
    const before = await createStore<object>(sqlite.dialect, former)
    await insertRows(before.db as unknown as Kysely<never>, rows, anySandbox)
    const { db } = await createStore<object>(sqlite.dialect, migrations)
    return await readStored(db as unknown as Kysely<never>, tablesOf(definition), anySandbox)
  } finally {
    sqlite.close()
  }
}

const anySandbox = 'any'

function partsAt({ columns, indexes = [] }: Table, was: (part: { since?: string }) => boolean) {
  return {
    columns: Object.fromEntries(Object.entries(columns).filter(([, column]) => was(column))),
    indexes: indexes.filter(was),
  }
}
