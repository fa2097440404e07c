import { hash } from 'node:crypto'

/** SHA-256 of a value's JSON; the order of members does not matter, since not every language keeps it. */
export function checksumOf(value: unknown): string {
  return hash('sha256', JSON.stringify(value, sorted), 'base64url')
}

function sorted(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
