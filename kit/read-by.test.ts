import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { readBy } from './read-by.ts'

const Lifetime = z.int().min(1).max(600)
const Document = z.strictObject({
  lifetime: Lifetime.default(60),
  format: z.enum(['jwt', 'opaque']).default('jwt'),
  names: z.array(z.string().min(1)).max(2).default([]),
  scopes: z.record(z.string().regex(/^\w+$/, 'must be a scope token'), z.string()).optional(),
  nested: z.strictObject({ enabled: z.boolean() }).optional(),
  at: z.iso.datetime().optional(),
})

function problemsOf(document: unknown): Record<string, string> {
  const { problems } = readBy(Document, document)
  return Object.fromEntries(problems.map(({ path, message }) => [path, message]))
}

test('what a schema allows is read, with its defaults', () => {
  deepEqual(readBy(Document, { lifetime: 5 }), {
    data: { lifetime: 5, format: 'jwt', names: [] },
    problems: [],
  })
})

test('every problem is told with its path, in words of ours', () => {
  deepEqual(
    problemsOf({ lifetime: 'secret', format: 'jtw', names: ['a', 'b', 'c'], nested: {}, at: 'x' }),
    {
      lifetime: 'must be a number, not a text',
      format: 'must be one of jwt, opaque; did you mean jwt?',
      names: 'must hold at most 2',
      'nested.enabled': 'must be set',
      at: 'must be a time like 2030-01-01T00:00:00Z',
    },
  )
  deepEqual(problemsOf({ lifetime: 0.5 }), { lifetime: 'must be a whole number, not 0.5' })
  deepEqual(problemsOf({ names: ['', 1] }), {
    'names.0': 'must not be empty',
    'names.1': 'must be a text, not a number',
  })
  deepEqual(problemsOf({ lifetime: 0 }), { lifetime: 'must be at least 1' })
  deepEqual(problemsOf({ lifetime: null }), { lifetime: 'must be a number, not null' })
  deepEqual(problemsOf([]), { '(document)': 'must be an object, not a list' })
})

test('each unknown member is told with the nearest one, at every depth', () => {
  deepEqual(problemsOf({ lifetmie: 1, other: 2, nested: { enabled: true, enable: 1 } }), {
    lifetmie: 'there is no such member; did you mean lifetime?',
    other: 'there is no such member',
    'nested.enable': 'there is no such member; did you mean enabled?',
  })
})

test('what a schema says itself goes first', () => {
  deepEqual(problemsOf({ scopes: { 'a b': 'x' } }), { 'scopes.a b': 'must be a scope token' })
})
