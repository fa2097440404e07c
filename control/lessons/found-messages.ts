import { foundBefore } from './engine/advance.ts'
import { isMessage } from './engine/judge-step.ts'
import type { Lesson } from './engine/lesson.ts'
import type { Sighting } from './engine/sighting.ts'
import type { Checked } from './lessons.ts'

/** The messages that a step's texts may name: those of its own lines too. */
export function foundOf(
  lesson: Lesson,
  checked: Checked | undefined,
  index: number,
): Readonly<Record<string, Sighting>> {
  if (checked === undefined) return {}
  const { run, judgement } = checked
  if (index === run.step && judgement !== undefined) return judgement.found
  const evidence = { ...foundBefore(lesson, run, index) }
  for (const [at, seen] of (run.evidence[index] ?? []).entries()) {
    const line = lesson.steps[index]!.lines[at]!
    if (isMessage(line) && typeof seen === 'object') evidence[line.name] = seen
  }
  return evidence
}
