import type { LessonText } from '@oauth-lab/kit/admin/lesson-document.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { letters, orderOf } from './answers.ts'
import { fill } from './engine/fill.ts'
import { isMessage } from './engine/judge-step.ts'
import type { Lesson } from './engine/lesson.ts'
import { foundOf } from './found-messages.ts'
import type { Checked } from './lessons.ts'
import { readCode } from './read-code.ts'
import { tellInfo } from './tell-info.ts'

/** A whole lesson, its texts filled in. */
export function tellLesson(
  lesson: Lesson,
  values: Readonly<Record<string, string>>,
  checked: Checked | undefined,
  sandbox: Sandbox,
): LessonText {
  const placed = checked && { run: checked.run, sandbox: sandbox.id, base: sandbox.base }
  const told = { ...values, ...checked?.view.values, ...checked?.run.values }
  return {
    ...tellInfo(lesson, placed),
    starts: fill(lesson.starts, { values: told, found: {} }),
    files: Object.entries(lesson.files ?? {}).flatMap(([name, value]) => {
      const file = told[value]
      return file === undefined ? [] : { name, text: file }
    }),
    clauses: [...lesson.clauses],
    breakIt: fill(lesson.breakIt, { values: told, found: foundOf(lesson, checked, 0) }),
    steps: lesson.steps.map((step, index) => {
      const found = foundOf(lesson, checked, index)
      const say = (text: string) => fill(text, { values: told, found })
      return {
        number: index + 1,
        title: step.title,
        ...(step.drill && { drill: step.drill }),
        idea: say(step.idea),
        todo: say(step.todo),
        guess: step.todo.startsWith('Guess first:'),
        places: step.places.map(({ name, role, path }) => ({
          name,
          role,
          address: path.startsWith('/') ? `${told['base']}${path}` : say(path),
          portal: /\/(?:admin|console)\//.test(path),
        })),
        lines: step.lines.map((line) => ({
          ...(isMessage(line) && { name: line.name }),
          words: say(line.words),
          ...(line.clause && { clause: line.clause }),
        })),
        ran: step.ran
          .map((one) => ({ ...one, ...readCode(one) }))
          .map(({ at: _at, ...ran }) => ran),
        ...(step.question && {
          question: {
            text: say(step.question.text),
            answers: orderOf(step.question, sandbox.id).map((at, place) => ({
              id: letters[place]!,
              text: say(step.question!.answers[at]!.text),
            })),
          },
        }),
      }
    }),
  }
}
