import type { Kysely } from 'kysely'
import type { Table, Tables } from '../store/tables.ts'
import type { AnyRow, Rows } from './part-definition.ts'

type AnyTables = Record<string, Record<string, unknown>>

/** The rows of a sandbox in these tables, in the order of their keys. */
export async function readStored(
  given: Kysely<never>,
  tables: Tables,
  sandbox: string,
): Promise<Rows> {
  const db = given as unknown as Kysely<AnyTables>
  const all = Object.entries(tables).map(
    async ([name, table]) => [name, await rowsOf(db, sandbox, name, table)] as const,
  )
  return Object.fromEntries(await Promise.all(all))
}

/** Writes rows of a sandbox; the tables hold none of it. */
export async function insertRows(given: Kysely<never>, rows: Rows, sandbox: string): Promise<void> {
  const db = given as unknown as Kysely<Record<string, AnyRow>>
  for (const [table, all] of Object.entries(rows)) {
    const whole = all.length - (all.length % together)
    await insert(db, table, sandbox, all.slice(0, whole), together)
    await insert(db, table, sandbox, all.slice(whole), 1)
  }
}

/** So many rows of many are written by one statement, which costs more than a row. */
const together = 50

/** The statement is compiled once. */
async function insert(
  db: Kysely<Record<string, AnyRow>>,
  table: string,
  sandbox: string,
  rows: readonly AnyRow[],
  size: number,
): Promise<void> {
  if (rows.length === 0) return
  const columns = Object.keys(rows[0]!)
  const query = db
    .insertInto(table)
    .values(rows.slice(0, size).map((row) => ({ sandbox, ...row })))
    .compile()
  for (let at = 0; at < rows.length; at += size) {
    const some = rows.slice(at, at + size)
    const parameters = some.flatMap((row) => [sandbox, ...columns.map((column) => row[column])])
    await db.executeQuery({ ...query, parameters })
  }
}

async function rowsOf(
  db: Kysely<AnyTables>,
  sandbox: string,
  name: string,
  { key, columns }: Table,
): Promise<AnyRow[]> {
  let query = db
    .selectFrom(name)
    .select([...key, ...Object.keys(columns)])
    .where('sandbox', '=', sandbox)
  for (const column of key) query = query.orderBy(column)
  const rows = (await query.execute()) as AnyRow[]
  const numbers = Object.keys(columns).filter((column) => columns[column]!.type !== 'text')
  return rows.map((row) => readNumbers({ ...row }, numbers))
}

/** PostgreSQL hands out 64-bit integers as text. */
function readNumbers(row: AnyRow, columns: readonly string[]): AnyRow {
  for (const column of columns) {
    if (typeof row[column] === 'string') row[column] = Number(row[column])
  }
  return row
}
