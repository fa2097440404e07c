import { deepEqual, equal, match } from 'node:assert/strict'
import { test } from 'node:test'
import { openStore } from '@oauth-lab/kit/store/store.ts'
import { sql } from 'kysely'
import { migrations } from './tables.ts'
import type { Tables } from './tables.ts'

test('the table of consents of an earlier lab is gone', async (t) => {
  const { '0005_grants': last, ...former } = migrations
  const { db, close } = await openStore<Tables>({ file: ':memory:', migrations: former })
  t.after(close)
  const tables = async () =>
    (await db.introspection.getTables())
      .map(({ name }) => name)
      .filter((name) => name.endsWith('consents'))
  await sql`create table consents (sandbox text, scope text)`.execute(db)
  deepEqual(await tables(), ['consents', 'user_consents'])
  await last!.up(db)
  deepEqual(await tables(), ['user_consents'])
})

test('what a user allowed, and the refresh tokens of a grant, are found by an index', async (t) => {
  const { db, close } = await openStore<Tables>({ file: ':memory:', migrations })
  t.after(close)
  for (const [table, column] of [
    ['grants', 'sub'],
    ['refresh_tokens', 'grant_id'],
  ] as const) {
    const { rows } = await sql<{ detail: string }>`
      explain query plan select * from ${sql.table(table)} where sandbox = 'a' and ${sql.ref(column)} = 'b'
    `.execute(db)
    equal(rows.length, 1)
    match(rows[0]!.detail, new RegExp(`^SEARCH ${table} USING INDEX .*${column}=`))
  }
})
