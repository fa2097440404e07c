import { clauseAddress } from '@oauth-lab/explain/catalogue/clause-address.ts'
import { defaultPasswords } from '@oauth-lab/kit/default-passwords.ts'
import { fill } from './engine/fill.ts'
import { parts } from './engine/lesson.ts'
import type { Lesson, Step, Text } from './engine/lesson.ts'
import { passwordsOf } from './passwords-of.ts'
import { tellWord } from './tell-word.ts'

const base = 'https://localhost:8443'

/** Where a lesson lives that is read and not done. */
const values = {
  base,
  issuer: `${base}/authserver/oauth2`,
  api: `${base}/resserver/protected-resources/`,
  delegated: `${base}/resserver/protected-resources-delegated/`,
  ...passwordsOf({ administration: { password: defaultPasswords.superuser } }),
}

/** The files of `docs/lessons/`, by their names: what the console shows, to be read by itself. */
export function markdownOf(course: readonly Lesson[]): Record<string, string> {
  return {
    'README.md': overview(course),
    'glossary.md': glossary(course),
    ...Object.fromEntries(course.map((lesson) => [fileOf(lesson), chapter(lesson, course)])),
  }
}

function fileOf({ number, name }: Lesson): string {
  return `${String(number).padStart(2, '0')}-${name}.md`
}

function overview(course: readonly Lesson[]): string {
  const minutes = course.reduce((sum, lesson) => sum + lesson.minutes, 0)
  const of = (part: string) =>
    course
      .filter((lesson) => lesson.part === part)
      .map(
        (lesson) =>
          `- [${lesson.number}. ${lesson.title}](${fileOf(lesson)}), ${lesson.minutes} min`,
      )
  return page([
    '# Lessons',
    `${course.length} lessons, ${minutes} minutes. You work at the real lab, and the lab checks what it saw on the wire. Each lesson runs in a sandbox of its own; its clock stands, so that no code runs out while you read.`,
    '```sh\n./lab up\n./lab lesson list\n./lab lesson start roles\n./lab lesson check roles\n```',
    'For a class, start the lab with passwords of your own: `LAB_ADMIN_PASSWORD` is the teacher’s, and learners are not told it. `./lab workshop 12` makes twelve places, each with a sign-in of its own: it opens the console there, and the user `superuser` has the same password. `./lab workshop` says how far each learner is, as `/console/lessons/workshop` does.',
    'The console shows a lesson beside the messages: `/console/lessons/`. Words are explained where they first stand, and in the [glossary](glossary.md).',
    ...parts.flatMap((part) => (of(part).length === 0 ? [] : [`## ${part}`, of(part).join('\n')])),
  ])
}

function glossary(course: readonly Lesson[]): string {
  const words = course
    .flatMap((lesson) => lesson.words.map((word) => ({ ...tellWord(word), lesson })))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  return page([
    '# Glossary',
    'The words of the [lessons](README.md).',
    ...words.flatMap(({ term, code, meaning, lesson }) => [
      `## ${code ? `\`${term}\`` : term}`,
      `${meaning} ([Lesson ${lesson.number}](${fileOf(lesson)}))`,
    ]),
  ])
}

function chapter(lesson: Lesson, course: readonly Lesson[]): string {
  const { number, title, minutes, needs, can, words, starts, steps, clauses, breakIt } = lesson
  const before = needs.flatMap((name) => course.filter((one) => one.name === name))
  return page([
    `# ${number}. ${title}`,
    `${minutes} minutes. ${before.length === 0 ? 'It needs no other lesson.' : `Do first: ${before.map((one) => `[${one.title}](${fileOf(one)})`).join(', ')}.`}`,
    'After it you can:',
    can.map((one) => `- ${one}`).join('\n'),
    `Start: \`./lab lesson start ${lesson.name}\`. ${say(starts)} Letters like **A** name the messages that the lab sees.`,
    '## New words',
    words
      .map(tellWord)
      .map(({ term, meaning, code, id }) => {
        const word = code ? `\`${term}\`` : term
        return `- [${word}](glossary.md#${id}): ${meaning}`
      })
      .join('\n'),
    ...steps.flatMap((step, index) => section(step, index + 1, steps)),
    '## Now break it',
    say(breakIt),
    '## Clauses',
    clauses.map((clause) => `- ${linked(clause)}`).join('\n'),
  ])
}

function section(step: Step, number: number, steps: readonly Step[]): string[] {
  const { drill, title, idea, todo, places, lines, question, ran, answer } = step
  const isFirst = drill !== undefined && steps[number - 2]?.drill !== drill
  return [
    ...(isFirst ? [`## ${drill}`] : []),
    `${drill === undefined ? '##' : '###'} ${number}. ${title}`,
    say(idea),
    `**What to do.** ${say(todo)}`,
    `**Where.** ${places.map(({ name }) => name).join(', ')}.`,
    '**What the lab wants to see.**',
    lines
      .map((line) => {
        const name = 'name' in line ? `**${line.name}**: ` : ''
        return `- ${name}${say(line.words)}${line.clause === undefined ? '' : ` (${linked(line.clause)})`}`
      })
      .join('\n'),
    ...(question === undefined
      ? []
      : [
          `**Question.** ${say(question.text)}`,
          question.answers
            .map(({ text }) => say(text))
            .sort()
            .map((text) => `- ${text}`)
            .join('\n'),
        ]),
    `<details><summary>The answer, and which code ran</summary>`,
    say(answer),
    ...(question === undefined ? [] : [say(question.answers[0]!.reply)]),
    ran.map(({ words, file }) => `- ${words} [\`${file}\`](../../${file})`).join('\n'),
    '</details>',
  ]
}

/** Pins become bold letters, and what only a run knows becomes words. */
function say(text: Text): string {
  const words = text
    .replaceAll(/`?\{([A-Z]\d?)\.(\w+)\}`?/g, '`$2` of **$1**')
    .replaceAll(/\{([A-Z]\d?)\}/g, '**$1**')
  return fill(words, { values, found: {} }).replaceAll(/\{(\w+)\}/g, '$1')
}

function linked(clause: string): string {
  const address = clauseAddress(clause)
  return address === undefined ? clause : `[${clause}](${address})`
}

function page(blocks: readonly string[]): string {
  return `${blocks.join('\n\n')}\n`
}
