import { hash } from 'node:crypto'

/** SHA-256 of a value's JSON; the order of members does not matter, since not every language keeps it. */
export function checksumOf(value: unknown): string {
  return hash('sha256', sortedJson(value), 'base64url')
}

function sortedJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(',')}]`
  const members = value as Record<string, unknown>
  const names = Object.keys(members).sort()
  return `{${names.map((name) => `${JSON.stringify(name)}:${sortedJson(members[name])}`).join(',')}}`
}
