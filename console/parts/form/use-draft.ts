import { useState } from 'react'
import { changedNames, rebase, withMember } from './changes.ts'
import type { Conflict, Members } from './changes.ts'

/** What is being edited, beside what is stored. */
export interface Draft {
  /** As it was read. */
  stored: Members
  etag: string | undefined
  value: Members
  /** The names of members that differ. */
  changed: readonly string[]
  conflicts: readonly Conflict[]
  /** Members that somebody else changed meanwhile, taken in silence. */
  taken: readonly string[]
  set: (name: string, value: unknown) => void
  undo: (name: string) => void
  discard: () => void
  /** Goes on from what somebody else has stored meanwhile. */
  follow: (stored: Members, etag: string | undefined) => void
  /** Settles a conflict. */
  settle: (name: string, value: unknown) => void
  /** What was stored is what is edited now. */
  begin: (stored: Members, etag: string | undefined) => void
}

interface State {
  stored: Members
  etag: string | undefined
  value: Members
  conflicts: readonly Conflict[]
  taken: readonly string[]
}

const fresh = (stored: Members, etag: string | undefined): State => ({
  stored,
  etag,
  value: stored,
  conflicts: [],
  taken: [],
})

/** Keeps a draft of a document. */
export function useDraft(loaded: Members, loadedEtag: string | undefined): Draft {
  const [state, setState] = useState(() => fresh(loaded, loadedEtag))
  const { stored, etag, value, conflicts, taken } = state
  const changed = changedNames(stored, value)
  const [seen, setSeen] = useState(loadedEtag)
  // Read again while nothing is edited: what is shown is what is stored.
  if (seen !== loadedEtag) {
    setSeen(loadedEtag)
    if (changed.length === 0) setState(fresh(loaded, loadedEtag))
  }
  const set = (name: string, member: unknown) =>
    setState((now) => ({ ...now, value: withMember(now.value, name, member) }))
  return {
    stored,
    etag,
    value,
    changed,
    conflicts,
    taken,
    set,
    undo: (name) => set(name, stored[name]),
    discard: () => setState((now) => fresh(now.stored, now.etag)),
    follow: (theirs, theirEtag) =>
      setState((now) => {
        const { draft, ...told } = rebase(now.stored, theirs, now.value)
        return { stored: theirs, etag: theirEtag, value: draft, ...told }
      }),
    settle: (name, member) =>
      setState((now) => ({
        ...now,
        value: withMember(now.value, name, member),
        conflicts: now.conflicts.filter((conflict) => conflict.name !== name),
      })),
    begin: (now, nowEtag) => setState(fresh(now, nowEtag)),
  }
}
