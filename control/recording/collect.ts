import { readPart } from '@oauth-lab/kit/recording/read-part.ts'
import type { PartQuestion } from '@oauth-lab/kit/recording/read-part.ts'
import type { RolePart } from '@oauth-lab/kit/admin/recording-document.ts'
import type { RecordedEntry } from '@oauth-lab/kit/admin/recording-document.ts'
import { isRecorded } from '@oauth-lab/kit/recording/recorded.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { managedRoles } from '@oauth-lab/kit/admin/managed-roles.ts'
import type { ManagedRole } from '@oauth-lab/kit/admin/managed-roles.ts'
import type { Roles } from '../roles.ts'
import { joinSides } from './join-sides.ts'
import { unseenLegs } from './unseen-legs.ts'

/** How far a reader has come: the number of the last known entry of each process of a role. */
export type Cursor = Partial<Record<ManagedRole, Readonly<Record<string, number>>>>

/** A sandbox's recording, the parts of all roles as one. It holds secrets. */
export interface Collected {
  /** In the order in which they began. */
  entries: RecordedEntry[]
  /** How many went for want of room. */
  dropped: number
  /** From where a follower goes on. What other processes recorded is new to it. */
  cursor: Cursor
}

/**
 * Asks a role for what it recorded and nobody knows yet. Of several processes one answers, for itself alone.
 * What an external program was asked, control recorded.
 * @param question `wait`: seconds to wait for it, or until what is held has changed
 */
export function askRole(
  roles: Roles,
  sandbox: Sandbox,
  role: ManagedRole,
  { known, wait }: PartQuestion,
  signal: AbortSignal,
): Promise<RolePart> {
  if (roles.isOwn(role)) {
    return readPart({ role, sandbox, external: true }, { known, wait }, signal)
  }
  const query = new URLSearchParams({
    secrets: 'true',
    wait: String(wait),
    known: JSON.stringify(known),
  })
  return roles.call<RolePart>(sandbox, role, 'GET', `recording?${query.toString()}`)
}

/** Collects what all roles recorded. */
export async function collect(roles: Roles, sandbox: Sandbox): Promise<Collected> {
  const { signal } = new AbortController()
  const asked = managedRoles.map(
    async (role) =>
      [role, await askRole(roles, sandbox, role, { known: {}, wait: 0 }, signal)] as const,
  )
  const parts: Partial<Record<ManagedRole, RolePart>> = Object.fromEntries(await Promise.all(asked))
  const all = Object.values(parts)
  return {
    entries: mergeParts(
      roles,
      sandbox,
      all.flatMap(({ entries }) => entries),
    ),
    dropped: droppedOf(roles, parts),
    cursor: Object.fromEntries(
      Object.entries(parts).map(([role, { instance, last }]) => [role, { [instance]: last }]),
    ),
  }
}

/** Of all external programs control has one count. */
function droppedOf(roles: Roles, parts: Partial<Record<ManagedRole, RolePart>>): number {
  const counts = (external: boolean) =>
    managedRoles
      .filter((role) => roles.isOwn(role) === external)
      .map((role) => parts[role]?.dropped ?? 0)
  return counts(false).reduce((sum, one) => sum + one, Math.max(0, ...counts(true)))
}

/** One recording of the parts: calls are joined, and the legs that nobody served are put in. */
export function mergeParts(
  roles: Roles,
  sandbox: Sandbox,
  parts: readonly RecordedEntry[],
): RecordedEntry[] {
  const joined = joinSides(parts)
  const served = managedRoles.filter((role) => roles.isRecorded(sandbox, role))
  const isServed = (path: string) =>
    isRecorded(path) && served.some((role) => path.startsWith(`/${role}/`))
  const unseen = unseenLegs(joined, sandbox.base, isServed)
  return [...joined, ...unseen].sort((a, b) => a._oauth.startedAt - b._oauth.startedAt)
}
