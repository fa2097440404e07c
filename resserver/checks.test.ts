import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { examineCatalogue } from '@oauth-lab/kit/testing/examine-catalogue.ts'
import { catalogue } from './checks.ts'

test('every decision has one check, with a clause and two sentences', () => {
  const own = import.meta.dirname
  const shared = ['server-definitions', 'hooks', 'proof'].map((folder) =>
    join(own, '../kit', folder),
  )
  assert.deepEqual(examineCatalogue(catalogue, own, ...shared), [])
})
