import type { Imported } from '@oauth-lab/kit/admin/transfer-document.ts'
import type { Database } from '../store/database.ts'

/** What an import does to one part. */
export interface Plan {
  changes: Imported['changes']
  unchanged: number
  notes: Imported['notes']
  /** Makes the changes, in the transaction of all parts. */
  apply(work: Database): Promise<void>
}

/** Names of the members in which two objects differ. */
export function differences(before: object, after: object): string[] {
  const [from, to] = [before, after] as [Record<string, unknown>, Record<string, unknown>]
  const names = new Set([...Object.keys(from), ...Object.keys(to)])
  return [...names].filter((name) => canonical(from[name]) !== canonical(to[name]))
}

/** The order of an object's members means nothing. */
function canonical(value: unknown): string | undefined {
  return JSON.stringify(value, (_name, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  )
}
