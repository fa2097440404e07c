import { createHash } from 'node:crypto'
import type {
  LessonCheck,
  LessonInfo,
  LessonReply,
  LessonText,
} from '@oauth-lab/kit/admin/lesson-document.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { foundBefore } from './engine/advance.ts'
import { fill, valueOf } from './engine/fill.ts'
import { isMessage } from './engine/judge-step.ts'
import type { Lesson, Line, Question, Word } from './engine/lesson.ts'
import type { Sighting } from './engine/sighting.ts'
import { notesOf } from './notes.ts'
import { readCode } from './read-code.ts'
import type { Checked } from './lessons.ts'
import type { PlacedRun } from './runs.ts'

/** A word's place in the glossary. */
export function wordId(term: string): string {
  return term
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]+/g, '-')
    .replaceAll(/^-|-$/g, '')
}

export function tellWord({ term, meaning, code = false }: Word) {
  return { id: wordId(term), term, meaning, code }
}

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
      const miss = isOpen ? judgement?.miss : undefined
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

/** The messages that a step's texts may name: those of its own lines too. */
function foundOf(
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

const letters = ['a', 'b', 'c', 'd'] as const

/** The order of a question's answers in a sandbox: its own, and always the same. */
function orderOf({ answers, text }: Question, sandbox: string): number[] {
  const keyOf = (at: number) =>
    createHash('sha256').update(`${sandbox} ${text} ${at}`).digest('hex')
  return answers.map((_, at) => at).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
}

/** The index of the answer that was shown under this letter. */
export function indexOfAnswer(question: Question, id: string, sandbox: string): number | undefined {
  return orderOf(question, sandbox)[letters.indexOf(id as 'a')]
}

export function tellAnswer(
  question: Question,
  answer: number,
  sandbox: string,
  say: (text: string) => string,
): LessonReply {
  const id = letters[orderOf(question, sandbox).indexOf(answer)]!
  return { answer: id, right: answer === 0, text: say(question.answers[answer]!.reply) }
}
