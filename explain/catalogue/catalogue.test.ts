import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { challengeParameters } from './challenge-parameters.ts'
import { claims, joseHeader, keySet } from './claims.ts'
import { clauseAddress } from './clause-address.ts'
import { errorCodes } from './error-codes.ts'
import { formFields } from './form-fields.ts'
import { headers } from './headers.ts'
import type { Meanings } from './meaning.ts'
import { grantPurposes, messages } from './messages.ts'
import { clientMetadata, resourceMetadata, serverMetadata } from './metadata.ts'
import { parameters } from './parameters.ts'
import { resourceAnswer } from './resource-answer.ts'

const vocabularies: Record<string, Meanings> = {
  claims,
  joseHeader,
  keySet,
  challengeParameters,
  errorCodes,
  formFields,
  headers,
  clientMetadata,
  resourceMetadata,
  serverMetadata,
  parameters,
  resourceAnswer,
}
/** A document and a section, or a living standard and the name of its part. */
const clause = /^(?:[A-Z][\w .-]*? §[A-Z\d][\d.]*|Fetch Standard, [A-Za-z ]+)$/

suite('the catalogue', () => {
  test('every name has a sentence and the clause in which it is written', () => {
    for (const [vocabulary, meanings] of Object.entries(vocabularies)) {
      for (const [name, meaning] of Object.entries(meanings)) {
        assert.match(meaning.means, /^\S.*\.$/, `${vocabulary} ${name}`)
        for (const one of meaning.clause.split('; ')) {
          assert.match(one, clause, `${vocabulary} ${name}`)
        }
      }
    }
  })

  test('every clause leads to an address where it can be read', () => {
    const all = [
      ...Object.values(vocabularies).flatMap((meanings) => Object.values(meanings)),
      ...messages,
    ].flatMap((told) => told.clause.split('; '))
    assert.deepEqual(
      [...new Set(all)].filter((one) => clauseAddress(one) === undefined),
      [],
    )
    assert.equal(
      clauseAddress('RFC 7636 §4.6'),
      'https://www.rfc-editor.org/rfc/rfc7636#section-4.6',
    )
    assert.equal(clauseAddress('A letter to nobody §1'), undefined)
  })

  test('every message has a purpose and its clauses, and an id of its own', () => {
    for (const { id, purpose, clause: clauses } of [
      ...messages,
      ...Object.entries(grantPurposes).map(([id, told]) => ({ id, ...told })),
    ]) {
      assert.match(purpose, /^[A-Z].*\.$/, id)
      for (const one of clauses.split('; ')) assert.match(one, clause, id)
    }
    assert.equal(new Set(messages.map(({ id }) => id)).size, messages.length)
  })

  test('no sentence has more than 20 words', () => {
    const sentences = [
      ...Object.values(vocabularies).flatMap((meanings) =>
        Object.values(meanings).map(({ means }) => means),
      ),
      ...[...messages, ...Object.values(grantPurposes)].map(({ purpose }) => purpose),
    ].flatMap((text) => text.split(/(?<=[.!?])\s/))
    assert.deepEqual(
      sentences.filter((sentence) => sentence.split(' ').length > 20),
      [],
    )
  })
})
