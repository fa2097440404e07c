import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { TestContext } from 'node:test'
import type { FastifyRequest } from 'fastify'
import { AuditQuestion } from '../admin/audit-document.ts'
import type { Sandbox } from '../sandbox.ts'
import { openStore } from '../store/store.ts'
import type { Store } from '../store/store.ts'
import { inBothDatabases } from '../testing/databases.ts'
import { migrationsOf } from '../store/tables.ts'
import type { Rows } from '../store/tables.ts'
import { createAuditLog } from './audit-log.ts'
import { auditTable } from './audit-table.ts'
import { findEntries } from './find-entries.ts'

const tables = { audit_log: auditTable('0001_audit_log') }
type Tables = Rows<typeof tables>
const databases = inBothDatabases<Tables>(migrationsOf(tables))
const at = Date.UTC(2026, 10, 27)

/** The n-th request to the token endpoint, which a check refused, or to the management API. */
const request = (n: number, change: object = {}) =>
  ({
    sandbox: { id: 'default' },
    id: `r${n}`,
    method: 'POST',
    labTime: at + n,
    startedAt: at + n,
    query: {},
    params: {},
    body: { client_id: `c${n % 2}`, code: 'a secret' },
    routeOptions: {
      url: '/authserver/oauth2/token',
      config: { endpoint: { message: 'token request' } },
    },
    checks: [{ id: 'code.unused', outcome: 'failed' }],
    ...change,
  }) as unknown as FastifyRequest

const management = {
  routeOptions: { url: '/authserver/admin/api/users', config: {} },
  query: { username: 'dana' },
  body: { password: 'a secret', roles: [] },
  checks: [],
  audited: { before: { roles: ['x'] }, after: { roles: [] } },
}

for (const [name, open] of Object.entries(databases)) {
  describe(`the audit log over ${name}`, () => {
    let store: Store<Tables>
    before(async () => {
      store = await open()
    })
    after(() => store.close())

    const sandboxes = { find: (id: string) => (id === 'gone' ? undefined : ({ id } as Sandbox)) }
    const fail = (error: unknown) => assert.fail(String(error))
    const find = (question: object = {}) =>
      findEntries(store.db, { id: 'default' } as Sandbox, AuditQuestion.parse(question))

    test('keeps the newest refusals, and a flood of them pushes out no change', async () => {
      const audit = createAuditLog(store, sandboxes, fail, { entries: 3, waiting: 5 })
      await audit.change(request(0, management), 'superuser', 200)
      for (let n = 1; n <= 8; n++) audit.refuse(request(n), 400)
      audit.refuse(request(9, { sandbox: { id: 'gone' } }), 400)
      await audit.flush()
      const { total, items } = await find()
      assert.equal(total, 4)
      assert.deepEqual(
        items.map(({ request: id, who, check }) => [id, who, check]),
        [
          ['r5', null, 'code.unused'],
          ['r4', null, 'code.unused'],
          ['r3', null, 'code.unused'],
          ['r0', 'superuser', null],
        ],
      )
      assert.equal(JSON.stringify(items).includes('a secret'), false)
    })

    test('is filtered by kind, name, subject, check and time, and searched', async () => {
      const ids = async (question: object) =>
        (await find({ order: 'asc', ...question })).items.map(({ request: id }) => id)
      assert.deepEqual(await ids({ kind: 'change' }), ['r0'])
      assert.deepEqual(await ids({ who: 'superuser', user: 'dana' }), ['r0'])
      assert.deepEqual(await ids({ client: 'c1' }), ['r3', 'r5'])
      assert.deepEqual(await ids({ check: 'code.unused', size: 2, page: 2 }), ['r5'])
      const time = new Date(at + 4).toISOString()
      assert.deepEqual(await ids({ since: time }), ['r4', 'r5'])
      assert.deepEqual(await ids({ before: time }), ['r0', 'r3'])
      assert.deepEqual(await ids({ search: 'TOKEN req' }), ['r3', 'r4', 'r5'])
    })
  })
}

describe('refusals that wait to be written', () => {
  const sandboxes = { find: (id: string) => ({ id }) as Sandbox }
  /** A store in a file, whose commits are told from now on. */
  const openFile = async (t: TestContext, onCommit: () => Promise<void>) => {
    const folder = mkdtempSync(join(tmpdir(), 'oauth-lab-audit-'))
    let isOpen = false
    const store = await openStore<Tables>({
      file: join(folder, 'role.db'),
      migrations: migrationsOf(tables),
      holdCommit: async () => {
        if (isOpen) await onCommit()
      },
    })
    isOpen = true
    t.after(async () => {
      isOpen = false
      await store.close()
      rmSync(folder, { recursive: true })
    })
    t.mock.timers.enable({ apis: ['setTimeout'] })
    return store
  }

  test('are committed after a second, also where no request comes that would do it', async (t) => {
    const committed = Promise.withResolvers<void>()
    const store = await openFile(t, async () => committed.resolve())
    const audit = createAuditLog(store, sandboxes, (error) => committed.reject(error))
    audit.refuse(request(1), 400)
    t.mock.timers.tick(1000)
    await committed.promise
    const { items } = await findEntries(
      store.db,
      { id: 'default' } as Sandbox,
      AuditQuestion.parse({}),
    )
    assert.deepEqual(
      items.map((one) => one.request),
      ['r1'],
    )
  })

  test('that are lost are told to nobody but the log', async (t) => {
    const told = Promise.withResolvers<unknown>()
    const store = await openFile(t, () => Promise.reject(new Error('the disk is full')))
    const audit = createAuditLog(store, sandboxes, told.resolve)
    const mark = store.mark()
    audit.refuse(request(1), 400)
    t.mock.timers.tick(1000)
    assert.match(String(await told.promise), /disk is full|was written is lost/)
    // A request that begins now has lost nothing.
    await store.settled(store.mark())
    assert.notEqual(store.mark(), mark)
  })
})
