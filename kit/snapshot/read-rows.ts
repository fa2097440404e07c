import { hintOfNearest } from '../nearest.ts'
import type { Problem } from '../problems.ts'
import type { Column, Table, Tables } from '../store/tables.ts'
import type { AnyRow, Rows } from './part-definition.ts'
import type { RolePart } from './role-part.ts'
import { isObject } from '../is-object.ts'

/** Rows that have the form of their tables, and what is wrong with the others. */
export function readRows(
  tables: Tables,
  sent: RolePart['tables'],
): { rows: Rows; problems: Problem[] } {
  const unknown = Object.keys(sent).filter((name) => !Object.hasOwn(tables, name))
  const problems: Problem[] = unknown.map((name) => ({
    path: `tables.${name}`,
    message: `there is no such table${hintOfNearest(name, Object.keys(tables))}`,
  }))
  const rows = Object.entries(tables).map(([name, table]) => {
    const path = `tables.${name}`
    const found = Object.hasOwn(sent, name) ? sent[name] : undefined
    if (found === undefined) problems.push({ path, message: 'must be set' })
    const read = rowReader(table)
    found?.forEach((row, at) => read(row, `${path}.${at}`, problems))
    return [name, (found ?? []) as AnyRow[]] as const
  })
  return { rows: Object.fromEntries(rows), problems }
}

/** Adds what is wrong with a row; there may be many thousands. */
function rowReader({ key, columns }: Table) {
  const known = [...key.map((name) => [name, keyColumn] as const), ...Object.entries(columns)]
  const names = new Set(known.map(([name]) => name))
  return (row: unknown, path: string, problems: Problem[]): void => {
    if (!isObject(row)) {
      problems.push({ path, message: 'must be an object' })
      return
    }
    for (const name in row) {
      if (!names.has(name)) {
        problems.push({ path: `${path}.${name}`, message: 'there is no such column' })
      }
    }
    for (const [name, column] of known) {
      const message = problemOf(row[name], column)
      if (message !== undefined) problems.push({ path: `${path}.${name}`, message })
    }
  }
}

const keyColumn: Column<string> = { type: 'text' }

/** A value is not repeated: it may be a secret. */
function problemOf(value: unknown, { type, optional, json }: Column<unknown>): string | undefined {
  if (value === undefined) return 'must be set'
  if (value === null) return optional ? undefined : 'must not be null'
  if (type !== 'text') return Number.isSafeInteger(value) ? undefined : 'must be a whole number'
  if (typeof value !== 'string') return 'must be a text'
  return json && !isJson(value) ? 'must be JSON' : undefined
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
