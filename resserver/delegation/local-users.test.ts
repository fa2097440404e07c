import { deepEqual, equal, notEqual } from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { LocalUserQuestion } from '@oauth-lab/kit/admin/local-user-document.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Store } from '@oauth-lab/kit/store/store.ts'
import { inBothDatabases } from '@oauth-lab/kit/testing/databases.ts'
import type { Exchange } from '../exchange.ts'
import { migrations } from '../store/tables.ts'
import type { Tables } from '../store/tables.ts'
import { findLocalUser, keepLocalUser, listLocalUsers, removeLocalUser } from './local-users.ts'
import type { LocalUser } from './mapping.ts'

for (const [name, open] of Object.entries(inBothDatabases<Tables>(migrations))) {
  describe(`local users over ${name}`, () => {
    let store: Store<Tables>
    let now = Date.UTC(2026, 10, 27)
    before(async () => {
      store = await open()
    })
    after(() => store.close())

    const sandboxOf = (id: string) => ({ id, clock: { now: () => now } }) as unknown as Sandbox
    const sandbox = sandboxOf('default')
    const keep = (username: string, change: Partial<LocalUser> = {}, where = sandbox) => {
      const user = { username, roles: ['reader'], attributes: {}, ...change }
      const exchange = { sandbox: where, definition: { issuer: 'https://as.example' } }
      const known = { claims: null, introspection: null, userInfo: null }
      return keepLocalUser(
        store.db,
        exchange as Exchange,
        { user, known, subject: `sub-${username}` },
        'c-app',
      )
    }
    const list = (question: object = {}, where = sandbox) =>
      listLocalUsers(store.db, where, LocalUserQuestion.parse(question))
    const names = async (question: object) =>
      (await list(question)).items.map(({ username }) => username)

    test('one that is new is kept, one that changed is changed, and the last use is told to the minute', async () => {
      await keep('a/b')
      const [made] = (await list()).items
      equal(made!.madeAt, made!.usedAt)
      now += 59_999
      await keep('a/b')
      deepEqual((await list()).items, [made])
      now += 1
      await keep('a/b')
      const [used] = (await list()).items
      equal(used!.madeAt, made!.madeAt)
      notEqual(used!.usedAt, made!.usedAt)
      await keep('a/b', { roles: ['reader', 'administrator'], attributes: { name: 'Ann' } })
      const changed = await findLocalUser(store.db, sandbox, made!.id)
      deepEqual(changed!.roles, ['reader', 'administrator'])
      deepEqual(changed!.attributes, { name: 'Ann' })
    })

    test('they are found by name, subject, role and part, sorted and paged', async () => {
      await keep('c', { roles: ['reader_administrator'] })
      await keep('b')
      deepEqual(await names({}), ['a/b', 'b', 'c'])
      deepEqual(await names({ order: 'desc', size: 1, page: 2 }), ['b'])
      deepEqual(await names({ username: 'b' }), ['b'])
      deepEqual(await names({ subject: 'sub-c' }), ['c'])
      deepEqual(await names({ role: 'administrator' }), ['a/b'])
      deepEqual(await names({ search: 'ANN' }), ['a/b'])
    })

    test('one of another sandbox is not found, and stays when its twin is deleted', async () => {
      const other = sandboxOf('other')
      await keep('b', {}, other)
      const [theirs] = (await list({}, other)).items
      await removeLocalUser(store.db, sandbox, theirs!.id)
      equal(await findLocalUser(store.db, sandbox, theirs!.id), undefined)
      deepEqual(await findLocalUser(store.db, other, theirs!.id), theirs)
      deepEqual(await names({}), ['a/b', 'c'])
    })
  })
}
