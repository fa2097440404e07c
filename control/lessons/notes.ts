import type { Text } from './engine/lesson.ts'
import type { Checked } from './lessons.ts'

/** Real time without a message after which the lab asks whether the address is right, milliseconds. */
const quiet = 3 * 60_000

/** What is told beside the steps. */
export function notesOf({ run, view, judgement }: Checked): Text[] {
  const last = Math.max(run.heardAt, run.openedAt)
  const isQuiet = judgement !== undefined && view.now - last >= quiet
  return [
    ...(run.unlocked.length > 0
      ? [
          'This name must wait 5 minutes on the lab clock. The clock is frozen, so the lesson moved it on by 5 minutes.',
        ]
      : []),
    ...(isQuiet
      ? [`Nothing has arrived since ${new Date(last).toISOString()}. Is the address one of {base}?`]
      : []),
  ]
}
