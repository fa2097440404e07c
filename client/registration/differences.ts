import { isDeepStrictEqual } from 'node:util'

export interface Difference {
  member: string
  asked: unknown
  /** Null where the server says nothing of it. */
  registered: unknown
}

/**
 * What was asked for and registered otherwise: the server may reject or replace any of it (RFC 7591
 * §2, §3.2.1).
 */
export function differencesOf(
  asked: Readonly<Record<string, unknown>>,
  registered: Readonly<Record<string, unknown>>,
): Difference[] {
  return Object.entries(asked)
    .map(([member, value]) => ({ member, asked: value, registered: registered[member] ?? null }))
    .filter(({ member, ...one }) => {
      const [wanted, came] = [one.asked, one.registered].map((value) => comparable(member, value))
      return !isDeepStrictEqual(wanted, came)
    })
}

/** Scopes and lists say the same in any order. */
function comparable(member: string, value: unknown): unknown {
  if (member === 'scope' && typeof value === 'string') return value.split(' ').sort()
  return Array.isArray(value) ? value.map((one) => JSON.stringify(one)).sort() : value
}
