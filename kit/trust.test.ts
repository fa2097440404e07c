import 'reflect-metadata'
import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { createServer } from 'node:https'
import { openInterventions, ruleOf } from './interventions/interventions.ts'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { createLeaf, createRoot } from './certificate-issuer.ts'
import { currentExchange } from './current-exchange.ts'
import { createRoleApp } from './http/app.ts'
import type { RoleApp } from './http/app.ts'
import { createLog } from './log.ts'
import { createMetrics } from './metrics/metrics.ts'
import { openSandboxes } from './sandboxes.ts'
import { openStore } from './store/store.ts'
import { createTrust } from './trust.ts'
import type { Trust } from './trust.ts'

const received: Record<'traceparent' | 'tracestate', unknown>[] = []
const peer = createServer((request, response) => {
  const { traceparent, tracestate } = request.headers
  received.push({ traceparent, tracestate })
  if (request.url === '/silent') silent.emit('asked', () => response.end('at last'))
  else response.end('ok')
})
const silent = new EventEmitter()

describe('an outgoing call', () => {
  let trust: Trust
  let hasty: Trust
  let app: RoleApp
  let url: string

  before(async () => {
    const root = await createRoot('localhost')
    const leaf = await createLeaf(root, 'localhost')
    peer.setSecureContext({ cert: leaf.certificate, key: leaf.key })
    peer.listen(0, '127.0.0.1')
    await once(peer, 'listening')
    url = `https://localhost:${(peer.address() as AddressInfo).port}/`
    trust = createTrust(root.certificate, { hosts: { localhost: '127.0.0.1' } })

    const store = await openStore<object>({ file: ':memory:' })
    const sandboxes = await openSandboxes({ store, origin: 'https://lab.test', tables: [] })
    await sandboxes.put('other', {})
    const log = createLog('role', { write: () => undefined })
    const signJwt = () => () => Promise.reject(new Error('nobody signs'))
    const metrics = createMetrics()
    app = await createRoleApp({ role: 'role', sandboxes, store, log, metrics, signJwt })
    app.addHook('onClose', () => store.close())
    hasty = createTrust(root.certificate, { hosts: { localhost: '127.0.0.1' }, timeout: 50 })
    openInterventions(sandboxes.find('other')!).add(ruleOf('i-1', 'somebody', { do: { delay: 1 } }))
    app.post('/silent', async () => {
      const response = await hasty.fetch(`${url}silent`, { signal: AbortSignal.timeout(50) })
      return response.text()
    })
    app.post('/ask', async () => {
      await trust.fetch(url)
      await trust.call(url, { method: 'GET' })
      return { sandbox: currentExchange()?.sandbox.id }
    })
  })
  after(async () => {
    await app.close()
    await trust.close()
    await hasty.close()
    peer.close()
  })

  /** Has the role ask its peer twice, and returns what the peer was told. */
  const ask = async (headers: Record<string, string> = {}, prefix = '') => {
    received.length = 0
    const answer = await app.inject({
      method: 'POST',
      url: `${prefix}/ask`,
      headers,
      payload: { a: 1 },
    })
    const [one, two] = received.map(({ traceparent, tracestate }) => ({
      traceparent: String(traceparent),
      tracestate,
    }))
    return { sandbox: answer.json<{ sandbox: string }>().sandbox, one: one!, two: two! }
  }

  test('knows the sandbox of the request that it is made for, also after a body was read', async () => {
    const [own, other] = await Promise.all([ask(), ask({}, '/~other')])
    assert.deepEqual([own.sandbox, other.sandbox], ['default', 'other'])
  })

  test("continues the request's trace, each as a parent of its own (W3C Trace Context §3.2)", async () => {
    const id = '0af7651916cd43dd8448eb211c80319c'
    const traceparent = `00-${id}-b7ad6b7169203331-00`
    const { one, two } = await ask({ traceparent, tracestate: 'a=1,b=2' })
    for (const { traceparent: sent, tracestate } of [one, two]) {
      assert.match(sent, new RegExp(`^00-${id}-[0-9a-f]{16}-00$`))
      assert.match(String(tracestate), /^oauth-lab=role\.[0-9a-f]{8},a=1,b=2$/)
    }
    assert.equal(new Set([traceparent, one.traceparent, two.traceparent]).size, 3)
  })

  test('begins a trace where none came, or none that holds', async () => {
    const id = '0af7651916cd43dd8448eb211c80319c'
    for (const traceparent of [
      undefined,
      'nonsense',
      `ff-${id}-b7ad6b7169203331-01`,
      `00-${id}-b7ad6b7169203331-01-more`,
      `00-${id.toUpperCase()}-b7ad6b7169203331-01`,
      `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
      `00-${id}-${'0'.repeat(16)}-01`,
    ]) {
      const { one, two } = await ask({ ...(traceparent && { traceparent }), tracestate: 'a=1' })
      assert.match(one.traceparent, /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
      assert.ok(!one.traceparent.includes(id))
      assert.equal(one.traceparent.slice(0, 35), two.traceparent.slice(0, 35))
      assert.match(String(one.tracestate), /^oauth-lab=role\.[0-9a-f]{8}$/)
    }
  })

  test('outside of a request belongs to no trace', async () => {
    received.length = 0
    await trust.fetch(url)
    await trust.call(url, { method: 'GET' })
    assert.deepEqual(
      received.map(({ traceparent }) => traceparent),
      [undefined, undefined],
    )
  })

  test('waits without a timeout in a sandbox in which something may be held, and in no other', async () => {
    const asked = once(silent, 'asked')
    const held = app.inject({ method: 'POST', url: '/~other/silent' })
    const [answer] = (await asked) as [() => void]
    const { statusCode } = await app.inject({ method: 'POST', url: '/silent' })
    assert.equal(statusCode, 500)
    answer()
    assert.equal((await held).body, 'at last')
  })
})
