import { isDeepStrictEqual } from 'node:util'
import type { Kysely } from 'kysely'
import { openSandboxes } from '../sandboxes.ts'
import { tablesOf } from '../snapshot/part-definition.ts'
import type { AnyRow, PartDefinition } from '../snapshot/part-definition.ts'
import { readPart } from '../snapshot/read-part.ts'
import { restorePart } from '../snapshot/restore-part.ts'
import { savePart } from '../snapshot/save-part.ts'
import { kitMigrations } from '../store/migrations.ts'
import { openStore } from '../store/store.ts'
import type { Store } from '../store/store.ts'
import { presentTables } from '../store/tables.ts'
import type { Column, Migrations, Table, Tables } from '../store/tables.ts'

/** What a snapshot tells otherwise, or not at all. */
const besides = ['sandboxes', 'kysely_migration', 'kysely_migration_lock']

/**
 * What of a role's database a snapshot would lose, in words: each table of it is filled, saved, and
 * restored in another sandbox.
 * @param opened the store to try it in; SQLite in memory unless told
 */
export async function examineSnapshot(
  tables: Tables,
  migrations: Migrations,
  opened?: Store<object>,
): Promise<string[]> {
  const store = opened ?? (await openStore<object>({ file: ':memory:', migrations }))
  const db = store.db as unknown as Kysely<never>
  const part: PartDefinition = {
    db,
    tables,
    migrations: { ...kitMigrations, ...migrations },
    catalogue: {},
  }
  const names = Object.keys(presentTables(tables)) as never[]
  const sandboxes = await openSandboxes({ store, origin: 'https://lab.test', tables: names })
  const [from, to] = [await sandboxes.put('from', {}), await sandboxes.put('to', {})]
  await fill(db, part, from.id)
  const saved = await savePart(part, from)
  // As if it had been saved there: what is no good at another address would be left out.
  await restorePart(sandboxes, to, await readPart(part, to, { from: to, part: saved }))
  const restored = await savePart(part, to)
  const found = (await store.db.introspection.getTables()).flatMap(({ name, isView }) =>
    isView ? [] : [name],
  )
  await store.close()
  return [
    ...found
      .filter((name) => !besides.includes(name) && (saved.tables[name] ?? []).length === 0)
      .map((name) => `${name}: its rows are not saved`),
    ...Object.keys(saved.tables)
      .filter((name) => !isDeepStrictEqual(saved.tables[name], restored.tables[name]))
      .map((name) => `${name}: its rows are not restored as they were`),
  ]
}

async function fill(given: Kysely<never>, part: PartDefinition, sandbox: string): Promise<void> {
  const db = given as unknown as Kysely<Record<string, AnyRow>>
  for (const [name, table] of Object.entries(tablesOf(part))) {
    const values = rowsFor(table).map((row) => ({ sandbox, ...row }))
    await db.insertInto(name).values(values).execute()
  }
}

/** One row with a value in each column, and one without those that are optional, where there may be two. */
function rowsFor({ key, columns }: Table): AnyRow[] {
  const row = (id: string, isWhole: boolean) => ({
    ...Object.fromEntries(key.map((column) => [column, `${column} ${id}`])),
    ...Object.fromEntries(
      Object.entries(columns).map(([name, column]) => [name, valueFor(column, id, isWhole)]),
    ),
  })
  return key.length === 0 ? [row('1', true)] : [row('1', true), row('2', false)]
}

function valueFor({ type, optional, json }: Column<unknown>, id: string, isWhole: boolean) {
  if (optional && !isWhole) return null
  if (type !== 'text') return Number(id) + 2 ** 40
  return json ? `{"id":${id}}` : `a text ${id}`
}
