import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { TokenQuestion } from '@oauth-lab/kit/admin/token-inventory-document.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Store } from '@oauth-lab/kit/store/store.ts'
import { inBothDatabases } from '@oauth-lab/kit/testing/databases.ts'
import { sql } from 'kysely'
import { migrations } from '../store/tables.ts'
import type { AccessTokenRow, Tables } from '../store/tables.ts'
import { findTokens } from './find-tokens.ts'
import { createLastIntrospections } from './last-introspections.ts'

const databases = inBothDatabases<Tables>(migrations)
const at = Date.UTC(2026, 10, 27)
const sandbox = { id: 'default', clock: { now: () => at } } as Sandbox

const token = (token_hash: string, change: Partial<AccessTokenRow> = {}): AccessTokenRow => ({
  sandbox: 'default',
  token_hash,
  grant_id: null,
  client_id: 'machine',
  sub: 'machine',
  username: null,
  scope: 'my/scope',
  audience: '["https://localhost/resserver"]',
  claims: '{"jti":"j"}',
  issued_at: at - 1000,
  expires_at: at + 1000,
  revoked_at: null,
  introspected_at: null,
  introspected_by: null,
  ...change,
})
const rows = [
  token('a'),
  token('b', { username: 'Dana_1', sub: 'u-1', grant_id: 'g', scope: 'openid my/scope' }),
  token('c', { expires_at: at, issued_at: at - 2000 }),
  token('d', { scope: 'My/scope', revoked_at: at - 500 }),
  token('e', { sandbox: 'another' }),
]

for (const [name, open] of Object.entries(databases)) {
  describe(`the inventory of tokens over ${name}`, () => {
    let store: Store<Tables>
    before(async () => {
      store = await open()
      await store.db.insertInto('access_tokens').values(rows).execute()
      const grant = { grant_id: 'g', client_id: 'machine', sub: 'u-1', scope: 'openid my/scope' }
      const rest = { authentication: '{}', created_at: at, resource: null, revoked_at: at - 100 }
      await store.db
        .insertInto('grants')
        .values({ sandbox: 'default', ...grant, ...rest })
        .execute()
    })
    after(() => store.close())

    test('tells who introspected a token last, once it is written', async () => {
      const errors: unknown[] = []
      const introspections = createLastIntrospections(store, (error) => errors.push(error))
      introspections.note(sandbox, { token_hash: 'a' }, 'former')
      introspections.note(sandbox, { token_hash: 'a' }, 'reader')
      // It was deleted meanwhile.
      introspections.note(sandbox, { token_hash: 'gone' }, 'reader')
      assert.deepEqual(await find({ introspectedBy: 'reader' }), [])
      await introspections.flush()
      assert.deepEqual(await find({ introspectedBy: 'reader' }), ['a'])
      assert.deepEqual(await find({ introspectedBy: 'former' }), [])
      const [told] = (await findTokens(store.db, sandbox, TokenQuestion.parse({ state: 'live' })))
        .items
      const { introspectedAt, introspectedBy, introspectedByName } = told!
      assert.deepEqual([introspectedBy, introspectedByName], ['reader', null])
      assert.equal(Date.parse(introspectedAt!), at)
      assert.deepEqual(await find({ introspectedSince: introspectedAt }), ['a'])
      assert.deepEqual(await find({ introspectedBefore: introspectedAt }), [])
      const { rows: seen } = await sql<Record<string, unknown>>`
        select introspected_by from access_token_inventory where introspected_at is not null
      `.execute(store.db)
      assert.deepEqual(
        seen.map((row) => row['introspected_by']),
        ['reader'],
      )
      assert.deepEqual(errors, [])
    })

    const find = async (question: object) => {
      const { total, items } = await findTokens(store.db, sandbox, TokenQuestion.parse(question))
      assert.equal(total, items.length)
      return items.map(({ id }) => id).toSorted()
    }

    test('finds the tokens of one sandbox by what they are', async () => {
      assert.deepEqual(await find({}), ['a', 'b', 'c', 'd'])
      assert.deepEqual(await find({ state: 'live' }), ['a'])
      assert.deepEqual(await find({ state: 'expired' }), ['c'])
      assert.deepEqual(await find({ state: 'revoked' }), ['b', 'd'])
      assert.deepEqual(await find({ user: 'Dana_1' }), ['b'])
      assert.deepEqual(await find({ user: 'u-1' }), ['b'])
      assert.deepEqual(await find({ grant: 'g' }), ['b'])
      const since = new Date(at - 1500).toISOString()
      assert.deepEqual(await find({ issuedSince: since }), ['a', 'b', 'd'])
      assert.deepEqual(await find({ issuedBefore: since }), ['c'])
    })

    test('compares a scope whole and with its case, and searches names without it', async () => {
      assert.deepEqual(await find({ scope: 'my/scope' }), ['a', 'b', 'c'])
      assert.deepEqual(await find({ scope: 'My/scope' }), ['d'])
      assert.deepEqual(await find({ scope: 'my' }), [])
      assert.deepEqual(await find({ search: 'dana_' }), ['b'])
      assert.deepEqual(await find({ search: 'dana%' }), [])
    })

    test('is a view for a person who opens the database', async () => {
      const { rows: seen } = await sql<Record<string, unknown>>`
        select token_id, user_name, client_id, scope, issued_at, revoked_at
        from access_token_inventory where sandbox = 'default' order by token_id
      `.execute(store.db)
      const b = seen[1]!
      assert.deepEqual([b['token_id'], b['user_name'], b['client_id']], ['b', 'Dana_1', 'machine'])
      const times = [b['issued_at'], b['revoked_at']].map((time) => +new Date(time as string))
      // SQLite writes whole seconds.
      assert.deepEqual(times, name === 'SQLite' ? [at - 1000, at - 1000] : [at - 1000, at - 100])
      assert.equal(seen[0]!['revoked_at'], null)
    })
  })
}
