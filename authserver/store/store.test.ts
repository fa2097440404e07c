import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Store } from '@oauth-lab/kit/store/store.ts'
import { inBothDatabases } from '@oauth-lab/kit/testing/databases.ts'
import { migrations } from './tables.ts'
import type { Tables } from './tables.ts'

/** The same migrations and statements over both databases that the lab runs on. */
const databases = inBothDatabases<Tables>(migrations)
const sandbox = 'default'
const at = 1_700_000_000_000

for (const [name, open] of Object.entries(databases)) {
  describe(`the authorization server's store over ${name}`, () => {
    let store: Store<Tables>
    before(async () => {
      store = await open()
    })
    after(() => store.close())

    test('of 20 redemptions of a code at the same moment one wins', async () => {
      await store.db
        .insertInto('codes')
        .values({
          sandbox,
          code_hash: 'c',
          grant_id: 'g',
          redirect_uri: null,
          code_challenge: null,
          nonce: null,
          expires_at: at,
          redeemed_at: null,
        })
        .execute()
      const redeem = () =>
        store.db
          .updateTable('codes')
          .set({ redeemed_at: at })
          .where('sandbox', '=', sandbox)
          .where('code_hash', '=', 'c')
          .where('redeemed_at', 'is', null)
          .returning('code_hash')
          .executeTakeFirst()
      const won = await Promise.all(Array.from({ length: 20 }, redeem))
      assert.equal(won.filter(Boolean).length, 1)
    })

    test('of 20 rotations of a refresh token at the same moment one wins', async () => {
      const token = { sandbox, token_hash: 't', grant_id: 'g', client_id: 'c', scope: '' }
      await store.db
        .insertInto('refresh_tokens')
        .values({ ...token, expires_at: at, redeemed_at: null })
        .execute()
      const rotate = () =>
        store.db
          .updateTable('refresh_tokens')
          .set({ redeemed_at: at })
          .where('token_hash', '=', 't')
          .where('redeemed_at', 'is', null)
          .returning('token_hash')
          .executeTakeFirst()
      const won = await Promise.all(Array.from({ length: 20 }, rotate))
      assert.equal(won.filter(Boolean).length, 1)
    })

    test('a time step of a second factor is used up once', async () => {
      const user = {
        sandbox,
        username: 'u',
        sub: 's',
        password_hash: '',
        claims: '{}',
        roles: '[]',
      }
      await store.db
        .insertInto('users')
        .values({ ...user, totp_secret: 'x', totp_step: 0 })
        .execute()
      const use = () =>
        store.db
          .updateTable('users')
          .set({ totp_step: 7 })
          .where('username', '=', 'u')
          .where('totp_step', '<', 7)
          .returning('username')
          .executeTakeFirst()
      const won = await Promise.all(Array.from({ length: 5 }, use))
      assert.equal(won.filter(Boolean).length, 1)
    })

    test('an interaction is ended once, and consent is replaced and not doubled', async () => {
      const interaction = { sandbox, interaction_id: 'i', browser_hash: 'b', request: '{}' }
      await store.db
        .insertInto('interactions')
        .values({ ...interaction, progress: '{}', expires_at: at })
        .execute()
      const end = () =>
        store.db
          .deleteFrom('interactions')
          .where('interaction_id', '=', 'i')
          .returning('interaction_id')
          .executeTakeFirst()
      const ended = await Promise.all([end(), end(), end()])
      assert.equal(ended.filter(Boolean).length, 1)
      for (const scope of ['openid', 'openid email']) {
        await store.db
          .insertInto('user_consents')
          .values({ sandbox, sub: 's', client_id: 'c', resource: 'r', scope })
          .onConflict((conflict) =>
            conflict.columns(['sandbox', 'sub', 'client_id', 'resource']).doUpdateSet({ scope }),
          )
          .execute()
      }
      const consents = await store.db.selectFrom('user_consents').select('scope').execute()
      assert.deepEqual(
        consents.map(({ scope }) => scope),
        ['openid email'],
      )
    })

    test('times come back as numbers, and two users have no subject in common', async () => {
      const user = { sandbox, sub: 'shared', password_hash: '', claims: '{}', roles: '[]' }
      const insert = (username: string) =>
        store.db
          .insertInto('users')
          .values({ ...user, username, totp_secret: null, totp_step: at })
          .execute()
      await insert('a')
      const found = await store.db
        .selectFrom('users')
        .select('totp_step')
        .where('username', '=', 'a')
        .executeTakeFirst()
      assert.equal(found?.totp_step, at)
      await assert.rejects(insert('b'))
    })
  })
}
