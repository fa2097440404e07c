import { z } from 'zod'
import type { LabState } from './scene.ts'
import type { Sighting } from './sighting.ts'

/** How somebody is getting on with a lesson in a sandbox. Times are real, milliseconds. */
export interface Run {
  lesson: string
  startedAt: number
  /** The index of the open step; that after the last one when the lesson is done. */
  step: number
  openedAt: number
  /** The configuration when the step was opened. */
  was: LabState
  /** Of each step that is done what each of its lines saw. */
  evidence: (Sighting | boolean)[][]
  /** Indexes of the open step's lines that stay seen. */
  latched: number[]
  /** What the open step has seen, so that it stays when the recording drops it. */
  kept: Sighting[]
  /** Of each step the exchanges by which it was missed. */
  misses: string[][]
  /** Interventions that the lesson has set, each with the document that it is of. */
  holds: { id: string; key: string }[]
  /** Of each step the answers that were given to its question, by index. */
  answers: number[][]
  /** What the lesson's set-up told for its texts. */
  values: Readonly<Record<string, string>>
  /** Sign-ins by which a name was locked, and for which the clock was moved on. */
  unlocked: string[]
  /** When the last message came. */
  heardAt: number
}

/** How far somebody is, as it is kept in a column. */
export function readRun(text: string): Run {
  return z.looseObject({ lesson: z.string() }).parse(JSON.parse(text)) as unknown as Run
}
