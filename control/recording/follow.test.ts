import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { readPart } from '@oauth-lab/kit/recording/read-part.ts'
import type { KnownPart } from '@oauth-lab/kit/recording/read-part.ts'
import { headersOf } from '@oauth-lab/kit/recording/recorded.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { openSandboxes } from '@oauth-lab/kit/sandboxes.ts'
import { openStore } from '@oauth-lab/kit/store/store.ts'
import type { Store } from '@oauth-lab/kit/store/store.ts'
import type { Asked, Roles } from '../roles.ts'
import { follow } from './follow.ts'

const origin = 'https://lab.example'

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
  const record = (sandbox: Sandbox, id: string) =>
    sandbox.recorder.add({
      side: 'served',
      id,
      startedAt: sandbox.recorder.now(),
      labTime: 0,
      elapsed: 0,
      method: 'GET',
      url: `${origin}/authserver/oauth2/jwks`,
      requestHeaders: headersOf([]),
      status: 200,
      responseHeaders: headersOf([]),
      checks: [],
    })

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
