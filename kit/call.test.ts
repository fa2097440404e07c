import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import { lookup } from 'node:dns'
import { describe, test } from 'node:test'
import { createCall } from './call.ts'

/** A server that closes a connection when a second request comes by it. */
async function openPeer() {
  const used = new WeakSet<Socket>()
  const heard: string[] = []
  const server = createServer(({ socket, method }, response) => {
    heard.push(method!)
    if (used.has(socket)) return void socket.destroy()
    used.add(socket)
    response.end('ok')
    return undefined
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { call, close } = createCall('', lookup)
  return {
    heard,
    ask: (method: string) =>
      call(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, { method }),
    async [Symbol.asyncDispose]() {
      close()
      server.close()
      await once(server, 'close')
    },
  }
}

describe('a call whose kept connection was closed', () => {
  for (const method of ['GET', 'PUT', 'DELETE']) {
    test(`is made again where it is idempotent: ${method} (RFC 9110 §9.2.2)`, async () => {
      await using peer = await openPeer()
      await peer.ask('GET')
      assert.equal((await peer.ask(method)).text, 'ok')
      assert.deepEqual(peer.heard, ['GET', method, method])
    })
  }

  test('fails where it is not: a POST is never sent twice', async () => {
    await using peer = await openPeer()
    await peer.ask('GET')
    await assert.rejects(peer.ask('POST'), { code: 'ECONNRESET' })
    assert.deepEqual(peer.heard, ['GET', 'POST'])
  })

  test('fails where nobody answers at all', async () => {
    const { call, close } = createCall('', lookup)
    await assert.rejects(call('http://127.0.0.1:9/', { method: 'GET' }), { code: 'ECONNREFUSED' })
    close()
  })
})
