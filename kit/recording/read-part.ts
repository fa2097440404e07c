import type { ManagedRole } from '../admin/managed-roles.ts'
import type { HeldMessage } from '../interventions/intervention.ts'
import type { Sandbox } from '../sandbox.ts'
import { harEntryOf } from './har-entry.ts'
import type { RolePart } from '../admin/recording-document.ts'
import type { Place } from './recording-pool.ts'

/** Which part of a recording is asked for. A role may have several processes, and any may answer. */
export interface PartQuestion {
  /** What is known of each process. */
  known: Readonly<Record<string, KnownPart>>
  /** Seconds to wait for an entry where there is none. */
  wait: number
  /** Only so many of the newest, besides what came after the last known entry. */
  newest?: number | undefined
  /** Only what began before it: real time, milliseconds since 1970. */
  until?: number | undefined
}

export interface KnownPart {
  /** The number of the last known entry. */
  after: number
  /** How often what is held had changed. */
  wakes: number
}

/**
 * What a role recorded in a sandbox after a number; waits for it when nothing has come.
 * @param role of the entries; those of an external program in its place where `external` is told
 */
export async function readPart(
  { role, sandbox, external = false }: { role: ManagedRole; sandbox: Sandbox; external?: boolean },
  { known, wait, newest, until }: PartQuestion,
  signal: AbortSignal,
): Promise<RolePart> {
  const { recorder } = sandbox
  const { after: since, wakes } = known[recorder.instance] ?? { after: 0, wakes: 0 }
  const isOwn = ({ exchange }: Place) => !external || exchange.external === role
  let places = recorder.after(since).filter(isOwn)
  if (wait > 0 && places.length === 0 && recorder.wakes() === wakes) {
    await recorder.next(wait * 1000, signal)
    places = recorder.after(since).filter(isOwn)
  }
  /** What was known already comes once more where it is among the newest. */
  const asked = () => {
    const isBefore = ({ exchange }: Place) => until === undefined || exchange.startedAt < until
    if (newest === undefined) return places.filter(isBefore)
    const all = recorder.after(0).filter((place) => isOwn(place) && isBefore(place))
    const first = Math.max(0, all.length - newest)
    return all.filter(({ number }, at) => at >= first || (since > 0 && number > since))
  }
  const held = heldIn(sandbox)
  return {
    instance: recorder.instance,
    last: places.at(-1)?.number ?? since,
    dropped: recorder.dropped(),
    entries: asked().map((place) => harEntryOf(role, sandbox.id, place)),
    held: external ? held.filter((one) => one.role === role) : held,
    wakes: recorder.wakes(),
  }
}

/** Processes that share a store know what is held in all of them. */
function heldIn({ shared, settings, interventions }: Sandbox): HeldMessage[] {
  return shared === undefined ? (interventions?.held() ?? []) : settings().steering.held
}
