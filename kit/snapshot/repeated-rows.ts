import type { Problem } from '../problems.ts'
import type { Tables } from '../store/tables.ts'
import type { Rows } from './part-definition.ts'

/** Rows that a table would refuse, since another one has the same key. */
export function repeatedRows(tables: Tables, rows: Rows): Problem[] {
  return Object.entries(tables).flatMap(([name, { key, indexes = [] }]) => {
    const unique = [key, ...indexes.filter((index) => index.unique).map(({ columns }) => columns)]
    return unique.flatMap((columns) => {
      const seen = new Set<unknown>()
      return rows[name]!.flatMap((row, at): Problem[] => {
        const [only, ...others] = columns
        const value =
          only !== undefined && others.length === 0
            ? row[only]
            : JSON.stringify(columns.map((column) => row[column]))
        if (!seen.has(value)) {
          seen.add(value)
          return []
        }
        const what = columns.length === 0 ? 'row' : `row with this ${columns.join(', ')}`
        return [{ path: `tables.${name}.${at}`, message: `there is a ${what} already` }]
      })
    })
  })
}
