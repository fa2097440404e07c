import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FastifyRequest } from 'fastify'
import { openSandboxes } from '@oauth-lab/kit/sandboxes.ts'
import { openStore } from '@oauth-lab/kit/store/store.ts'
import type { Choices } from '../configurations/chosen.ts'
import type { Connect } from '../issuer/connection.ts'
import { migrations } from '../store/tables.ts'
import type { Tables } from '../store/tables.ts'
import { createSessions } from '../store/sessions.ts'
import { createRefresh } from './refresh.ts'

test('two processes over one store that refresh at the same time ask the server once', async () => {
  const store = await openStore<Tables>({ file: ':memory:', migrations })
  const sessions = createSessions(store.db)
  const session = { sandbox: 'default', session_hash: 's' }
  const signedIn = {
    session: {
      ...session,
      subject: 'u',
      name: 'Dana',
      nonce: 'n',
      expires_at: 9e15,
      configuration_id: 'default',
      issuer: '',
      sid: '',
    },
    tokens: {
      ...session,
      access_token: 'old',
      token_type: 'bearer',
      refresh_token: 'r',
      id_token: 'i',
      id_token_paired: 1,
      scope: 'openid',
      received_at: 1,
      expires_at: 2,
      exchange: null,
      version: 1,
      claimed_until: 0,
    },
  }
  await sessions.begin(signedIn, undefined, 0)

  let asked = 0
  const answer = { access_token: 'new', token_type: 'bearer', claims: () => undefined }
  const connect = (() => {
    asked += 1
    return Promise.resolve({
      use: () => new Promise((done) => setImmediate(done, { answer, exchange: null })),
    })
  }) as unknown as Connect

  const choices = { byId: () => Promise.resolve({ server: {} }) } as unknown as Choices

  /** A process has a sandbox object and a cache of its own. */
  const openProcess = async () => {
    const sandboxes = await openSandboxes({ store, origin: 'https://lab.example', tables: [] })
    const request = { sandbox: sandboxes.find('default')!, checks: [] } as unknown as FastifyRequest
    const refresh = createRefresh({ choices, connect, sessions })
    return () => refresh(request, signedIn, 1)
  }
  const processes = await Promise.all([openProcess(), openProcess()])
  await Promise.all(processes.map((refresh) => refresh()))

  assert.equal(asked, 1)
  const found = await sessions.find('default', 's', 0)
  assert.deepEqual([found?.tokens.access_token, found?.tokens.refresh_token], ['new', 'r'])
  await store.close()
})
