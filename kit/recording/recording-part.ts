import type { HeldMessage } from '../interventions/intervention.ts'
import type { RecordedEntry } from './har-entry.ts'
import type { RecordingMode } from './recording-mode.ts'

export interface RecordingSettings {
  mode: RecordingMode
}

/** What a role recorded in a sandbox, as control asks for it. */
export interface RolePart {
  instance: string
  /** The number of the last entry; that of the question where nothing came after it. */
  last: number
  /** How many went for want of room. */
  dropped: number
  entries: RecordedEntry[]
  /** What is held now, and how often that has changed. */
  held: HeldMessage[]
  wakes: number
}
