import { createHash } from 'node:crypto'
import type { LessonReply } from '@oauth-lab/kit/admin/lesson-document.ts'
import type { Question } from './engine/lesson.ts'

export const letters = ['a', 'b', 'c', 'd'] as const

/** The order of a question's answers in a sandbox: its own, and always the same. */
export function orderOf({ answers, text }: Question, sandbox: string): number[] {
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
