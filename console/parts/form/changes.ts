export type Members = Record<string, unknown>

/** A member that two people changed at the same time to different values. */
export interface Conflict {
  name: string
  was: unknown
  theirs: unknown
  yours: unknown
}

/** The names of the members that differ. */
export function changedNames(before: Members, after: Members): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].filter((name) => !isSame(before[name], after[name]))
}

/** The JSON merge patch that makes one document of another (RFC 7396). */
export function mergePatchOf(before: Members, after: Members): Members {
  const patch = changedNames(before, after).map((name) => {
    const [old, value] = [before[name], after[name]]
    if (value === undefined) return [name, null] as const
    return [name, isMembers(old) && isMembers(value) ? mergePatchOf(old, value) : value] as const
  })
  return Object.fromEntries(patch)
}

/**
 * Brings a draft up to a document that somebody else has saved meanwhile: what only one side changed is
 * taken as it is. Where both did, the draft keeps its own, and it is told.
 */
export function rebase(
  before: Members,
  theirs: Members,
  draft: Members,
): { draft: Members; conflicts: Conflict[]; taken: string[] } {
  const mine = changedNames(before, draft)
  const others = changedNames(before, theirs)
  const merged = { ...theirs }
  for (const name of mine) {
    if (draft[name] === undefined) delete merged[name]
    else merged[name] = draft[name]
  }
  const conflicts = mine
    .filter((name) => others.includes(name) && !isSame(theirs[name], draft[name]))
    .map((name) => ({ name, was: before[name], theirs: theirs[name], yours: draft[name] }))
  return { draft: merged, conflicts, taken: others.filter((name) => !mine.includes(name)) }
}

/** A document with another value of a member; undefined takes it away. */
export function withMember(document: Members, name: string, value: unknown): Members {
  const { [name]: _before, ...others } = document
  return value === undefined ? others : { ...document, [name]: value }
}

/** Whether two JSON values say the same; the order of members says nothing. */
export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each: unknown) => sorted(each))
  if (!isMembers(value)) return value
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([name, each]) => [name, sorted(each)]))
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
