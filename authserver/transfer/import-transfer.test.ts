import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { transferParts } from '@oauth-lab/kit/admin/transfer-document.ts'
import type { TransferPart } from '@oauth-lab/kit/admin/transfer-document.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { openSandboxes } from '@oauth-lab/kit/sandboxes.ts'
import { readText } from '@oauth-lab/kit/transfer/read-text.ts'
import { writeFile } from '@oauth-lab/kit/transfer/write-file.ts'
import type { Store } from '@oauth-lab/kit/store/store.ts'
import { inBothDatabases } from '@oauth-lab/kit/testing/databases.ts'
import { parse } from 'yaml'
import { configurationOf } from '../configuration/configurations.ts'
import { createKeyPool } from '../keys/key-pool.ts'
import { createSigningKeys } from '../keys/signing-keys.ts'
import { migrations, tables } from '../store/tables.ts'
import type { Tables } from '../store/tables.ts'
import { exportPart } from './export-part.ts'
import { importTransfer } from './import-transfer.ts'
import { readTransfer } from './read-transfer.ts'

const databases = inBothDatabases<Tables>(migrations)
/** Of the form of a hash, and quick. */
const hashOf = (password: string) =>
  `$argon2id$v=19$m=19456,t=2,p=1$${'A'.repeat(22)}$${password.padEnd(43, 'A')}`
const passwords = {
  hash: (password: string) => Promise.resolve(hashOf(password)),
  verify: (password: string, stored: string | undefined) =>
    Promise.resolve(stored === hashOf(password)),
}
const only: readonly TransferPart[] = transferParts

for (const [name, open] of Object.entries(databases)) {
  describe(`a file over ${name}`, () => {
    let store: Store<Tables>
    let here: Sandbox
    let there: Sandbox
    before(async () => {
      store = await open()
      const origin = 'https://lab.test'
      const names = Object.keys(tables) as (keyof Tables)[]
      const sandboxes = await openSandboxes({ store, origin, tables: names })
      here = await sandboxes.put('here', {})
      there = await sandboxes.put('there', {})
    })
    after(() => store.close())

    const server = () => ({ db: store.db, keys: createSigningKeys(store.db, createKeyPool(0)) })
    const bring = async (
      sandbox: Sandbox,
      text: string,
      how: { mode?: 'merge' | 'replace'; dryRun?: boolean } = {},
      passphrase?: string,
    ) => {
      const { mode = 'merge', dryRun = false } = how
      const before = await configurationOf(store.db, sandbox)
      return readText(text, passphrase, (document) =>
        importTransfer(
          { server: server(), sandbox },
          readTransfer(document, { hooks: {}, sandbox, before, mode, only }),
          { mode, dryRun, passwords },
        ),
      )
    }
    const exported = async (sandbox: Sandbox, passphrase?: string) => {
      const { members, secrets } = await exportPart(server(), sandbox, only)
      return writeFile(
        sandbox,
        members,
        passphrase === undefined ? undefined : { secrets, passphrase },
      )
    }

    const file = `
      codeLifetime: 30
      users:
        - { username: ann, password: one, claims: { name: Ann } }
        - { username: bea, password: two, roles: [reader] }
      clients:
        - { client_id: app, client_secret: s, grant_types: [client_credentials] }
        - { client_id: reader, grant_types: [], resource: "https://api.example/" }
    `

    test('is imported once: the second time nothing is changed', async () => {
      equal((await bring(here, file)).changes.length, 5)
      deepEqual((await bring(here, file)).changes, [])
      const resources = await store.db.selectFrom('resources').selectAll().execute()
      deepEqual(
        resources.map(({ client_id, resource }) => [client_id, resource]),
        [['reader', 'https://api.example/']],
      )
    })

    test('brings another sandbox to the same, subs that change places too', async () => {
      await server().keys.known(here)
      const text = await exported(here, 'a passphrase')
      await bring(there, text, { mode: 'replace' }, 'a passphrase')
      const shown = async (sandbox: Sandbox) => {
        const document = parse(await exported(sandbox)) as Record<string, unknown>
        return { ...document, base: undefined }
      }
      deepEqual(await shown(there), await shown(here))
      const users = () =>
        store.db
          .selectFrom('users')
          .select(['username', 'sub', 'password_hash'])
          .where('sandbox', '=', 'there')
          .orderBy('username')
          .execute()
      const [ann, bea] = await users()
      const swapped = `users: [{ username: ann, sub: ${bea!.sub} }, { username: bea, sub: ${ann!.sub} }]`
      await bring(there, swapped)
      deepEqual(
        (await users()).map(({ sub, password_hash }) => [sub, password_hash]),
        [
          [bea!.sub, hashOf('one')],
          [ann!.sub, hashOf('two')],
        ],
      )
    })

    test('of clients and users that go, what stood for them ends', async () => {
      const row = {
        sandbox: 'here',
        grant_id: 'g',
        client_id: 'app',
        sub: 'u',
        scope: '',
        resource: null,
        authentication: 'null',
        created_at: 0,
        revoked_at: null,
      }
      await store.db.insertInto('grants').values(row).execute()
      await bring(here, 'clients: []', { mode: 'replace' })
      const [grant] = await store.db.selectFrom('grants').selectAll().execute()
      ok(grant?.revoked_at)
      deepEqual(
        await store.db.selectFrom('resources').selectAll().where('sandbox', '=', 'here').execute(),
        [],
      )
    })

    test('that fails leaves all as it was', async () => {
      const before = await exported(here, undefined)
      const taken =
        'codeLifetime: 20\nusers: [{ username: ann, sub: x }, { username: bea, sub: x }]'
      await rejects(bring(here, taken), /the sub x is that of another user/)
      await bring(here, `${file}  keys: []`, { dryRun: true, mode: 'replace' })
      equal(await exported(here, undefined), before)
    })
  })
}
