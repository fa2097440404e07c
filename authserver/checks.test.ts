import assert from 'node:assert/strict'
import { test } from 'node:test'
import { examineCatalogue } from '@oauth-lab/kit/testing/examine-catalogue.ts'
import { catalogue } from './checks.ts'

test('every decision has one check, with a clause and two sentences', () => {
  assert.deepEqual(examineCatalogue(catalogue, import.meta.dirname), [])
})
