import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { formFields } from '@oauth-lab/explain/catalogue/form-fields.ts'
import { messageOf } from '@oauth-lab/explain/catalogue/messages.ts'
import { clientMetadata } from '@oauth-lab/explain/catalogue/metadata.ts'
import { wordsFor } from '@oauth-lab/explain/catalogue/values.ts'
import { errorCodes } from '@oauth-lab/explain/catalogue/error-codes.ts'
import { responseModes } from './authorization/response-modes/response-modes.ts'
import { responseTypes } from './authorization/response-types/response-types.ts'
import { prompts } from './authorization/rules/prompt.ts'
import { catalogue } from './checks.ts'
import { methodNames } from './clients/authentication/methods.ts'
import { members } from './clients/client-metadata.ts'
import { signingAlgorithms } from './configuration/server-configuration.ts'
import { endpoints } from './endpoints.ts'

suite('the explanation knows what this server has', () => {
  test('every endpoint’s message', () => {
    const names = endpoints.map(({ message }) => message)
    assert.deepEqual(
      names.filter((name) => messageOf(name) === undefined),
      [],
    )
  })

  test('every member of the client metadata', () => {
    assert.deepEqual(
      Object.keys(members).filter((name) => !Object.hasOwn(clientMetadata, name)),
      [],
    )
  })

  test('every error code', () => {
    const codes = Object.values(catalogue).flatMap(({ error }) => error || [])
    assert.deepEqual(
      codes.filter((code) => !Object.hasOwn(errorCodes, code)),
      [],
    )
  })

  test('every response type and mode, prompt, authentication method and algorithm', () => {
    const values = [
      ...responseTypes.map(({ name }) => ['response type', name] as const),
      ...responseModes.map(({ name }) => ['response mode', name] as const),
      ...prompts.map((name) => ['prompt', name] as const),
      ...methodNames.map((name) => ['authentication method', name] as const),
      ...signingAlgorithms.map((name) => ['algorithm', name] as const),
    ]
    assert.deepEqual(
      values.filter(([kind, name]) => wordsFor(kind, name) === undefined),
      [],
    )
  })

  test('the fields of the sign-in page', () => {
    for (const name of ['login', 'password', 'code', 'csrf', 'scope', 'answer', 'cancel']) {
      assert.ok(Object.hasOwn(formFields, name), name)
    }
  })
})
