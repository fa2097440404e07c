import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { openStore } from '@oauth-lab/kit/store/store.ts'
import { migrations } from './tables.ts'
import type { SigningKeyRow, Tables } from './tables.ts'

test('a key of an earlier lab that signed does so since it was made; a next one does not yet', async (t) => {
  const { '0010_key_dates': last, ...former } = migrations
  const { db, close } = await openStore<Tables>({ file: ':memory:', migrations: former })
  t.after(close)
  const rows = (['current', 'next', 'retired'] as const).map((state) => ({
    sandbox: 'default',
    kid: state,
    family: 'RSA',
    state,
    jwk: '{}',
    created_at: 7,
    last_expiry: 0,
  }))
  // Rows as they were then.
  await db
    .insertInto('signing_keys')
    .values(rows as unknown as SigningKeyRow[])
    .execute()
  await last!.up(db)
  const kept = await db.selectFrom('signing_keys').selectAll().orderBy('kid').execute()
  deepEqual(
    kept.map(({ kid, signs_since, retired_at }) => [kid, signs_since, retired_at]),
    [
      ['current', 7, null],
      ['next', null, null],
      ['retired', 7, null],
    ],
  )
})
