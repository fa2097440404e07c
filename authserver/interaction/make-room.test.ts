import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { openStore } from '@oauth-lab/kit/store/store.ts'
import { migrations } from '../store/tables.ts'
import type { Tables } from '../store/tables.ts'
import { makeRoom } from './make-room.ts'

const limit = 10_000

test('of too many interactions those that are over go, then the oldest; while the clock stands no more than that', async (t) => {
  const { db, close } = await openStore<Tables>({ file: ':memory:', migrations })
  t.after(close)
  const row = (interaction_id: string, expires_at: number, ended_at: number | null = null) => ({
    sandbox: 'default',
    interaction_id,
    browser_hash: '',
    request: '',
    progress: '{}',
    expires_at,
    ended_at,
    answer: null,
  })
  const of = (sandbox: string) =>
    db.selectFrom('interactions').select('interaction_id').where('sandbox', '=', sandbox).execute()
  const many = Array.from({ length: limit }, (_, at) => row(`b${at}`, 1000))
  const rows = [row('oldest', 1), row('over', 2000, 1), ...many]
  for (let at = 0; at < rows.length; at += 1000) {
    await db
      .insertInto('interactions')
      .values(rows.slice(at, at + 1000))
      .execute()
  }
  await db
    .insertInto('interactions')
    .values({ ...row('other', 1), sandbox: 'other' })
    .execute()

  const place = {
    server: { db },
    sandbox: { id: 'default', cache: new Map() } as unknown as Sandbox,
  }
  const begin = async (times: number) => {
    for (let at = 0; at < times; at += 1) await makeRoom(place)
  }
  await begin(999)
  equal((await of('default')).length, rows.length)
  await begin(1)
  const left = (await of('default')).map(({ interaction_id }) => interaction_id)
  deepEqual([left.length, left.includes('oldest'), left.includes('over')], [limit, false, false])
  equal((await of('other')).length, 1)
})
