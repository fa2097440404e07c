import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ErrorResponse, ErrorTimeout } from 'oidc-client-ts'
import { describe } from './failure.ts'

test('an error of the server is shown with its code and its description', () => {
  const denied = new ErrorResponse({ error: 'access_denied', error_description: 'You said no' })
  const failure = describe(denied, 'the sign-in')
  assert.equal(failure.heading, 'You did not allow this application')
  assert.equal(failure.error, 'access_denied')
  assert.equal(failure.description, 'You said no')
})

test('an answer with an unknown state is explained', () => {
  const failure = describe(new Error('No matching state found in storage'), 'the sign-in')
  assert.match(failure.heading, /began no sign-in/)
  assert.match(failure.next, /RFC 6749 §10\.12/)
})

test('no answer, a late answer and an unknown error each have their own words', () => {
  const headings = [new TypeError('Failed to fetch'), new ErrorTimeout(), new Error('else')].map(
    (error) => describe(error, 'the renewal').heading,
  )
  assert.deepEqual(headings, [
    'There was no answer from the server',
    'The server did not answer in time',
    'There was no usable answer to the renewal',
  ])
})
