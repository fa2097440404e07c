import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { PGlite, types } from '@electric-sql/pglite'
import { createApp as createAuthserver } from '@oauth-lab/authserver/app.ts'
import { createApp as createControl } from '@oauth-lab/control/app.ts'
import { createProcesses } from '@oauth-lab/control/processes.ts'
import { createAdminToken } from '@oauth-lab/kit/admin/admin-token.ts'
import type { NextExchange, RecordingHar } from '@oauth-lab/kit/admin/recording-document.ts'
import type { Call } from '@oauth-lab/kit/call.ts'
import { createLog } from '@oauth-lab/kit/log.ts'
import type { ExchangeChecks } from '@oauth-lab/kit/recording/exchange-checks.ts'
import { PGliteDialect } from 'kysely'

const origin = 'https://lab.test'
const administration = { username: 'superuser', password: 'SYS', key: 'ab'.repeat(32) }
const nobody = () => Promise.reject(new Error('nobody is asked'))

describe('control over two authorization servers that share a database', () => {
  const pglite = new PGlite({ parsers: { [types.INT8]: Number } })
  /** Each process closes its own connection, not the database. */
  const connection = () => ({
    closed: false,
    ready: true,
    waitReady: pglite.waitReady,
    query: pglite.query.bind(pglite),
    transaction: pglite.transaction.bind(pglite),
    close: () => Promise.resolve(),
  })
  const environment = (role: 'authserver' | 'control') => ({
    origin,
    administration,
    fetch: nobody,
    fetchTrusting: () => nobody,
    log: createLog(role, { write: () => undefined }),
  })

  const openAuthserver = async () => {
    const database = new PGliteDialect({ pglite: connection() })
    const { app } = await createAuthserver({ ...environment('authserver'), database })
    return { app, address: await app.listen({ host: '127.0.0.1', port: 0 }) }
  }
  let processes: Awaited<ReturnType<typeof openAuthserver>>[]
  let control: Awaited<ReturnType<typeof createControl>>
  /** What a look-up of their name tells. */
  let addressesOf = () => processes.map(({ address }) => address)

  before(async () => {
    processes = [await openAuthserver(), await openAuthserver()]
    const { call, close } = createProcesses({})
    let turn = 0
    /** A web server that asks each of them by turns. */
    const balanced: Call = (url, options) => {
      const { address } = processes[(turn += 1) % 2]!
      return call(url.replace(origin, address), options)
    }
    control = await createControl({
      ...environment('control'),
      database: ':memory:',
      call: balanced,
      externalRoles: ['resserver', 'client'],
      processes: {
        addressesOf: async (role) => (role === 'authserver' ? addressesOf() : undefined),
        call,
        close,
      },
    })
    await control.bootstrap()
  })
  after(async () => {
    await control.app.close()
    await Promise.all(processes.map(({ app }) => app.close()))
    await pglite.close()
  })

  const headers = () => ({ authorization: `Bearer ${createAdminToken(administration, origin)}` })
  const ask = (path: string, method: 'GET' | 'DELETE' = 'GET') =>
    control.app.inject({ method, url: `/control/api/${path}`, headers: headers() })
  const recording = async (query = '') => (await ask(`recording?${query}`)).json<RecordingHar>().log
  const ids = (entries: RecordingHar['log']['entries']) => entries.map(({ _oauth }) => _oauth.id)
  /** Asks a process for its keys. @returns the exchange's id */
  const askKeys = async (at: number) => {
    const { headers: told } = await processes[at]!.app.inject('/authserver/oauth2/jwks')
    return String(told['x-request-id'])
  }

  test('one question has the exchanges of both, and one deletion empties both', async () => {
    await ask('recording', 'DELETE')
    const asked = [await askKeys(0), await askKeys(1), await askKeys(0)]
    assert.deepEqual(ids((await recording()).entries), asked)
    assert.equal((await ask('recording', 'DELETE')).statusCode, 204)
    assert.deepEqual(ids((await recording()).entries), [])
  })

  test('a reader goes on after the cursor of one answer, in both', async () => {
    await askKeys(0)
    await askKeys(1)
    let { cursor } = (await recording())._oauth
    const asked = [await askKeys(1), await askKeys(0), await askKeys(1)]
    const told: string[] = []
    for (const _ of asked) {
      const answer = await ask(`recording/wait?after=${cursor}`)
      const next = answer.json<NextExchange>()
      told.push(next.entry._oauth.id)
      cursor = next.cursor
    }
    // Two processes may note the ends of their answers in another order.
    assert.deepEqual(told.toSorted(), asked.toSorted())
    assert.equal((await ask(`recording/wait?timeout=0&after=${cursor}`)).statusCode, 204)
  })

  test('who waits is told of an exchange of either', async () => {
    for (const at of [0, 1]) {
      const { cursor } = (await recording())._oauth
      const waiting = ask(`recording/wait?after=${cursor}`)
      const id = await askKeys(at)
      assert.equal((await waiting).json<NextExchange>().entry._oauth.id, id)
    }
  })

  test('the checks of both are told', async () => {
    const refused = await Promise.all(
      processes.map(async ({ app }) => {
        const { headers: told } = await app.inject({
          method: 'POST',
          url: '/authserver/oauth2/token',
        })
        return String(told['x-request-id'])
      }),
    )
    const checks = (await ask('checks')).json<ExchangeChecks[]>()
    const requests = new Set(checks.map(({ request }) => request))
    assert.deepEqual(
      refused.filter((id) => !requests.has(id)),
      [],
    )
  })

  test('one that is silent is told; one that went while it was asked is left out', async () => {
    const gone = await openAuthserver()
    await gone.app.close()
    const stays = addressesOf
    addressesOf = () => [...stays(), gone.address]
    const silent = await ask('recording')
    assert.deepEqual(
      [silent.statusCode, silent.json()],
      [502, { error: 'bad_gateway', error_description: 'The authserver does not answer.' }],
    )
    const id = await askKeys(0)
    addressesOf = () => {
      // It is looked up again, and the name has lost the address.
      addressesOf = stays
      return [...stays(), gone.address]
    }
    assert.ok(ids((await recording()).entries).includes(id))
  })
})
