import { course } from '../lessons/course/course.ts'
import { tellWord } from '../lessons/tell-word.ts'

const terms = [
  'resource owner',
  'client',
  'authorization server',
  'resource server',
  'access token',
  'scope',
  'code',
  'front channel',
  'back channel',
]

/** The words of the start page, in the order in which a flow meets them; the lessons' glossary explains them. */
export const words = terms.map((term) => {
  const word = course.flatMap((lesson) => lesson.words).find((one) => one.term === term)
  if (word === undefined) throw new Error(`No lesson explains ${term}`)
  return tellWord(word)
})
