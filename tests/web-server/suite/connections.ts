import { deepEqual, equal, match } from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:tls'
import { test } from 'node:test'
import type { WebServer } from '../open-web-server.ts'
import type { Used } from '../used.ts'

/** More than a system keeps for a connection that nobody reads. Bytes. */
const large = 16 * 1024 * 1024

export function connectionTests(used: Used): void {
  test('a request that comes while the answer before it is still on its way is served whole', async () => {
    const { heads, bodies } = await pipeline(
      used.webServer,
      [`GET /authserver/?bytes=${large} HTTP/1.1`],
      ['POST /authserver/next HTTP/1.1', 'Content-Length: 200000', 'Connection: close'],
      'b'.repeat(200_000),
    )
    deepEqual(heads, ['HTTP/1.1 200 OK', 'HTTP/1.1 200 OK'])
    equal(bodies[0]!.length, large)
    match(bodies[1]!, /"target":"\/authserver\/next".*"bytes":200000/)
  })

  test('an answer says how long its connection is kept, long enough for a client that is busy', async () => {
    const socket = openSocket(used.webServer)
    const { host } = new URL(used.webServer.origin)
    socket.write(`GET /authserver/ HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
    const [head] = (await once(socket, 'data')) as [string]
    match(head, /^keep-alive: timeout=65\r$/im)
    socket.destroy()
  })

  test('a request whose head does not come whole in time is told so, or nothing', async () => {
    const socket = openSocket(used.webServer)
    socket.write('GET /authserver/ HTTP/1.1\r\n')
    let answer = ''
    for await (const part of socket as AsyncIterable<string>) answer += part
    // nginx closes the connection without a word.
    if (answer !== '') match(answer, /^HTTP\/1\.1 408 [^]*"error":"request_timeout"/)
  })
}

/**
 * Sends a second request when the first answer has begun, before it is read on.
 * @returns the two answers' first lines and bodies
 */
async function pipeline(
  webServer: WebServer,
  first: readonly string[],
  second: readonly string[],
  body: string,
): Promise<{ heads: string[]; bodies: string[] }> {
  const { host } = new URL(webServer.origin)
  const text = (lines: readonly string[]) => [...lines, `Host: ${host}`, '', ''].join('\r\n')
  const socket = openSocket(webServer)
  socket.write(text(first))
  await once(socket, 'readable')
  await new Promise((sent) => void socket.write(text(second) + body, sent))
  let answers = ''
  for await (const part of socket as AsyncIterable<string>) answers += part
  const heads: string[] = []
  const bodies: string[] = []
  while (answers !== '') {
    const end = answers.indexOf('\r\n\r\n') + 4
    const head = answers.slice(0, end)
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1])
    heads.push(head.split('\r\n', 1)[0]!)
    bodies.push(answers.slice(end, end + length))
    answers = answers.slice(end + length)
  }
  return { heads, bodies }
}

function openSocket({ origin, port, ca }: WebServer) {
  const { hostname } = new URL(origin)
  return connect({ host: '127.0.0.1', port, servername: hostname, ca }).setEncoding('latin1')
}
