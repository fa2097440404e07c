import { request as plainRequest } from 'node:http'
import type { ClientRequest, IncomingMessage, RequestOptions, ServerResponse } from 'node:http'
import { Agent, request as secureRequest } from 'node:https'
import { isIP } from 'node:net'
import { pipeline } from 'node:stream'
import tls from 'node:tls'
import { answerHeaderLimit } from '../limits.ts'

export interface ProxyOptions {
  /** Where the program answers: scheme, host and port. */
  url: string
  /** The lab's root, PEM: trusted besides the system's. */
  root: string
  /** How long the program may be silent, seconds. */
  timeout: number
  /** Called instead of an answer: the program can't be reached, broke off (502) or is silent (504). */
  onFailure: (
    request: IncomingMessage,
    response: ServerResponse,
    status: 502 | 504,
    error: NodeJS.ErrnoException,
  ) => void
}

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
 * Hands requests on to an external program, path and body as they came, and its answers back. Both
 * flow. Each request has its own connection. An idle one may end at any moment, and a POST must not
 * be sent twice.
 */
export function createProxy(
  options: ProxyOptions,
): (request: IncomingMessage, response: ServerResponse) => void {
  const { timeout, onFailure } = options
  const connect = connector(options)

  return (request, response) => {
    let late = false
    const upstream = connect({
      method: request.method,
      path: request.url,
      headers: withoutHopByHop(request),
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
      onFailure(request, response, late ? 504 : 502, error)
    })
    upstream.on('response', (answer) => {
      try {
        const { statusCode = 0, statusMessage, rawHeaders } = answer
        response.writeHead(statusCode, statusMessage, endToEnd(rawHeaders))
      } catch (error) {
        // Node reads more than it writes, for example a status below 100.
        upstream.destroy()
        return onFailure(request, response, 502, error as Error)
      }
      // Sends the headers now, byte by byte as they came; `flushHeaders` would write them as UTF-8.
      response.write(Buffer.alloc(0))
      pipeline(answer, response, () => undefined)
      return undefined
    })
    response.on('close', () => upstream.destroy())
    // What the program does not want to read is no failure: its answer says why.
    request.on('error', () => undefined).pipe(upstream)
  }
}

function connector({ url, root }: ProxyOptions): (options: RequestOptions) => ClientRequest {
  const { protocol, hostname, port } = new URL(url)
  const name = hostname.replace(/^\[|\]$/g, '')
  const at = { host: name, port: port || (protocol === 'https:' ? 443 : 80) }
  if (protocol !== 'https:') return (options) => plainRequest({ ...at, ...options, agent: false })
  const agent = new Agent({
    // A bundle reads the system's roots here and not when it starts.
    secureContext: tls.createSecureContext({ ca: [root, ...tls.rootCertificates] }),
    // By itself Node would take the name from the Host header, which is the lab's.
    servername: isIP(name) === 0 ? name : '',
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
    if (value !== undefined && !hopByHop.has(name) && !named.includes(name)) kept[name] = value
  }
  if (headers['transfer-encoding'] !== undefined) kept['transfer-encoding'] = 'chunked'
  return kept
}

/** An answer's headers in their order, repeated ones too; the request's id is this side's. */
function endToEnd(raw: readonly string[]): string[] {
  const kept: string[] = []
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at]!.toLowerCase()
    if (!hopByHop.has(name) && name !== 'x-request-id') kept.push(raw[at]!, raw[at + 1]!)
  }
  return kept
}
