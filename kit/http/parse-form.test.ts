import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { parseForm } from './read-bodies.ts'

const text = fc.string({ unit: 'grapheme' })

test('a form gives back what was written into it, a name that stands there twice as a list', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text)), (pairs) => {
      const form = parseForm(new URLSearchParams(pairs).toString())
      for (const [name] of pairs) {
        const values = pairs.filter(([other]) => other === name).map(([, value]) => value)
        deepEqual([form[name]].flat(), values)
      }
    }),
  )
})

test('a form is read whatever its text is, and brings nothing but text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (body) =>
      Object.values(parseForm(body))
        .flat()
        .every((value) => typeof value === 'string'),
    ),
  )
})
