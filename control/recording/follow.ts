import { setTimeout as pause } from 'node:timers/promises'
import type { RolePart } from '@oauth-lab/kit/admin/recording-document.ts'
import type { KnownPart } from '@oauth-lab/kit/recording/read-part.ts'
import type { HeldMessage } from '@oauth-lab/kit/interventions/intervention.ts'
import type { RecordedEntry } from '@oauth-lab/kit/admin/recording-document.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { managedRoles } from '@oauth-lab/kit/admin/managed-roles.ts'
import type { ManagedRole } from '@oauth-lab/kit/admin/managed-roles.ts'
import type { Roles } from '../roles.ts'
import { askProcess, mergeParts } from './collect.ts'
import type { Cursor } from './collect.ts'
import type { Wanted } from './read-filter.ts'
import { select } from './select.ts'
import type { Told } from './select.ts'

/** How long one question to a role waits, seconds: less than a call to a silent role does. */
const poll = 8

/** How long a call waits for the side of who answered it, milliseconds: a reader may be busy meanwhile. */
const joining = 1000

/** Among so many of the newest entries flows are found. */
const newest = 2000

/** After it has read them a reader rests, milliseconds; and so many times as long as that took: the roles work meanwhile. */
const rest = 20
const share = 9

/** An entry, and from where to go on after it. */
export interface FollowedEntry {
  told: Told
  cursor: Cursor
}
/** What is held from now on, in all roles. */
export interface FollowedHeld {
  held: HeldMessage[]
}

/**
 * What is recorded, one entry after the other as each ends, until it is aborted.
 * @param from where an earlier reader ended; absent: what is recorded from now on, or since the time that the
 *   filter says
 */
export async function* follow(
  { roles, sandbox }: { roles: Roles; sandbox: Sandbox },
  filter: Wanted,
  from: Cursor | undefined,
  signal: AbortSignal,
): AsyncGenerator<FollowedEntry | FollowedHeld> {
  const parts: RecordedEntry[] = []
  let merged: RecordedEntry[] = []
  let hasGrown = true
  /** When the next call has waited long enough. */
  let next: number | undefined
  const begun = from === undefined && filter.since === undefined ? Date.now() : 0
  const known: Partial<Record<ManagedRole, Record<string, KnownPart>>> =
    filter.since === undefined ? knownOf(from) : {}
  /** The number of the last entry that was taken of each process. */
  const taken = new Map<string, number>()
  const heldBy = new Map<ManagedRole, HeldMessage[]>()
  let toldHeld = '[]'
  const take = (role: ManagedRole, { instance, last, entries, held, wakes }: RolePart) => {
    // A process with several addresses is asked at each.
    const before = taken.get(instance) ?? 0
    taken.set(instance, Math.max(before, last))
    known[role] = { ...known[role], [instance]: { after: taken.get(instance)!, wakes } }
    heldBy.set(role, held)
    for (const entry of entries) {
      if (entry._oauth.number <= before) continue
      parts.push(entry)
      hasGrown = true
    }
  }
  /** By role and address. What processes answer is taken up one after the other. */
  const pending = new Map<string, Promise<() => void>>()
  const ask = async (role: ManagedRole, address: string, wait: number, window?: number) => {
    const question = { known: known[role] ?? {}, wait, newest: window }
    const part = await askProcess(roles, sandbox, { role, address }, question, signal)
    return () => {
      pending.delete(`${role} ${address}`)
      if (part !== undefined) take(role, part)
    }
  }
  /** Asks each process that is not asked yet: they come and go. */
  const askAll = async (wait: number, window?: number) => {
    const addresses = await Promise.all(managedRoles.map(roles.addressesOf))
    managedRoles.forEach((role, at) => {
      for (const address of addresses[at]!) {
        const place = `${role} ${address}`
        if (!pending.has(place)) pending.set(place, ask(role, address, wait, window))
      }
    })
  }
  // What is told since a time may be long ago; else what was before tells the flows alone.
  await askAll(0, filter.since === undefined ? newest : undefined)
  for (const done of await Promise.all(pending.values())) done()
  const start: Cursor = from ?? (filter.since === undefined ? cursorOf(known) : {})
  let cursor = start
  let sent = new Set<string>()
  /** Until when each call waits for the side of who answered it, by its id; in milliseconds of this process. */
  let joined = new Map<string, number>()
  const isFresh = ({ _oauth: { id, role, instance, number, startedAt } }: RecordedEntry) => {
    const last = start[role]?.[instance]
    // Of a process that answered later than others all is new that began since.
    const isLater = last === undefined ? startedAt >= begun : number > last
    return isLater && !sent.has(id)
  }

  while (!signal.aborted) {
    const held = [...heldBy.values()].flat()
    if (JSON.stringify(held) !== toldHeld) {
      toldHeld = JSON.stringify(held)
      yield { held }
    }
    const began = performance.now()
    let took = 0
    // Most questions end with nothing new: the whole window is read only where something came.
    if (hasGrown) merged = mergeParts(roles, sandbox, parts)
    const isRead = hasGrown || next !== undefined
    hasGrown = false
    const late = merged.filter((entry) => isFresh(entry) && mayBeJoined(entry, sandbox))
    joined = new Map(
      late.map(({ _oauth: { id } }) => [id, joined.get(id) ?? began + joining] as const),
    )
    const isLate = ({ _oauth: { id } }: RecordedEntry) => (joined.get(id) ?? began) > began
    const later = [...joined.values()].filter((until) => until > began)
    next = later.length > 0 ? Math.min(...later) : undefined
    if (isRead && merged.some((entry) => isFresh(entry) && !isLate(entry))) {
      const fresh = select(merged, filter).entries.filter(({ entry }) => isFresh(entry))
      took = performance.now() - began
      const ends = new Map(merged.map((entry) => [entry._oauth.id, endOf(entry)]))
      const when = ({ entry: { _oauth } }: Told) =>
        // A leg that nobody saw follows the answer that led there.
        ends.get(_oauth.notSeen ? _oauth.parent! : _oauth.id)!
      for (const told of fresh.sort((a, b) => when(a) - when(b))) {
        // The cursor passes nothing that is not told.
        if (isLate(told.entry)) break
        const { role, instance, number, id } = told.entry._oauth
        cursor = { ...cursor, [role]: { ...cursor[role], [instance]: number } }
        sent.add(id)
        yield { told, cursor }
      }
    }
    if (isRead) {
      // What has left the window is not asked about again.
      parts.splice(0, parts.length - newest)
      sent = new Set(merged.map(({ _oauth: { id } }) => id).filter((id) => sent.has(id)))
    }
    if (took > 0) await pause(rest + share * took, undefined, { signal }).catch(() => undefined)
    if (signal.aborted) return
    await askAll(poll)
    const wait = next === undefined ? undefined : Math.max(0, next - performance.now())
    const woken = await firstOf([...pending.values()], signal, wait)
    woken?.()
  }
}

/** What a reader knows who comes back. */
function knownOf(from: Cursor = {}): Partial<Record<ManagedRole, Record<string, KnownPart>>> {
  return Object.fromEntries(
    Object.entries(from).map(([role, processes]) => [
      role,
      Object.fromEntries(
        // An unseen leg stands between two numbers.
        Object.entries(processes).map(([instance, last]) => [instance, { after: last, wakes: 0 }]),
      ),
    ]),
  )
}

function cursorOf(known: Partial<Record<ManagedRole, Record<string, KnownPart>>>): Cursor {
  return Object.fromEntries(
    Object.entries(known).map(([role, processes]) => [
      role,
      Object.fromEntries(
        Object.entries(processes).map(([instance, { after }]) => [instance, after]),
      ),
    ]),
  )
}

/** The first answer; nothing when the reader goes before it, or after a while, milliseconds. */
function firstOf<T>(
  answers: readonly Promise<T>[],
  signal: AbortSignal,
  timeout: number | undefined,
): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const tidy = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', leave)
    }
    const leave = () => {
      tidy()
      resolve(undefined)
    }
    const timer = timeout === undefined ? undefined : setTimeout(leave, timeout)
    signal.addEventListener('abort', leave)
    Promise.race(answers).finally(tidy).then(resolve, reject)
  })
}

/** Whether a role's own call went to the lab, where another role records it too. */
function mayBeJoined({ request, response, _oauth: { side } }: RecordedEntry, { base }: Sandbox) {
  return side === 'made' && response.status > 0 && request.url.startsWith(`${base}/`)
}

function endOf({ time, _oauth: { startedAt } }: RecordedEntry): number {
  return startedAt + time
}
