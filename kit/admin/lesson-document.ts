import { z } from 'zod'
import { pageMembers, pageOf } from './list-document.ts'

const text = z
  .string()
  .describe('one line of Markdown: `code`, **new word**, and links to messages, (exchange:ID)')
const real = z.iso.datetime().describe('real time')

/** Which page of a list. */
export const LessonQuestion = z.strictObject(pageMembers)

/** A lesson by its name. */
export const NamedLesson = z.strictObject({ name: z.string() })

const Word = z.strictObject({
  id: z.string().describe('its place in the glossary'),
  term: z.string(),
  meaning: text,
  code: z.boolean().describe('whether it is a name on the wire'),
})

/** A word of the glossary, and the lesson in which it stands first. */
export const GlossaryWord = Word.extend({ lesson: z.string() })
export const Glossary = pageOf(GlossaryWord)
export type Glossary = z.output<typeof Glossary>

const Standing = z.strictObject({
  state: z.enum(['not-begun', 'under-way', 'done']),
  done: z.int().describe('steps'),
  steps: z.int().describe('all of them'),
  step: z.int().optional().describe('the number of the open one'),
  title: z.string().optional().describe('its title'),
  sandbox: z.string().optional(),
  base: z.string().optional(),
})

/** A lesson in the list of all, and how far somebody is with it. */
export const LessonInfo = z.strictObject({
  name: z.string(),
  number: z.int(),
  title: z.string(),
  part: z.string().describe('of the course'),
  minutes: z.int(),
  can: z.array(text).describe('what one can do after it'),
  words: z.array(Word).describe('those that are new in it'),
  cast: z.array(z.string()).describe('who takes part'),
  needs: z.array(z.string()).describe('names of lessons to be done before'),
  standing: Standing,
})
export type LessonInfo = z.output<typeof LessonInfo>

export const LessonPage = pageOf(LessonInfo)
export type LessonPage = z.output<typeof LessonPage>

const Place = z.strictObject({
  name: z.string(),
  role: z.string(),
  address: z.string(),
  portal: z.boolean().describe('whether it asks for an administrator'),
})

const Ran = z.strictObject({
  words: text,
  file: z.string().describe('below the project'),
  line: z.int().describe('the one to look at; 0 where the source is not here'),
  first: z.int().describe('the number of the first line of `code`'),
  code: z.string().describe('lines around it'),
})

const Step = z.strictObject({
  number: z.int(),
  title: z.string(),
  drill: z.string().optional().describe('of which it is a part'),
  idea: text,
  todo: text,
  guess: z.boolean().describe('whether the learner is asked to guess first'),
  places: z.array(Place),
  lines: z
    .array(
      z.strictObject({
        name: z.string().optional().describe('the letter by which texts name its message'),
        words: text,
        clause: z.string().optional(),
      }),
    )
    .describe('what the lab wants to see, in order'),
  ran: z.array(Ran),
  question: z
    .strictObject({
      text,
      answers: z.array(z.strictObject({ id: z.string(), text })),
    })
    .optional(),
})

/** A whole lesson, its texts filled in for the sandbox. */
export const LessonText = LessonInfo.extend({
  starts: text,
  files: z
    .array(z.strictObject({ name: z.string(), text: z.string() }))
    .describe('what the lesson gives the learner, once it was started'),
  steps: z.array(Step),
  clauses: z.array(z.string()),
  breakIt: text,
})
export type LessonText = z.output<typeof LessonText>

/** A lesson that was started. */
export const StartedLesson = z.strictObject({
  name: z.string(),
  sandbox: z.string(),
  base: z.string(),
  issuer: z.string(),
  expiresAt: z.string().nullable(),
  console: z.string().describe('where its page is'),
})
export type StartedLesson = z.output<typeof StartedLesson>

const Difference = z.strictObject({ name: z.string(), wanted: z.string(), found: z.string() })
const Answered = z.strictObject({ answer: z.string(), right: z.boolean(), text })

const CheckedStep = z.strictObject({
  number: z.int(),
  title: z.string(),
  state: z.enum(['done', 'open', 'to-come']),
  lines: z.array(
    z.strictObject({
      name: z.string().optional(),
      words: text,
      clause: z.string().optional(),
      seen: z.boolean(),
      exchange: z.string().optional(),
      message: z.string().optional(),
      values: z.array(z.strictObject({ name: z.string(), value: z.string() })),
    }),
  ),
  missing: z
    .strictObject({
      title: text.describe('to go on after "Missing:"'),
      text,
      exchange: z.string().optional(),
      compare: z.array(Difference),
    })
    .optional()
    .describe('absent where nothing came near'),
  tries: z.int().describe('how often it was missed'),
  look: text.describe('where to look: from the second miss on, or when asked for'),
  answer: text.describe('the exact value or command: from the third miss on, or when asked for'),
  answered: z.array(Answered).describe('answers to its question, the last one last'),
})

/** How far each step is, with evidence or with what is missing. */
export const LessonCheck = z.strictObject({
  name: z.string(),
  sandbox: z.string(),
  base: z.string(),
  state: z.enum(['under-way', 'done']),
  step: z.int().describe('the number of the open one; one more than there are when all is done'),
  startedAt: real,
  steps: z.array(CheckedStep),
  held: z.array(
    z.strictObject({
      exchange: z.string(),
      message: z.string().optional(),
      since: real,
      until: real,
    }),
  ),
  waived: z.array(z.string()).describe('ids of checks that are waived now'),
  notes: z.array(text),
})
export type LessonCheck = z.output<typeof LessonCheck>

/** An answer to the question of a step. */
export const LessonAnswer = z.strictObject({ step: z.int().min(1), answer: z.string() })
export type LessonAnswer = z.input<typeof LessonAnswer>
export const LessonReply = Answered
export type LessonReply = z.output<typeof LessonReply>

/** How many sandboxes a workshop gets. */
export const WorkshopDocument = z.strictObject({
  learners: z.int().min(1).max(20).describe('by one request'),
  lifetime: z
    .int()
    .min(60)
    .max(30 * 24 * 3600)
    .default(7 * 24 * 3600)
    .describe('seconds of real time'),
})

/** What one learner gets; the password is told once. */
export const LearnerPlace = z.strictObject({
  sandbox: z.string(),
  base: z.string(),
  link: z.string(),
  username: z.string(),
  password: z.string(),
})
export type LearnerPlace = z.output<typeof LearnerPlace>
export const NewWorkshop = z.strictObject({ items: z.array(LearnerPlace) })
export type NewWorkshop = z.output<typeof NewWorkshop>
export type WorkshopDocument = z.input<typeof WorkshopDocument>

/** A learner's sandbox, and how far each lesson in it is. */
export const Learner = z.strictObject({
  sandbox: z.string(),
  base: z.string(),
  expiresAt: z.string().nullable(),
  lessons: z.array(
    z.strictObject({
      name: z.string(),
      number: z.int(),
      standing: Standing,
      tries: z.int().describe('how often the open step was missed'),
      heardAt: real.describe('when the last message came'),
    }),
  ),
})
export const Workshop = pageOf(Learner)
export type Workshop = z.output<typeof Workshop>
