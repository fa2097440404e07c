import { hash } from 'node:crypto'

/** SHA-256 of a value's JSON; the order of members does not matter, since not every language keeps it. */
export function checksumOf(value: unknown): string {
  return hash('sha256', sortedJson(value), 'base64url')
}

function sortedJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(',')}]`
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([name, one]) => `${JSON.stringify(name)}:${sortedJson(one)}`).join(',')}}`
}
