import type { LessonInfo } from '@oauth-lab/kit/admin/lesson-document.ts'
import type { Lesson } from './engine/lesson.ts'
import type { PlacedRun } from './runs.ts'
import { tellWord } from './tell-word.ts'

/** A lesson's row in the list of all. */
export function tellInfo(
  lesson: Lesson,
  placed: { run: PlacedRun['run']; sandbox: string; base: string } | undefined,
): LessonInfo {
  const { name, number, title, part, minutes, can, words, cast, needs } = lesson
  return {
    name,
    number,
    title,
    part,
    minutes,
    can: [...can],
    words: words.map(tellWord),
    cast: [...cast],
    needs: [...needs],
    standing: standingOf(lesson, placed),
  }
}

export function standingOf(
  { steps }: Lesson,
  placed: { run: PlacedRun['run']; sandbox: string; base: string } | undefined,
): LessonInfo['standing'] {
  if (placed === undefined) return { state: 'not-begun', done: 0, steps: steps.length }
  const { run, sandbox, base } = placed
  const open = steps[run.step]
  return {
    state: open === undefined ? 'done' : 'under-way',
    done: run.step,
    steps: steps.length,
    step: run.step + 1,
    ...(open && { title: open.title }),
    sandbox,
    base,
  }
}
