import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { PGlite, types } from '@electric-sql/pglite'
import { raiseVersion, openSandboxes } from '@oauth-lab/kit/sandboxes.ts'
import type { Sandboxes } from '@oauth-lab/kit/sandboxes.ts'
import { createStore } from '@oauth-lab/kit/store/store.ts'
import type { Store } from '@oauth-lab/kit/store/store.ts'
import { PGliteDialect } from 'kysely'
import { findClient } from './clients/client.ts'
import { configurationOf, replaceConfiguration } from './configuration/configurations.ts'
import { createKeyPool } from './keys/key-pool.ts'
import { createSigningKeys } from './keys/signing-keys.ts'
import { redeemJti } from '@oauth-lab/kit/proof/redeem-jti.ts'
import { migrations } from './store/tables.ts'
import type { Tables } from './store/tables.ts'

describe('two authorization servers over one database', () => {
  const pglite = new PGlite({ parsers: { [types.INT8]: Number } })

  const openServer = async () => {
    const store: Store<Tables> = await createStore(new PGliteDialect({ pglite }), migrations)
    const sandboxes: Sandboxes = await openSandboxes({
      store,
      origin: 'https://lab.test',
      tables: [],
    })
    return {
      db: store.db,
      keys: createSigningKeys(store.db, createKeyPool(0)),
      /** The default sandbox as a request finds it. */
      async sandbox() {
        await sandboxes.catchUp!('default')
        return sandboxes.find('default')!
      },
    }
  }
  let here: Awaited<ReturnType<typeof openServer>>
  let there: Awaited<ReturnType<typeof openServer>>
  before(async () => {
    here = await openServer()
    there = await openServer()
  })
  after(() => pglite.close())

  test('a configuration that one takes holds at the other', async () => {
    const lifetime = async () =>
      (await configurationOf(there.db, await there.sandbox()))?.accessTokenLifetime
    assert.equal(await lifetime(), 3600)
    await replaceConfiguration(here.db, await here.sandbox(), { accessTokenLifetime: 60 }, [])
    assert.equal(await lifetime(), 60)
  })

  test('a client that one changes or deletes is changed or unknown at the other', async () => {
    const sandbox = 'default'
    const row = {
      sandbox,
      client_id: 'c',
      client_secret: 'old',
      registration_token_hash: null,
      metadata: '{}',
      client_name: null,
      issued_at: 0,
      self_registered: 0,
      used_at: null,
    }
    await here.db.insertInto('clients').values(row).execute()
    const secret = async () => (await findClient(there.db, await there.sandbox(), 'c'))?.secret
    assert.equal(await secret(), 'old')
    const own = await here.sandbox()
    await here.db.transaction().execute(async (work) => {
      await raiseVersion(work, own)
      await work.updateTable('clients').set({ client_secret: 'new' }).execute()
    })
    assert.equal(await secret(), 'new')
    await here.db.transaction().execute(async (work) => {
      await raiseVersion(work, own)
      await work.deleteFrom('clients').execute()
    })
    assert.equal(await secret(), undefined)
  })

  test('a JWT that may come once is the first one at one of them alone', async () => {
    const exchanges = [here, there].map(async (server) => ({
      db: server.db,
      sandbox: await server.sandbox(),
    }))
    const redeem = async (jti: string) =>
      Promise.all(
        (await Promise.all(exchanges)).map((exchange) =>
          redeemJti(exchange, 'client assertion', 'c', jti, 1),
        ),
      )
    assert.equal((await redeem('one')).filter(Boolean).length, 1)
    assert.equal((await redeem('two')).filter(Boolean).length, 1)
    assert.deepEqual(await redeem('one'), [false, false])
  })

  test('keys are made once, though both need them at the same moment, and rotate for both', async () => {
    const kids = async (server: typeof here) => {
      const { keys } = await server.keys.published(await server.sandbox())
      return keys.map(({ kid }) => String(kid)).sort()
    }
    const [one, other] = await Promise.all([kids(here), kids(there)])
    assert.deepEqual(one, other)
    await here.keys.rotate(await here.sandbox())
    const rotated = await kids(here)
    assert.notDeepEqual(rotated, one)
    assert.deepEqual(await kids(there), rotated)
  })

  test('a key whose time is over is rotated once, though both find it due at the same moment', async () => {
    const listed = async (server: typeof here) => server.keys.listed(await server.sandbox())
    const before = await listed(here)
    const of = (keys: typeof before, state: string) =>
      keys.find((key) => key.state === state && key.family === 'P-256')?.kid
    const sandboxes = [await here.sandbox(), await there.sandbox()]
    await Promise.all([
      here.keys.rotateDue(sandboxes[0]!, 'ES256', 0),
      there.keys.rotateDue(sandboxes[1]!, 'ES256', 0),
    ])
    const after = await listed(there)
    assert.equal(of(after, 'current'), of(before, 'next'))
    assert.equal(of(after, 'retired'), of(before, 'current'))
    await here.keys.rotateDue(await here.sandbox(), 'ES256', 3600)
    assert.deepEqual(await listed(here), after)
  })
})
