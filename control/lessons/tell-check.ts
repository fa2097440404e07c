import type { LessonCheck } from '@oauth-lab/kit/admin/lesson-document.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { tellAnswer } from './answers.ts'
import { fill, valueOf } from './engine/fill.ts'
import { isMessage } from './engine/judge-step.ts'
import type { Line } from './engine/lesson.ts'
import type { Sighting } from './engine/sighting.ts'
import { foundOf } from './found-messages.ts'
import type { Checked } from './lessons.ts'
import { notesOf } from './notes.ts'

/** How far each step is. */
export function tellCheck(checked: Checked, sandbox: Sandbox): LessonCheck {
  const { lesson, run, judgement, view } = checked
  const values = { ...view.values, ...run.values }
  return {
    name: lesson.name,
    sandbox: sandbox.id,
    base: sandbox.base,
    state: judgement === undefined ? 'done' : 'under-way',
    step: run.step + 1,
    startedAt: new Date(run.startedAt).toISOString(),
    steps: lesson.steps.map((step, index) => {
      const isOpen = index === run.step
      const lines = isOpen ? judgement?.lines : run.evidence[index]
      const found = foundOf(lesson, checked, index)
      const say = (text: string, pins = found) => fill(text, { values, found: pins })
      const miss = isOpen ? missOf(checked) : undefined
      const pins = { ...found, ...miss?.pins }
      const missing = miss && step.lines[miss.line]
      return {
        number: index + 1,
        title: step.title,
        state: index < run.step ? 'done' : isOpen ? 'open' : 'to-come',
        lines: step.lines.map((line, at) => tellLine(line, lines?.[at] ?? false, say)),
        ...(miss &&
          missing && {
            missing: {
              title: say(missing.words),
              text: say(miss.text, pins),
              ...(miss.seen && { exchange: miss.seen.id }),
              compare: (miss.compare ?? []).map(({ name, wanted, found: came }) => ({
                name,
                wanted: say(wanted, pins),
                found: say(came, pins),
              })),
            },
          }),
        tries: run.misses[index]?.length ?? 0,
        look: say(step.look),
        answer: say(step.answer),
        answered: (run.answers[index] ?? []).flatMap((answer) =>
          step.question === undefined ? [] : tellAnswer(step.question, answer, sandbox.id, say),
        ),
      }
    }),
    held: view.held
      .filter(({ intervention }) => run.holds.some(({ id }) => id === intervention))
      .map(({ exchange, message, since, until }) => ({
        exchange,
        ...(message && { message }),
        since,
        until,
      })),
    waived: [...new Set(Object.values(view.state.waived).flat())],
    notes: notesOf(checked).map((text) => fill(text, { values, found: {} })),
  }
}

/** What is missing of the open step; what was done at another address comes first, for here it can't be seen. */
function missOf({ judgement, elsewhere }: Checked): NonNullable<Checked['judgement']>['miss'] {
  if (elsewhere === undefined) return judgement?.miss
  const line = judgement?.miss?.line ?? 0
  const text = `You worked at \`${elsewhere}\`. This lesson lives at \`{base}\`. The buttons of the step lead there.`
  return { line, text, seen: undefined }
}

function tellLine(
  line: Line,
  seen: Sighting | boolean,
  say: (text: string) => string,
): LessonCheck['steps'][number]['lines'][number] {
  const message = typeof seen === 'object' ? seen : undefined
  const shows = isMessage(line) ? (line.shows ?? []) : []
  return {
    ...(isMessage(line) && { name: line.name }),
    words: say(line.words),
    ...(line.clause && { clause: line.clause }),
    seen: seen !== false,
    ...(message && { exchange: message.id }),
    ...(message?.message && { message: message.message }),
    values: shows.flatMap((name) => {
      const value = valueOf(message, name)
      return value === undefined ? [] : { name, value }
    }),
  }
}
