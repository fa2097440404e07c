import { sql } from 'kysely'
import type { SelectQueryBuilder } from 'kysely'

/** One page of the rows, and how many there are on all. */
export async function readPage<All, Names extends keyof All, Row, Item>(
  rows: SelectQueryBuilder<All, Names, Row>,
  { page, size, order }: { page: number; size: number; order: 'asc' | 'desc' },
  /** The columns to sort by; the last ones tell any two rows apart. */
  columns: readonly string[],
  describe: (row: Row) => Item,
): Promise<{ total: number; page: number; size: number; items: Item[] }> {
  const count = rows.clearSelect().select(({ fn }) => [fn.countAll<number>().as('total')])
  const sorted = columns.reduce((query, name) => query.orderBy(sql.ref(name), order), rows)
  const [counted, found] = await Promise.all([
    count.executeTakeFirstOrThrow(),
    sorted
      .limit(size)
      .offset((page - 1) * size)
      .execute(),
  ])
  const { total } = counted as { total: number }
  return { total, page, size, items: found.map((row) => describe(row as Row)) }
}

/** A time of the store in ISO 8601. */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}
