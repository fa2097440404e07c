import { deepEqual, equal, notEqual, rejects } from 'node:assert/strict'
import { createServer, request } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import type { Server } from 'node:net'
import { networkInterfaces } from 'node:os'
import { test } from 'node:test'
import { listenOnAll } from './listen.ts'

const hasIPv6 = Object.values(networkInterfaces())
  .flat()
  .some((one) => one?.address === '::1')
const skip = !hasIPv6 && 'this machine has no ::1'
const both = ['127.0.0.1', '::1'] as const

function ask(host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    request({ host, port, agent: false }, (response) => {
      response.setEncoding('utf8').on('data', resolve)
    })
      .on('error', reject)
      .end()
  })
}

async function close(servers: Server[]): Promise<void> {
  for (const one of servers) await new Promise((done) => one.close(done))
}

test('both loopback addresses lead to one server, on one port', { skip }, async () => {
  const server = createServer((_request, response) => response.end('here'))
  const { port, others } = await listenOnAll(server, 0, both)
  deepEqual(await Promise.all(both.map((host) => ask(host, port))), ['here', 'here'])
  await close([server, ...others])
  await rejects(ask('::1', port), { code: 'ECONNREFUSED' })
})

test('a port that somebody else has on ::1 is not taken, on no address', { skip }, async () => {
  const somebody = createTcpServer()
  const { port } = await listenOnAll(somebody, 0, ['::1'])
  const server = createServer()
  await rejects(listenOnAll(server, port, both), { code: 'EADDRINUSE', address: '::1', port })
  equal(server.listening, false)
  const chosen = await listenOnAll(server, 0, both)
  notEqual(chosen.port, port)
  await close([somebody, server, ...chosen.others])
})

test('an address that this machine does not have is left out', async () => {
  const server = createServer((_request, response) => response.end('here'))
  const { port, others } = await listenOnAll(server, 0, ['127.0.0.1', '2001:db8::1'])
  deepEqual([await ask('127.0.0.1', port), others.length], ['here', 0])
  await close([server])
  await rejects(listenOnAll(server, 0, ['2001:db8::1']), { code: 'EADDRNOTAVAIL' })
})
