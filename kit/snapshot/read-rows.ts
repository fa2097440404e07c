import { nearest } from '../nearest.ts'
import type { Problem } from '../problems.ts'
import type { Column, Table, Tables } from '../store/tables.ts'
import type { AnyRow, Rows } from './part-definition.ts'
import type { RolePart } from './role-part.ts'

/** Rows that have the form of their tables, and what is wrong with the others. */
export function readRows(
  tables: Tables,
  sent: RolePart['tables'],
): { rows: Rows; problems: Problem[] } {
  const problems: Problem[] = Object.keys(sent).flatMap((name) => {
    const near = nearest(name, Object.keys(tables))
    const hint = near === undefined ? '' : `; did you mean ${near}?`
    const message = `there is no such table${hint}`
    return Object.hasOwn(tables, name) ? [] : { path: `tables.${name}`, message }
  })
  const rows = Object.entries(tables).map(([name, table]) => {
    const path = `tables.${name}`
    const found = Object.hasOwn(sent, name) ? sent[name] : undefined
    if (found === undefined) problems.push({ path, message: 'must be set' })
    found?.forEach((row, at) => problems.push(...problemsOfRow(`${path}.${at}`, table, row)))
    return [name, (found ?? []) as AnyRow[]] as const
  })
  return { rows: Object.fromEntries(rows), problems }
}

function problemsOfRow(path: string, { key, columns }: Table, row: object): Problem[] {
  const members = row as Record<string, unknown>
  const known = [...key, ...Object.keys(columns)]
  const unknown = Object.keys(members).filter((name) => !known.includes(name))
  return [
    ...unknown.map((name) => ({ path: `${path}.${name}`, message: 'there is no such column' })),
    ...known.flatMap((name) => {
      const message = problemOf(members[name], columns[name] ?? keyColumn)
      return message === undefined ? [] : { path: `${path}.${name}`, message }
    }),
  ]
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
