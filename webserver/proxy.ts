import { request as plainRequest } from 'node:http'
import type { ClientRequest, IncomingMessage, RequestOptions, ServerResponse } from 'node:http'
import { Agent, request as secureRequest } from 'node:https'
import { isIP } from 'node:net'
import { pipeline } from 'node:stream'
import tls from 'node:tls'
import { answerHeaderLimit } from './limits.ts'
import { reachOf } from './upstreams.ts'
import type { Runs } from './upstreams.ts'

export interface ProxyOptions {
  /** Where the program answers: scheme, host and port. */
  url: string
  /** The lab's root, PEM: trusted besides the system's. */
  root: string
  /** How long the program may be silent, seconds. */
  timeout: number
  runs: Runs
}

/** How one request is handed on. */
export interface Passage {
  /** In origin-form. */
  target: string
  /** Set besides those that came. */
  headers: Readonly<Record<string, string>>
  /** Instead of the request's body, which has been read. */
  body?: Buffer | undefined
  /** Called with each part of the request's body as it flows. */
  onRequestPart: (part: Buffer) => void
  /** Called when the program answers; what it throws becomes a failure. */
  onAnswer: (answer: IncomingMessage) => void
  /** Called instead: the program can't be reached, broke off (502) or is silent (504). */
  onFailure: (status: 502 | 504, error: Error) => void
}

export type Proxy = (request: IncomingMessage, response: ServerResponse, passage: Passage) => void

/** Headers that are a connection's own (RFC 9110 §7.6.1), and what this side makes itself. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
])

/**
 * Hands requests on to an external program, path and body as they came. Bodies flow. Each request has
 * its own connection. An idle one may end at any moment, and a POST must not be sent twice.
 */
export function createProxy(options: ProxyOptions): Proxy {
  const { timeout } = options
  const connect = connector(options)

  return (request, response, passage) => {
    const { target: path, headers, body, onRequestPart, onAnswer, onFailure } = passage
    let late = false
    const upstream = connect({
      method: request.method,
      path,
      headers: { ...withoutHopByHop(request), ...headers, ...lengthOf(body) },
      maxHeaderSize: answerHeaderLimit,
      timeout: timeout * 1000,
    })
    upstream.on('timeout', () => {
      late = true
      upstream.destroy(new Error(`no answer within ${timeout} seconds`))
    })
    upstream.on('error', (error) => {
      // What has begun ends by itself: whole, where the program only refused to read on, or broken off.
      if (response.destroyed || response.headersSent) return
      onFailure(late ? 504 : 502, error)
    })
    upstream.on('response', (answer) => {
      try {
        onAnswer(answer)
      } catch (error) {
        upstream.destroy()
        onFailure(502, error as Error)
      }
    })
    response.on('close', () => upstream.destroy())
    if (body !== undefined) {
      upstream.end(body)
      return
    }
    request.on('data', onRequestPart)
    // What the program does not want to read is no failure: its answer says why.
    request.on('error', () => undefined).pipe(upstream)
  }
}

/**
 * Hands a program's answer back as it comes.
 * @param onEnd told why it broke off; nothing when it left whole
 * @throws Error when Node can't write what it read, for example a status below 100
 */
export function handBack(
  answer: IncomingMessage,
  response: ServerResponse,
  onEnd: (failure: Error | undefined) => void,
): void {
  const { statusCode = 0, statusMessage, rawHeaders } = answer
  response.writeHead(statusCode, statusMessage, endToEnd(rawHeaders))
  // Sends the headers now, byte by byte as they came; `flushHeaders` would write them as UTF-8.
  response.write(Buffer.alloc(0))
  pipeline(answer, response, (error) => onEnd(error ?? undefined))
}

function connector({ url, root, runs }: ProxyOptions): (options: RequestOptions) => ClientRequest {
  const { protocol, port } = new URL(url)
  const { host, certified } = reachOf(url, runs)
  const at = { host, port: port || (protocol === 'https:' ? 443 : 80) }
  if (protocol !== 'https:') return (options) => plainRequest({ ...at, ...options, agent: false })
  const agent = new Agent({
    // A bundle reads the system's roots here and not when it starts.
    secureContext: tls.createSecureContext({ ca: [root, ...tls.rootCertificates] }),
    // By itself Node would take the name from the Host header, which is the lab's.
    servername: isIP(certified) === 0 ? certified : '',
  })
  return (options) => secureRequest({ ...at, ...options, agent })
}

const forAllRecipients =
  /^(?:host|content-.*|authorization|cookie|origin|x-request-id|x-forwarded-.*)$/

function withoutHopByHop({ headers }: IncomingMessage): Record<string, string | string[]> {
  const options = (headers.connection ?? '').toLowerCase().split(/\s*,\s*/)
  // What is meant for all recipients is no peer's to take away (RFC 9110 §7.6.1).
  const named = options.filter((name) => !forAllRecipients.test(name))
  const kept: Record<string, string | string[]> = { connection: 'close' }
  for (const [name, value] of Object.entries(headers)) {
    const isOurs = name.startsWith('x-accel-')
    if (value === undefined || isOurs || hopByHop.has(name) || named.includes(name)) continue
    kept[name] = value
  }
  if (headers['transfer-encoding'] !== undefined) kept['transfer-encoding'] = 'chunked'
  return kept
}

function lengthOf(body: Buffer | undefined): Record<string, string> {
  return body === undefined ? {} : { 'content-length': String(body.length) }
}

/** An answer's headers in their order, repeated ones too; the request's id is this side's. */
export function endToEnd(raw: readonly string[]): string[] {
  const kept: string[] = []
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at]!.toLowerCase()
    // By `X-Accel-…` a role speaks to nginx, which a program must not.
    const isOurs = name === 'x-request-id' || name.startsWith('x-accel-')
    if (!hopByHop.has(name) && !isOurs) kept.push(raw[at]!, raw[at + 1]!)
  }
  return kept
}
