import type { Answer } from './answers.ts'

/** An answer whose note says where the properties of the lab's example hooks come from, if it has them. */
export function explainExamples(answer: Answer): Answer {
  if (answer.exchange?.body.includes('"my-property"') !== true) return answer
  return { ...answer, note: `${answer.note} ${exampleNote}` }
}

const exampleNote =
  '`my-property` and `other-property` are of the example hooks of the lab: what a module of yours may add, by `./lab up --hooks FILE`.'
