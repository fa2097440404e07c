import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { openStore } from '@oauth-lab/kit/store/store.ts'
import { migrations } from './tables.ts'
import type { ClientRow, Tables } from './tables.ts'

test('a client of an earlier lab is kept: named, made by an administrator, with what is honoured', async (t) => {
  const { '0004_clients': last, ...former } = migrations
  const { db, close } = await openStore<Tables>({ file: ':memory:', migrations: former })
  t.after(close)
  const metadata = { client_name: 'app', grant_types: ['authorization_code'], redirect_uris: [] }
  const row = {
    sandbox: 'default',
    client_id: 'c-1',
    client_secret: null,
    registration_token_hash: null,
    metadata: JSON.stringify({ ...metadata, userinfo_signed_response_alg: 'RS256' }),
    issued_at: 7,
  }
  // A row as it was then.
  await db
    .insertInto('clients')
    .values(row as unknown as ClientRow)
    .execute()
  await last!.up(db)
  const [kept] = await db.selectFrom('clients').selectAll().execute()
  deepEqual(
    { ...kept, metadata: JSON.parse(kept!.metadata) as object },
    {
      ...row,
      metadata: { ...metadata, response_types: ['code'] },
      client_name: 'app',
      self_registered: 0,
      used_at: null,
    },
  )
})
