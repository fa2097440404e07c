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
 * Asks the process of a role at an address for what it recorded and nobody knows yet; undefined where it went
 * meanwhile. What an external program was asked, control recorded.
 * @param question `wait`: seconds to wait for it, or until what is held has changed
 */
export function askProcess(
  roles: Roles,
  sandbox: Sandbox,
  { role, address }: { role: ManagedRole; address: string },
  { known, wait, newest, until }: PartQuestion,
  signal: AbortSignal,
): Promise<RolePart | undefined> {
  if (roles.isOwn(role)) {
    return readPart({ role, sandbox, external: true }, { known, wait, newest, until }, signal)
  }
  const query = new URLSearchParams({
    secrets: 'true',
    wait: String(wait),
    known: JSON.stringify(known),
    ...(newest !== undefined && { newest: String(newest) }),
    ...(until !== undefined && { until: String(until) }),
  })
  return roles.callAt<RolePart>(address, sandbox, role, 'GET', `recording?${query.toString()}`)
}

/**
 * Collects what all processes of all roles recorded.
 * @param options only so many of the `newest`, only what began before `until` (real time, milliseconds since 1970)
 */
export async function collect(
  roles: Roles,
  sandbox: Sandbox,
  { newest, until }: Pick<PartQuestion, 'newest' | 'until'> = {},
): Promise<Collected> {
  const { signal } = new AbortController()
  const asked = managedRoles.map(async (role) => {
    const addresses = await roles.addressesOf(role)
    const question = { known: {}, wait: 0, newest, until }
    const answers = addresses.map((address) =>
      askProcess(roles, sandbox, { role, address }, question, signal),
    )
    return [role, byProcess(await Promise.all(answers))] as const
  })
  const parts = Object.fromEntries(await Promise.all(asked)) as Parts
  const all = Object.values(parts).flat()
  const merged = mergeParts(
    roles,
    sandbox,
    all.flatMap(({ entries }) => entries),
  )
  return {
    entries: newest === undefined ? merged : merged.slice(-newest),
    dropped: droppedOf(roles, parts),
    cursor: Object.fromEntries(
      Object.entries(parts).map(([role, processes]) => [
        role,
        Object.fromEntries(processes.map(({ instance, last }) => [instance, last])),
      ]),
    ),
  }
}

type Parts = Record<ManagedRole, RolePart[]>

/** A process may have several addresses. */
function byProcess(answers: readonly (RolePart | undefined)[]): RolePart[] {
  const parts = answers.filter((part) => part !== undefined)
  return [...new Map(parts.map((part) => [part.instance, part])).values()]
}

/** Of all external programs control has one count. */
function droppedOf(roles: Roles, parts: Parts): number {
  const counts = (external: boolean) =>
    managedRoles
      .filter((role) => roles.isOwn(role) === external)
      .flatMap((role) => parts[role].map(({ dropped }) => dropped))
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
