import type { ManagedRole } from '../admin/managed-roles.ts'
import type { Sandbox } from '../sandbox.ts'
import { harEntryOf } from './har-entry.ts'
import type { RolePart } from '../admin/recording-document.ts'
import type { Place } from './recording-pool.ts'

/** Which part of a recording is asked for. */
export interface PartQuestion {
  /** The process that the number is of. */
  instance?: string | undefined
  /** The number of the last known entry. */
  after: number
  /** How often what is held had changed. */
  wakes: number
  /** Seconds to wait for an entry where there is none. */
  wait: number
}

/**
 * What a role recorded in a sandbox after a number; waits for it when nothing has come.
 * @param role of the entries; those of an external program in its place where `external` is told
 */
export async function readPart(
  { role, sandbox, external = false }: { role: ManagedRole; sandbox: Sandbox; external?: boolean },
  { instance, after, wakes, wait }: PartQuestion,
  signal: AbortSignal,
): Promise<RolePart> {
  const { recorder } = sandbox
  const since = instance === recorder.instance ? after : 0
  const isOwn = ({ exchange }: Place) => !external || exchange.external === role
  let places = recorder.after(since).filter(isOwn)
  if (wait > 0 && places.length === 0 && recorder.wakes() === wakes) {
    await recorder.next(wait * 1000, signal)
    places = recorder.after(since).filter(isOwn)
  }
  const held = sandbox.interventions?.held() ?? []
  return {
    instance: recorder.instance,
    last: places.at(-1)?.number ?? since,
    dropped: recorder.dropped(),
    entries: places.map((place) => harEntryOf(role, sandbox.id, place)),
    held: external ? held.filter((one) => one.role === role) : held,
    wakes: recorder.wakes(),
  }
}
