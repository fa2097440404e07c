import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { kindOf, labelOf, problemOf, withoutNull } from './json-schema.ts'

test('a member is edited as its schema says, and as JSON where no field fits', () => {
  for (const [schema, kind] of [
    [{ type: 'boolean' }, 'flag'],
    [{ type: 'string', enum: ['open', 'off'] }, 'choice'],
    [{ type: 'integer' }, 'number'],
    [{ type: 'string' }, 'text'],
    [{ type: 'array', items: { type: 'string' } }, 'texts'],
    [{ type: 'array', items: { type: 'string', enum: ['a'] } }, 'choices'],
    [{ type: 'object', additionalProperties: { type: 'string' } }, 'map'],
    [{ type: 'object', additionalProperties: { type: 'object' } }, 'json'],
    [{ type: 'object', properties: { a: { type: 'string' } } }, 'members'],
    [{ anyOf: [{ type: 'string' }] }, 'json'],
  ] as const) {
    equal(kindOf(schema), kind, JSON.stringify(schema))
  }
})

test('a member that may be null is edited as what it is else', () => {
  const flag = { anyOf: [{ type: 'boolean' }, { type: 'null' }], description: 'whether' }
  deepEqual(withoutNull(flag), { type: 'boolean', description: 'whether' })
  const either = { anyOf: [{ type: 'string' }, { type: 'array' }, { type: 'null' }] }
  equal(withoutNull(either), either)
})

test('a number out of its range and a text out of its form are problems, others are none', () => {
  const seconds = { type: 'integer', minimum: 1, maximum: 600 }
  equal(problemOf(seconds, 60), undefined)
  equal(problemOf(seconds, 0), 'Say 1 to 600.')
  equal(problemOf(seconds, 1.5), 'This is no whole number.')
  equal(problemOf(seconds, Number.NaN), 'This is no number.')
  equal(problemOf({ type: 'string', pattern: '^[a-z]+$' }, 'abc'), undefined)
  equal(
    problemOf({ type: 'string', pattern: '^[a-z]+$' }, 'a c'),
    'A character stands here that may not.',
  )
  equal(problemOf({ type: 'string', minLength: 1 }, ''), 'This is empty.')
})

test('a name on the wire is told in words', () => {
  equal(labelOf('redirect_uris'), 'Redirect URIs')
  equal(labelOf('accessTokenLifetime'), 'Access token lifetime')
  equal(labelOf('requirePkceOrNonce'), 'Require PKCE or nonce')
  equal(labelOf('dpop_bound_access_tokens'), 'DPoP bound access tokens')
})
