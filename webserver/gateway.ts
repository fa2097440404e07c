import { randomUUID } from 'node:crypto'
import { createServer } from 'node:https'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { readCertificate } from '@oauth-lab/kit/certificates.ts'
import type { KeyedCertificate } from '@oauth-lab/kit/certificates.ts'
import { findRoute } from './find-route.ts'
import type { RoleName } from './routes.ts'
import { sendStatic } from './static.ts'

export type Handler = (request: IncomingMessage, response: ServerResponse) => void

export interface GatewayOptions {
  leaf: KeyedCertificate
  /** Each role's application; a missing one is answered 502. */
  handlers: Partial<Record<RoleName, Handler>>
  log: (line: object) => void
}

export interface Gateway {
  /** Listens on loopback and answers for `origin`, whose port is the bound one when it has none. */
  listen(port: number, host?: string): Promise<number>
  /** From here on requests whose Host is not this origin's are refused. */
  answerFor(origin: string): void
  /** Swaps the certificate; open connections keep theirs. */
  useLeaf(leaf: KeyedCertificate): void
  /** Finishes the requests that are under way, for two seconds at most. */
  close(): Promise<void>
}

const project = fileURLToPath(new URL('..', import.meta.url))
const forwarded = /^(x-forwarded-|forwarded$|x-real-ip$|x-request-id$)/

/** How long a request that is under way may keep the door open, milliseconds. */
const patience = 2000

/** The embedded front door: HTTPS on Node, driven by the route table. */
export function createGateway(options: GatewayOptions): Gateway {
  let leaf = options.leaf
  let origin = new URL('https://localhost')
  const secure = () => ({ cert: leaf.certificate, key: leaf.key, minVersion: 'TLSv1.2' as const })

  let underWay = 0
  let closing = false

  const server = createServer({ ...secure(), maxHeaderSize: 32 * 1024 }, (request, response) => {
    underWay += 1
    response.on('close', () => {
      underWay -= 1
      if (closing && underWay === 0) server.closeAllConnections()
    })
    const started = performance.now()
    const target = request.url ?? '/'
    const path = target.split('?', 1)[0]!
    takeForwardedHeaders(request, origin)
    response.on('finish', () => {
      const ms = Math.round(performance.now() - started)
      options.log({
        request: request.headers['x-request-id'],
        method: request.method,
        path,
        status: response.statusCode,
        ms,
      })
    })
    setSecurityHeaders(response)

    if (isOdd(path))
      return answer(
        response,
        400,
        'bad_path',
        'Dot segments, double slashes and encoded slashes are not served.',
      )
    if (request.headers.host !== origin.host)
      return answerOtherHost(request, response, origin, leaf)

    const found = findRoute(path)
    if (found === 'slashless') return addSlash(response, target)
    if (found === undefined)
      return answer(response, 404, 'not_found', 'Nothing is served at this path.')
    const { route } = found
    if ('folder' in route) return sendStatic(request, response, project + route.folder, route.path)
    const handle = options.handlers[route.role]
    if (handle === undefined)
      return answer(response, 502, 'bad_gateway', `The ${route.role} does not answer.`)
    return handle(request, response)
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (!socket.writable) return
    const status =
      error.code === 'HPE_HEADER_OVERFLOW'
        ? '431 Request Header Fields Too Large'
        : '400 Bad Request'
    socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
  })

  return {
    listen: (port, host = '127.0.0.1') =>
      new Promise((resolve, reject) => {
        server.once('error', reject)
        server.listen(port, host, () => {
          server.off('error', reject)
          resolve((server.address() as AddressInfo).port)
        })
      }),
    answerFor(value) {
      origin = new URL(value)
    },
    useLeaf(next) {
      leaf = next
      server.setSecureContext(secure())
    },
    close: () =>
      new Promise((resolve) => {
        closing = true
        server.close(() => resolve())
        if (underWay === 0) server.closeAllConnections()
        else setTimeout(() => server.closeAllConnections(), patience).unref()
      }),
  }
}

/** Nothing that a peer says about forwarding is believed; the roles hear it from this door only. */
function takeForwardedHeaders(request: IncomingMessage, origin: URL): void {
  for (const name of Object.keys(request.headers)) {
    if (forwarded.test(name)) delete request.headers[name]
  }
  request.headers['x-forwarded-for'] = request.socket.remoteAddress ?? ''
  request.headers['x-forwarded-proto'] = 'https'
  request.headers['x-forwarded-host'] = origin.host
  request.headers['x-request-id'] = randomUUID().slice(0, 8)
}

function isOdd(path: string): boolean {
  return !path.startsWith('/') || /\/\/|\\|%2f|%5c|%00|\/(?:\.|%2e){1,2}(?:\/|$)/i.test(path)
}

/** Pages asked for under another name of the certificate go to the origin; all else is misdirected. */
function answerOtherHost(
  request: IncomingMessage,
  response: ServerResponse,
  origin: URL,
  leaf: KeyedCertificate,
): void {
  const page = request.method === 'GET' && request.headers.accept?.includes('text/html')
  const host = hostOf(request.headers.host)
  if (page && host !== undefined && readCertificate(leaf.certificate).names.includes(host)) {
    response.writeHead(308, { location: origin.origin + request.url! }).end()
    return
  }
  answer(
    response,
    421,
    'misdirected_request',
    `This is ${origin.origin}; the request named another host.`,
  )
}

/** A folder asked for without its slash. */
function addSlash(response: ServerResponse, target: string): void {
  const location = target.replace(/(?=\?|$)/, '/')
  response.writeHead(308, { location }).end()
}

function hostOf(header: string | undefined): string | undefined {
  return URL.parse(`https://${header ?? ''}`)?.hostname.replace(/^\[|\]$/g, '')
}

function setSecurityHeaders(response: ServerResponse): void {
  response.setHeader('x-content-type-options', 'nosniff')
  response.setHeader('referrer-policy', 'no-referrer')
}

function answer(
  response: ServerResponse,
  status: number,
  error: string,
  description: string,
): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify({ error, error_description: description }))
}
