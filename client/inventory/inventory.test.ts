import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createClock } from '@oauth-lab/kit/clock.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Store } from '@oauth-lab/kit/store/store.ts'
import { inBothDatabases } from '@oauth-lab/kit/testing/databases.ts'
import { createMachineTokens } from '../store/machine-tokens.ts'
import { createSessions } from '../store/sessions.ts'
import { migrations } from '../store/tables.ts'
import type { Tables } from '../store/tables.ts'
import { findSessions } from './find-sessions.ts'
import { findTokens } from './find-tokens.ts'
import { ClientSessionQuestion, HeldTokenQuestion } from './session-document.ts'

const now = Date.UTC(2026, 10, 27)
const clock = createClock(() => ({ mode: 'frozen', at: now }))
const place = (id: string) => ({ id, clock }) as unknown as Sandbox
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const jwt = `${part({ alg: 'none' })}.${part({ sub: 'u' })}.`

for (const [name, open] of Object.entries(inBothDatabases<Tables>(migrations))) {
  describe(`what the client keeps, over ${name}`, () => {
    let store: Store<Tables>
    before(async () => {
      store = await open()
      const sessions = createSessions(store.db)
      const begin = (sandbox: string, id: string, change: object = {}, ends = 1000) =>
        sessions.begin(
          {
            session: {
              sandbox,
              session_hash: id,
              subject: `sub-${id}`,
              name: `Name ${id}`,
              nonce: 'n',
              expires_at: now + ends,
              configuration_id: 'default',
              issuer: 'https://as.example',
              sid: '',
              ...change,
            },
            tokens: {
              sandbox,
              session_hash: id,
              token_type: 'bearer',
              access_token: `access-${sandbox}-${id}`,
              refresh_token: id === 'a' ? 'a refresh token' : null,
              id_token: jwt,
              id_token_paired: 1,
              scope: 'openid',
              received_at: now,
              expires_at: null,
              exchange: null,
              version: 2,
              claimed_until: 0,
            },
          },
          undefined,
          0,
        )
      await begin('one', 'a')
      await begin('one', 'b', { configuration_id: 'second' }, -1000)
      await begin('two', 'a')
      await createMachineTokens(store.db).keep({
        sandbox: 'one',
        configuration_id: 'default',
        issuer: 'https://as.example',
        token_type: 'bearer',
        access_token: 'opaque',
        scope: 'my/scope',
        received_at: now,
        expires_at: now + 1000,
        exchange: null,
      })
    })
    after(() => store.close())

    const sessionsOf = async (question: object = {}) =>
      (await findSessions(store.db, place('one'), ClientSessionQuestion.parse(question))).items
    const tokensOf = async (question: object = {}) =>
      (await findTokens(store.db, place('one'), HeldTokenQuestion.parse(question))).items

    test('sessions are told without tokens, filtered and searched', async () => {
      const all = await sessionsOf({ sort: 'name', order: 'asc' })
      assert.deepEqual(
        all.map(({ id, state, refreshable, refreshes }) => [id, state, refreshable, refreshes]),
        [
          ['a', 'live', true, 1],
          ['b', 'expired', false, 1],
        ],
      )
      assert.equal(/access-|a refresh token/.test(JSON.stringify(all)), false)
      const ids = async (question: object) => (await sessionsOf(question)).map(({ id }) => id)
      assert.deepEqual(await ids({ state: 'live' }), ['a'])
      assert.deepEqual(await ids({ configuration: 'second' }), ['b'])
      assert.deepEqual(await ids({ search: 'NAME B' }), ['b'])
      assert.deepEqual(await ids({ size: 1, page: 2, sort: 'name', order: 'asc' }), ['b'])
    })

    test('tokens of sessions and of the machine are one list, decoded where they are JWTs', async () => {
      const all = await tokensOf()
      assert.equal(all.length, 6)
      const [id] = await tokensOf({ kind: 'id', session: 'a' })
      assert.deepEqual([id!.header, id!.claims], [{ alg: 'none' }, { sub: 'u' }])
      const [refresh, ...others] = await tokensOf({ kind: 'refresh' })
      assert.deepEqual([refresh!.claims, others.length], [null, 0])
      const [machine] = await tokensOf({ of: 'machine' })
      assert.deepEqual(
        [machine!.session, machine!.scope, machine!.expiresAt],
        [null, 'my/scope', new Date(now + 1000).toISOString()],
      )
      assert.equal((await tokensOf({ search: 'SUB-B' })).length, 2)
      const text = JSON.stringify(all)
      for (const secret of ['access-', 'a refresh token', 'opaque', jwt]) {
        assert.equal(text.includes(secret), false)
      }
    })
  })
}
