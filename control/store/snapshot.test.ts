import assert from 'node:assert/strict'
import { test } from 'node:test'
import { examineSnapshot } from '@oauth-lab/kit/testing/examine-snapshot.ts'
import { migrations, tables } from './tables.ts'

test('a snapshot has the rows of every table, and a restoration brings them back', async () => {
  assert.deepEqual(await examineSnapshot(tables, migrations), [])
})
