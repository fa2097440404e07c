import type { Kysely } from 'kysely'
import type { Sandbox } from '../sandbox.ts'
import type { Table } from '../store/tables.ts'
import { tablesOf } from './part-definition.ts'
import type { AnyRow, PartDefinition } from './part-definition.ts'
import type { RolePart } from './role-part.ts'

type AnyTables = Record<string, Record<string, unknown>>

/** Everything that a role holds of a sandbox, of one moment. It holds secrets. */
export async function savePart(definition: PartDefinition, sandbox: Sandbox): Promise<RolePart> {
  const { clock, waived, recording, seed, epoch } = sandbox.settings()
  const random = sandbox.random.state()
  const db = definition.db as unknown as Kysely<AnyTables>
  const tables = await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute((work) => {
      const read = Object.entries(tablesOf(definition)).map(
        async ([name, table]) => [name, await rowsOf(work, sandbox, name, table)] as const,
      )
      return Promise.all(read)
    })
  return {
    migrations: [...definition.migrations],
    settings: { clock, waived: [...waived], recording, seed, epoch },
    random,
    tables: Object.fromEntries(tables),
  }
}

async function rowsOf(
  work: Kysely<AnyTables>,
  sandbox: Sandbox,
  name: string,
  { key, columns }: Table,
): Promise<AnyRow[]> {
  let query = work
    .selectFrom(name)
    .select([...key, ...Object.keys(columns)])
    .where('sandbox', '=', sandbox.id)
  for (const column of key) query = query.orderBy(column)
  const rows = (await query.execute()) as AnyRow[]
  return rows.map((row) => readNumbers(row, columns))
}

/** PostgreSQL hands out 64-bit integers as text. */
function readNumbers(row: AnyRow, columns: Table['columns']): AnyRow {
  const read = Object.entries(row).map(([name, value]) => {
    const isNumber = Object.hasOwn(columns, name) && columns[name]!.type !== 'text'
    return [name, isNumber && value !== null ? Number(value) : value] as const
  })
  return Object.fromEntries(read)
}
