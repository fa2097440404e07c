import assert from 'node:assert/strict'
import { after, before, beforeEach, suite, test } from 'node:test'
import { readPart } from '@oauth-lab/kit/recording/read-part.ts'
import { managedRoles } from '@oauth-lab/kit/admin/managed-roles.ts'
import type { ManagedRole } from '@oauth-lab/kit/admin/managed-roles.ts'
import type { KnownPart } from '@oauth-lab/kit/recording/read-part.ts'
import { headersOf } from '@oauth-lab/kit/recording/recorded.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { openSandboxes } from '@oauth-lab/kit/sandboxes.ts'
import { openStore } from '@oauth-lab/kit/store/store.ts'
import type { Store } from '@oauth-lab/kit/store/store.ts'
import type { Asked, Roles } from '../roles.ts'
import { follow } from './follow.ts'

const origin = 'https://lab.example'

/** Records a request for keys; `headers` are names and values by turns. */
function record(
  { recorder }: Sandbox,
  id: string,
  { side = 'served', headers = [] }: { side?: 'served' | 'made'; headers?: string[] } = {},
) {
  recorder.add({
    side,
    id,
    startedAt: recorder.now(),
    labTime: 0,
    elapsed: 0,
    method: 'GET',
    url: `${origin}/authserver/oauth2/jwks`,
    requestHeaders: headersOf(headers),
    status: 200,
    responseHeaders: headersOf([]),
    checks: [],
  })
}

suite('a reader of a role that has two processes', () => {
  const stores: Store<object>[] = []
  let processes: Sandbox[]

  before(async () => {
    processes = await Promise.all(
      ['first', 'second'].map(async () => {
        const store = await openStore<object>({ file: ':memory:' })
        stores.push(store)
        return (await openSandboxes({ store, origin, tables: [] })).find('default')!
      }),
    )
  })
  after(() => Promise.all(stores.map((store) => store.close())))

  /** Any of the processes answers, by turns; the other roles have recorded nothing. */
  const balanced = (): Roles => {
    let turn = 0
    const callAt = async (_address: string, ...[sandbox, role, , path]: Asked) => {
      const query = new URLSearchParams(path.split('?', 2)[1])
      const known = JSON.parse(query.get('known')!) as Record<string, KnownPart>
      const answering = role === 'authserver' ? processes[(turn += 1) % 2]! : sandbox
      const part = { role: 'authserver', sandbox: answering } as const
      return readPart(part, { known, wait: 0 }, new AbortController().signal)
    }
    return {
      callAt,
      addressesOf: () => Promise.resolve([origin]),
      isOwn: () => false,
      isRecorded: () => true,
    } as unknown as Roles
  }
  test('is told of each exchange once, whichever process answers, and goes on after its cursor', async () => {
    const [first, second] = processes as [Sandbox, Sandbox]
    const store = await openStore<object>({ file: ':memory:' })
    stores.push(store)
    const control = (await openSandboxes({ store, origin, tables: [] })).find('default')!
    const context = { roles: balanced(), sandbox: control }
    for (const id of ['a1', 'a2']) record(first, id)
    record(second, 'b1')
    const reader = new AbortController()
    const filter = { since: '2020-01-01T00:00:00Z', secrets: false }
    const told: string[] = []
    let cursor
    for await (const followed of follow(context, filter, undefined, reader.signal)) {
      if ('held' in followed) continue
      told.push(followed.told.entry._oauth.id)
      cursor = followed.cursor
      if (told.length === 3) record(second, 'b2')
      if (told.length === 4) break
    }
    assert.deepEqual(told.toSorted(), ['a1', 'a2', 'b1', 'b2'])
    record(first, 'a3')
    record(second, 'b3')
    const later: string[] = []
    for await (const followed of follow(context, { secrets: false }, cursor, reader.signal)) {
      if (!('held' in followed)) later.push(followed.told.entry._oauth.id)
      if (later.length === 2) break
    }
    assert.deepEqual(later.toSorted(), ['a3', 'b3'])
  })
})

suite('a reader of a call between two roles', () => {
  const stores: Store<object>[] = []
  let processes: Record<ManagedRole, Sandbox>

  beforeEach(async () => {
    const opened = managedRoles.map(async (role) => {
      const store = await openStore<object>({ file: ':memory:' })
      stores.push(store)
      const sandboxes = await openSandboxes({ store, origin, tables: [] })
      return [role, sandboxes.find('default')!]
    })
    processes = Object.fromEntries(await Promise.all(opened))
  })
  after(() => Promise.all(stores.map((store) => store.close())))

  /** What is told until so many exchanges were; `asked` is called when a role is asked for what comes after a number. */
  const follows = async (count: number, asked: (role: ManagedRole, number: number) => void) => {
    const reader = new AbortController()
    const callAt = async (_address: string, ...[, role, , path]: Asked) => {
      const query = new URLSearchParams(path.split('?', 2)[1])
      const known = JSON.parse(query.get('known')!) as Record<string, KnownPart>
      const sandbox = processes[role]
      const wait = Number(query.get('wait'))
      const part = readPart({ role, sandbox }, { known, wait }, reader.signal)
      if (wait > 0) asked(role, known[sandbox.recorder.instance]?.after ?? 0)
      return part
    }
    const roles = {
      callAt,
      addressesOf: () => Promise.resolve([origin]),
      isOwn: () => false,
      isRecorded: () => true,
    } as unknown as Roles
    const context = { roles, sandbox: processes.client }
    const told: string[] = []
    for await (const followed of follow(context, { secrets: false }, undefined, reader.signal)) {
      if ('told' in followed) told.push(followed.told.entry._oauth.id)
      if (told.length === count) break
    }
    reader.abort()
    return told
  }

  test('is told of it once, as who answered recorded it, though another role tells something first', async () => {
    const call = '00f067aa0ba902b7'
    const headers = [
      'traceparent',
      `00-4bf92f3577b34da6a3ce929d0e0e4736-${call}-01`,
      'tracestate',
      'oauth-lab=client.page',
    ]
    const told = await follows(2, (role, number) => {
      if (role === 'client' && number === 0) record(processes.client, call, { side: 'made' })
      if (role === 'client' && number === 1) record(processes.resserver, 'other')
      if (role === 'resserver' && number === 1) {
        record(processes.authserver, 'answer', { headers })
      }
    })
    assert.deepEqual(told.toSorted(), ['answer', 'other'])
  })

  test('is told of a call that nobody answered too', async () => {
    const told = await follows(1, (role, number) => {
      if (role === 'client' && number === 0) record(processes.client, 'call', { side: 'made' })
    })
    assert.deepEqual(told, ['call'])
  })
})
