import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { BrowserSessionQuestion } from '@oauth-lab/kit/admin/browser-session-list-document.ts'
import { ClientQuestion } from '@oauth-lab/kit/admin/client-document.ts'
import { ConsentQuestion } from '@oauth-lab/kit/admin/consent-document.ts'
import { GrantQuestion } from '@oauth-lab/kit/admin/grant-document.ts'
import { UserQuestion } from '@oauth-lab/kit/admin/user-document.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Store } from '@oauth-lab/kit/store/store.ts'
import { inBothDatabases } from '@oauth-lab/kit/testing/databases.ts'
import { migrations } from '../store/tables.ts'
import type { ClientRow, Tables, UserRow } from '../store/tables.ts'
import { findClients } from './find-clients.ts'
import { findConsents } from './find-consents.ts'
import { findGrants } from './find-grants.ts'
import { findSessions } from './find-sessions.ts'
import { findUsers } from './find-users.ts'

const databases = inBothDatabases<Tables>(migrations)
const at = Date.UTC(2026, 10, 27)
const sandbox = { id: 'default', clock: { now: () => at } } as Sandbox

const nobody = { claims: {}, roles: [], totp: false }

const session = (sid: string, username: string, change: object = {}) => ({
  sandbox: 'default',
  session_hash: `hash of ${sid}`,
  sid,
  sub: `u-${username}`,
  username,
  auth_time: at / 1000,
  amr: '["pwd"]',
  expires_at: at + 1000,
  ...change,
})
const grant = (grant_id: string, client_id: string, change: object = {}) => ({
  sandbox: 'default',
  grant_id,
  client_id,
  sub: 'u-Dana',
  scope: 'openid my/scope',
  resource: null,
  authentication: '{"sid":"s-1"}',
  created_at: at,
  revoked_at: null,
  ...change,
})
const consent = (client_id: string, change: object = {}) => ({
  sandbox: 'default',
  sub: 'u-Dana',
  client_id,
  resource: 'https://localhost/resserver',
  scope: 'openid My/scope',
  ...change,
})

for (const [name, open] of Object.entries(databases)) {
  describe(`what users gave over ${name}`, () => {
    let store: Store<Tables>
    before(async () => {
      store = await open()
      const { db } = store
      const user = { sandbox: 'default', username: 'Dana', sub: 'u-Dana', totp_secret: null }
      const rest = { password_hash: '', claims: '{}', roles: '[]', totp_step: 0 }
      await db
        .insertInto('users')
        .values({ ...user, ...rest })
        .execute()
      const sessions = [
        session('s-1', 'Dana'),
        session('s-10', 'Dana', { expires_at: at }),
        session('s-2', 'Lee'),
        session('s-3', 'Dana', { sandbox: 'another' }),
      ]
      await db.insertInto('sessions').values(sessions).execute()
      const grants = [
        grant('g-1', 'web'),
        grant('g-2', 'app', { authentication: 'null', revoked_at: at }),
        grant('g-3', 'web', {
          sub: 'u-gone',
          created_at: at - 1,
          authentication: '{"sid":"s-10"}',
        }),
        grant('g-4', 'web', { sandbox: 'another' }),
      ]
      await db.insertInto('grants').values(grants).execute()
      const consents = [consent('web'), consent('app'), consent('web', { sandbox: 'another' })]
      await db.insertInto('user_consents').values(consents).execute()
    })
    after(() => store.close())

    const sessions = async (question: object) => {
      const wanted = BrowserSessionQuestion.parse({ sort: 'expires', ...question })
      return (await findSessions(store.db, sandbox, wanted)).items.map(({ id }) => id).toSorted()
    }
    const grants = async (question: object) =>
      (await findGrants(store.db, sandbox, GrantQuestion.parse(question))).items.map(({ id }) => id)
    const consents = async (question: object) =>
      (await findConsents(store.db, sandbox, ConsentQuestion.parse(question))).items.map(
        ({ client }) => client,
      )

    test('sessions are found by user, state, part of a name, and by a client of that session', async () => {
      assert.deepEqual(await sessions({}), ['s-1', 's-10', 's-2'])
      assert.deepEqual(await sessions({ user: 'u-Dana', state: 'live' }), ['s-1'])
      assert.deepEqual(await sessions({ state: 'expired' }), ['s-10'])
      assert.deepEqual(await sessions({ search: 'lEE' }), ['s-2'])
      assert.deepEqual(await sessions({ client: 'web' }), ['s-1'])
      assert.deepEqual(await sessions({ client: 'app' }), [])
    })

    test('grants are found by user, client, state and scope, also those of a user who is gone', async () => {
      assert.deepEqual(await grants({}), ['g-2', 'g-1', 'g-3'])
      assert.deepEqual(await grants({ user: 'Dana', state: 'live' }), ['g-1'])
      assert.deepEqual(await grants({ user: 'u-gone' }), ['g-3'])
      assert.deepEqual(await grants({ scope: 'my/scope', client: 'app' }), ['g-2'])
      assert.deepEqual(await grants({ scope: 'My/scope' }), [])
      assert.deepEqual(await grants({ search: 'DAN', size: 1, page: 2, order: 'asc' }), ['g-2'])
    })

    test('consents are found by user, client and scope', async () => {
      assert.deepEqual(await consents({ sort: 'client' }), ['app', 'web'])
      assert.deepEqual(await consents({ user: 'Dana', client: 'web' }), ['web'])
      assert.deepEqual(await consents({ scope: 'my/scope' }), [])
      assert.deepEqual(
        await consents({ scope: 'My/scope', search: 'da', sort: 'client', order: 'desc' }),
        ['web', 'app'],
      )
      assert.deepEqual(await consents({ user: 'Lee' }), [])
    })

    test('users and clients are read page by page, and searched', async () => {
      const fresh = { registration_token_hash: null, self_registered: 0, used_at: null }
      const made = { ...fresh, sandbox: 'default', client_secret: 'web' }
      const client = (client_id: string, client_name: string | null, issued_at: number) => ({
        ...made,
        client_id,
        client_name,
        issued_at,
        metadata: JSON.stringify({ redirect_uris: [`https://${client_id}.example/`] }),
      })
      const rows = [client('web', 'Web', 1), client('app', null, 2), client('cli', 'Line', 3)]
      await store.db.insertInto('clients').values(rows).execute()
      const clients = async (question: object) => {
        const show = ({ client_id }: ClientRow) => ({ client_id })
        const page = await findClients(store.db, sandbox, ClientQuestion.parse(question), show)
        return [page.total, ...page.items.map(({ client_id }) => client_id)]
      }
      assert.deepEqual(await clients({}), [3, 'app', 'cli', 'web'])
      assert.deepEqual(await clients({ size: 2, page: 2 }), [3, 'web'])
      assert.deepEqual(await clients({ sort: 'issued', order: 'desc', size: 1 }), [3, 'cli'])
      assert.deepEqual(await clients({ search: 'APP.EX' }), [1, 'app'])
      // A secret is not searched.
      assert.deepEqual(await clients({ search: 'web' }), [1, 'web'])
      assert.deepEqual(await clients({ client_name: 'Line', self_registered: 'false' }), [1, 'cli'])
      assert.deepEqual(await clients({ self_registered: 'true' }), [0])
      const users = async (question: object) => {
        const wanted = UserQuestion.parse(question)
        const show = ({ username, sub }: UserRow) => ({ ...nobody, username, sub })
        return (await findUsers(store.db, sandbox, wanted, show)).items.map(({ sub }) => sub)
      }
      assert.deepEqual(await users({ search: 'dANA' }), ['u-Dana'])
      assert.deepEqual(await users({ search: 'lee' }), [])
      assert.deepEqual(await users({ page: 2 }), [])
    })
  })
}
