import type { Kysely } from 'kysely'
import type { Sandbox } from '../sandbox.ts'
import type { Sandboxes } from '../sandboxes.ts'
import type { AnyRow, Rows } from './part-definition.ts'
import type { ReadPart } from './read-part.ts'

/** Puts a part in the place of what the role holds of the sandbox, in one transaction. */
export async function restorePart(
  sandboxes: Sandboxes,
  { id }: Sandbox,
  { settings, random, rows }: ReadPart,
): Promise<void> {
  await sandboxes.restore(id, { settings, random, fill: (work) => insert(work, id, rows) })
}

async function insert(given: Kysely<never>, sandbox: string, rows: Rows): Promise<void> {
  const work = given as unknown as Kysely<Record<string, AnyRow>>
  for (const [table, [first, ...rest]] of Object.entries(rows)) {
    if (first === undefined) continue
    const columns = Object.keys(first)
    // Compiled once, and one statement for any number of rows.
    const query = work
      .insertInto(table)
      .values({ sandbox, ...first })
      .compile()
    await work.executeQuery(query)
    for (const row of rest) {
      const parameters = [sandbox, ...columns.map((column) => row[column])]
      await work.executeQuery({ ...query, parameters })
    }
  }
}
