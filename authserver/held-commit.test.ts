import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { InjectOptions } from 'fastify'
import { createLog } from '@oauth-lab/kit/log.ts'
import { createApp } from './app.ts'

const origin = 'https://lab.test'
const silent = { write: () => undefined }

test('no response leaves before the commit of what it tells', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'lab-held-commit-'))
  t.after(() => rmSync(folder, { recursive: true }))
  let gate: PromiseWithResolvers<void> | undefined
  let reached: PromiseWithResolvers<void> | undefined
  const { app } = await createApp({
    origin,
    database: join(folder, 'authserver.db'),
    administration: { username: 'superuser', password: 'SYS', key: '0'.repeat(64) },
    fetch: () => Promise.reject(new Error('nothing is asked of others')),
    fetchTrusting: () => () => Promise.reject(new Error('nothing is asked of others')),
    log: createLog('authserver', silent),
    async holdCommit() {
      reached?.resolve()
      await gate?.promise
    },
  })
  t.after(() => app.close())

  /** Sends while commits are held; resolves its answer only when they are let go. */
  const sendHeld = async (request: InjectOptions) => {
    gate = Promise.withResolvers()
    reached = Promise.withResolvers()
    let answered = false
    const answer = app.inject(request).then((response) => {
      answered = true
      return response
    })
    await reached.promise
    for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate)
    assert.equal(answered, false, 'it was answered before its commit')
    gate.resolve()
    return answer
  }

  const registered = await sendHeld({
    method: 'POST',
    url: '/authserver/oauth2/register',
    headers: { host: 'lab.test' },
    payload: { grant_types: ['client_credentials'] },
  })
  assert.equal(registered.statusCode, 201)
  const { client_id: id, client_secret: secret } = registered.json<Record<string, string>>()
  const token = await sendHeld({
    method: 'POST',
    url: '/authserver/oauth2/token',
    headers: {
      host: 'lab.test',
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
    },
    payload: 'grant_type=client_credentials&scope=my/scope',
  })
  assert.equal(token.statusCode, 200)
  assert.ok(token.json<Record<string, string>>()['access_token'])
})
