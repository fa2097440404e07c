import { equal, match } from 'node:assert/strict'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import type { AddressInfo, Server as TcpServer } from 'node:net'
import { test } from 'node:test'
import { createProxy, handBack } from './proxy.ts'

/** A program that answers every connection with the same bytes, and a proxy before it. */
async function proxyBefore(bytes: string, context: { after(fn: () => void): void }) {
  const program = createTcpServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => socket.end(bytes, 'latin1'))
  })
  const url = await listen(program)
  const proxy = createProxy({ url, root: '', timeout: 5, runs: 'embedded' })
  const webServer = createServer((request, response) =>
    proxy(request, response, {
      target: request.url!,
      headers: {},
      onRequestPart: () => undefined,
      onAnswer: (answer) => handBack(answer, response, () => undefined),
      onFailure: (status, { message }) => response.writeHead(status).end(`no answer: ${message}`),
    }),
  )
  const address = await listen(webServer)
  context.after(() => {
    program.close()
    webServer.close()
  })
  return (path: string) => fetch(address + path)
}

async function listen(server: TcpServer | Server): Promise<string> {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('an answer that is no HTTP becomes 502, and the proxy goes on', async (context) => {
  for (const bytes of [
    'nonsense',
    '',
    'HTTP/1.1 99 Low\r\nContent-Length: 0\r\n\r\n',
    'HTTP/1.1 200 OK\r\nBad Name: x\r\n\r\n',
    'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
    `HTTP/1.1 200 OK\r\nX-Large: ${'x'.repeat(70 * 1024)}\r\n\r\n`,
  ]) {
    const ask = await proxyBefore(bytes, context)
    for (const path of ['/', '/again']) {
      const response = await ask(path)
      equal(response.status, 502, bytes.slice(0, 40))
      match(await response.text(), /./)
    }
  }
})

test('an answer that breaks off in the middle is not made to look whole', async (context) => {
  const ask = await proxyBefore('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf', context)
  const response = await ask('/')
  equal(response.status, 200)
  equal(await response.text().catch(() => 'broken'), 'broken')
})

test('an answer without length, of odd words, comes through', async (context) => {
  const ask = await proxyBefore(
    'HTTP/1.1 299 Quite \xfcn\xfcsual\r\nX-Word: \xe4\r\n\r\nbody',
    context,
  )
  const response = await ask('/')
  equal(response.status, 299)
  equal(response.headers.get('x-word'), '\xe4')
  equal(await response.text(), 'body')
})
