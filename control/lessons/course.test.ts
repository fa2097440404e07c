import { deepEqual, match, ok } from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { clauseAddress } from '@oauth-lab/explain/catalogue/clause-address.ts'
import { projectFolder } from '@oauth-lab/kit/project-folder.ts'
import { course } from './course/course.ts'
import { isMessage } from './engine/judge-step.ts'
import { markdownOf } from './markdown.ts'
import { readCode } from './read-code.ts'
import { wordId } from './tell-word.ts'

const docs = new URL('docs/lessons/', projectFolder)

test('docs/lessons/ says what the lessons say; write-markdown.ts writes it', () => {
  const written = Object.fromEntries(
    readdirSync(docs).map((name) => [name, readFileSync(new URL(name, docs), 'utf8')]),
  )
  deepEqual(written, markdownOf(course))
})

test('lessons are numbered in their order, and need only those before them', () => {
  for (const [index, { number, needs, name }] of course.entries()) {
    ok(index === 0 || number > course[index - 1]!.number)
    const after = course.slice(index).map((one) => one.name)
    for (const needed of needs) ok(!after.includes(needed), `${name} needs ${needed}`)
  }
})

test('each word is new in one lesson alone', () => {
  const ids = course.flatMap(({ words }) => words.map(({ term }) => wordId(term)))
  deepEqual([...new Set(ids)].sort(), ids.sort())
})

for (const { name, steps, words, clauses } of course) {
  describe(`the lesson ${name}`, () => {
    test('explains every word that stands in bold, where it stands first', () => {
      const bold = steps.flatMap(({ idea }) =>
        [...idea.matchAll(/\*\*([^*]+)\*\*/g)].map(([, word]) => word!.toLowerCase()),
      )
      const known = new Set(
        course.flatMap((one) => one.words.map(({ term }) => term.toLowerCase())),
      )
      for (const word of bold) ok(known.has(word.replaceAll('`', '')), word)
      ok(words.length > 0)
    })

    test('wants a message or a configuration in every step, and one question at least', () => {
      for (const { lines, title, look, answer, todo, idea } of steps) {
        ok(
          lines.some((line) => isMessage(line) || 'differs' in line),
          title,
        )
        for (const text of [look, answer, todo, idea]) match(text, /[.?`”]$/, title)
      }
      ok(steps.some(({ question }) => question !== undefined))
    })

    test('has a right answer first, and says where to look after each other one', () => {
      for (const { question } of steps) {
        if (question === undefined) continue
        const [right, ...wrong] = question.answers
        match(right!.reply, /^Right\. /)
        ok(wrong.length >= 2)
        for (const { reply } of wrong) match(reply, /^Not this one\. /)
      }
    })

    test('shows code that is there, and clauses that can be read', () => {
      for (const { ran } of steps) {
        for (const one of ran) ok(readCode(one).line > 0, `${one.file}: ${one.at}`)
      }
      const told = steps.flatMap(({ lines }) => lines.flatMap(({ clause }) => clause ?? []))
      for (const clause of [...clauses, ...told]) ok(clauseAddress(clause), clause)
    })

    test('has letters that no two lines of a drill share', () => {
      const letters = steps.flatMap(({ lines, drill = '' }) =>
        lines.flatMap((line) => (isMessage(line) ? `${drill} ${line.name}` : [])),
      )
      deepEqual([...new Set(letters)], letters)
    })
  })
}
