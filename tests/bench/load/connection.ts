import { connect as connectPlain } from 'node:net'
import type { Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

/** Where a server is reached; with `ca` (PEM) over TLS, verified against it. */
export interface Address {
  /** Host and port that are connected to. */
  host: string
  port: number
  /** The name of the certificate and of the Host header, with the port where it has one. */
  authority: string
  ca?: string
}

export interface Answer {
  status: number
  /** Status line and headers, as they came. */
  head: string
  body: string
}

/** One HTTP/1.1 connection that is kept alive: a request at a time. */
export interface Connection {
  send(request: Buffer): Promise<Answer>
  close(): void
}

/**
 * Opens a connection that costs its process as little as possible. autocannon counts whole
 * milliseconds. undici takes two to three times the processor time, which the server lacks on few
 * cores.
 */
export async function openConnection(address: Address): Promise<Connection> {
  const socket = await openSocket(address)
  let received: Buffer | undefined
  let waiting: PromiseWithResolvers<Answer> | undefined

  const fail = (error: Error) => {
    waiting?.reject(error)
    waiting = undefined
  }
  socket.on('data', (chunk: Buffer) => {
    received = received === undefined ? chunk : Buffer.concat([received, chunk])
    const answer = readAnswer(received)
    if (answer === undefined) return
    received = undefined
    waiting?.resolve(answer)
    waiting = undefined
  })
  socket.on('error', fail)
  socket.on('close', () => fail(new Error(`${address.authority} closed the connection`)))

  return {
    send(request) {
      waiting = Promise.withResolvers()
      socket.write(request)
      return waiting.promise
    },
    close: () => socket.destroy(),
  }
}

function openSocket({ host, port, authority, ca }: Address): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const name = authority.split(':', 1)[0]!
    const socket =
      ca === undefined
        ? connectPlain({ host, port, noDelay: true })
        : connectTls({ host, port, servername: name, ca, ALPNProtocols: ['http/1.1'] })
    socket.setNoDelay(true)
    socket.once('error', reject)
    socket.once(ca === undefined ? 'connect' : 'secureConnect', () => {
      socket.off('error', reject)
      resolve(socket)
    })
  })
}

/** A request as bytes; a body gets its length. */
export function writeRequest(
  address: Address,
  request: { method?: string; path: string; headers?: Record<string, string>; body?: string },
): Buffer {
  const { method = 'GET', path, headers = {}, body } = request
  const lines = [`${method} ${path} HTTP/1.1`, `host: ${address.authority}`]
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`)
  if (body !== undefined) lines.push(`content-length: ${Buffer.byteLength(body)}`)
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body ?? ''}`)
}

/** A form, as `application/x-www-form-urlencoded`. */
export function writeForm(
  address: Address,
  path: string,
  form: Record<string, string>,
  headers: Record<string, string> = {},
): Buffer {
  const body = new URLSearchParams(form).toString()
  const type = 'application/x-www-form-urlencoded'
  return writeRequest(address, {
    method: 'POST',
    path,
    headers: { ...headers, 'content-type': type },
    body,
  })
}

/** The first header of that name. */
export function headerOf({ head }: Answer, name: string): string | undefined {
  return new RegExp(`\\r\\n${name}: *([^\\r]*)`, 'i').exec(head)?.[1]
}

const endOfHead = Buffer.from('\r\n\r\n')

/** The answer, once all of it is there. */
function readAnswer(bytes: Buffer): Answer | undefined {
  const end = bytes.indexOf(endOfHead)
  if (end < 0) return undefined
  const head = bytes.toString('latin1', 0, end)
  const status = Number(head.slice(9, 12))
  const from = end + endOfHead.length
  if (status === 204 || status === 304) return { status, head, body: '' }
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  if (length === undefined) return readChunks(bytes, from, status, head)
  const to = from + Number(length)
  return bytes.length < to ? undefined : { status, head, body: bytes.toString('utf8', from, to) }
}

/** A chunked body (RFC 9112 §7.1). */
function readChunks(bytes: Buffer, from: number, status: number, head: string): Answer | undefined {
  const parts: Buffer[] = []
  let at = from
  for (;;) {
    const line = bytes.indexOf('\r\n', at)
    if (line < 0) return undefined
    const size = Number.parseInt(bytes.toString('latin1', at, line), 16)
    const next = line + 2 + size + 2
    if (bytes.length < next) return undefined
    if (size === 0) return { status, head, body: Buffer.concat(parts).toString() }
    parts.push(bytes.subarray(line + 2, line + 2 + size))
    at = next
  }
}
