import { request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { connect } from 'node:tls'
import type { WebServer } from './open-web-server.ts'
import type { Seen } from './echo.ts'

export interface Asked {
  method?: string
  headers?: Record<string, string | string[]>
  body?: string | Buffer
  /** Called with each part of the answer, as it comes. */
  onPart?: (part: string) => void
}

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  /** Names and values in turn, as they came. */
  raw: readonly string[]
  text: string
}

/** Asks a web server for a target exactly as written, over a connection of its own. */
export function ask(webServer: WebServer, path: string, asked: Asked = {}): Promise<Answer> {
  const { hostname, host } = new URL(webServer.origin)
  const { method = 'GET', headers = {}, body, onPart } = asked
  return new Promise((resolve, reject) => {
    const request = secureRequest(
      {
        host: '127.0.0.1',
        port: webServer.port,
        servername: hostname,
        ca: webServer.ca,
        agent: false,
        method,
        path,
        headers: { host, ...lengthOf(body, headers), ...headers },
        maxHeaderSize: 256 * 1024,
      },
      (response) => read(response, onPart).then(resolve, reject),
    )
    request.on('error', reject).end(body)
  })
}

/** Node says it for some methods only. */
function lengthOf(body: Asked['body'], headers: object): Record<string, string> {
  if (body === undefined || 'transfer-encoding' in headers) return {}
  return { 'content-length': String(Buffer.byteLength(body)) }
}

/** Asks over plain HTTP. */
export function askPlainly(port: number, path: string, host: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path, headers: { host }, agent: false }
    const request = plainRequest(options, (response) => read(response).then(resolve, reject))
    request.on('error', reject).end()
  })
}

/** Writes text to a web server and reads what comes back until it ends the connection. */
export function talk(webServer: WebServer, text: string): Promise<string> {
  const { hostname } = new URL(webServer.origin)
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port: webServer.port,
      servername: hostname,
      ca: webServer.ca,
    }
    const socket = connect(options, () => socket.write(text))
    let answer = ''
    socket.setEncoding('latin1').on('data', (part: string) => (answer += part))
    // What is left unread when the web server closes may reset the connection; the answer came before.
    socket.on('error', (error) => (answer === '' ? reject(error) : resolve(answer)))
    socket.on('close', () => resolve(answer))
  })
}

/** What the role saw, from its answer. */
export function seen({ status, text }: Answer): Seen {
  try {
    return JSON.parse(text) as Seen
  } catch {
    throw new Error(`${status}: ${text.slice(0, 200)}`)
  }
}

/** The code in a JSON answer of the web server. */
export function errorOf({ text }: Answer): string {
  return (JSON.parse(text) as { error: string }).error
}

async function read(response: IncomingMessage, onPart?: (part: string) => void): Promise<Answer> {
  let text = ''
  for await (const part of response.setEncoding('utf8') as AsyncIterable<string>) {
    text += part
    onPart?.(part)
  }
  const { statusCode = 0, headers, rawHeaders } = response
  return { status: statusCode, headers, raw: rawHeaders, text }
}
