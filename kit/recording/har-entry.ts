import type { ManagedRole } from '../admin/managed-roles.ts'
import type { RecordedEntry } from '../admin/recording-document.ts'
import { dropHeader } from '../interventions/drop-connection.ts'
import { readCaller } from '../trace-caller.ts'
import { askerOf } from './asker.ts'
import { decodeContent } from './decode-content.ts'
import type { Body, Recorded } from './recorded.ts'
import type { Place } from './recording-pool.ts'

interface Pair {
  name: string
  value: string
}

/** A recorded exchange as an entry of an HTTP Archive 1.2, with the lab's member `_oauth`. */
export function harEntryOf(
  role: ManagedRole,
  sandbox: string,
  { instance, number, exchange }: Place,
): RecordedEntry {
  const { elapsed, waited = elapsed, method, url, status, failure } = exchange
  const requestHeaders = pairsOf(exchange.requestHeaders).filter(
    ({ name }) => name.toLowerCase() !== dropHeader,
  )
  const responseHeaders = pairsOf(exchange.responseHeaders)
  const came = exchange.responseBody
  const content = came && decodeContent(came, valueOf(responseHeaders, 'content-encoding'))
  const mimeType = valueOf(responseHeaders, 'content-type') ?? ''
  return {
    startedDateTime: new Date(exchange.startedAt).toISOString(),
    time: elapsed,
    request: {
      method,
      url,
      httpVersion: 'HTTP/1.1',
      headers: requestHeaders,
      queryString: [...new URL(url).searchParams].map(([name, value]) => ({ name, value })),
      cookies: cookiesOf(valueOf(requestHeaders, 'cookie')),
      headersSize: -1,
      bodySize: exchange.requestBody?.size ?? 0,
      ...(exchange.requestBody && {
        postData: {
          mimeType: valueOf(requestHeaders, 'content-type') ?? '',
          params: [],
          ...textOf(exchange.requestBody),
        },
      }),
    },
    response: {
      status,
      statusText: '',
      httpVersion: 'HTTP/1.1',
      headers: responseHeaders,
      cookies: responseHeaders
        .filter(({ name }) => name.toLowerCase() === 'set-cookie')
        .flatMap(({ value }) => cookiesOf(value.split(';', 1)[0])),
      content: { size: content?.size ?? 0, mimeType, ...(content && textOf(content)) },
      redirectURL: valueOf(responseHeaders, 'location') ?? '',
      headersSize: -1,
      bodySize: came?.size ?? 0,
      ...(failure !== undefined && { _error: failure }),
    },
    cache: {},
    timings: { send: 0, wait: waited, receive: elapsed - waited },
    _oauth: { instance, number, ...memberOf(role, sandbox, exchange, requestHeaders) },
  }
}

function memberOf(role: ManagedRole, sandbox: string, exchange: Recorded, headers: Pair[]) {
  const {
    id,
    side,
    parent,
    startedAt,
    labTime,
    message,
    checks,
    interventions,
    failure,
    external,
  } = exchange
  const caller = readCaller(valueOf(headers, 'traceparent'), valueOf(headers, 'tracestate'))
  return {
    id,
    role,
    side,
    sandbox,
    startedAt,
    labTime: new Date(labTime).toISOString(),
    checks: [...checks],
    asker: side === 'made' ? role : askerOf(headers),
    ...(side === 'served' && caller && { span: caller.span, parent: caller.exchange }),
    ...(parent !== undefined && { parent }),
    ...(message !== undefined && { message }),
    ...(interventions && { interventions: [...interventions] }),
    ...(failure !== undefined && { failure }),
    ...(external !== undefined && { external: true as const }),
  }
}

/** Text as it is; other bytes, and text that was cut within a character, as base64. */
function textOf({ content, size }: Body): { text: string; encoding?: 'base64'; _kept?: number } {
  const text = content.toString()
  const isText = Buffer.from(text).equals(content)
  return {
    ...(isText ? { text } : { text: content.toString('base64'), encoding: 'base64' }),
    // Of a longer body this much is here.
    ...(content.length < size && { _kept: content.length }),
  }
}

function pairsOf(headers: Buffer): Pair[] {
  const lines = headers.length === 0 ? [] : headers.toString().split('\n')
  const pairs: Pair[] = []
  for (let at = 0; at + 1 < lines.length; at += 2) {
    pairs.push({ name: lines[at]!, value: lines[at + 1]! })
  }
  return pairs
}

function valueOf(pairs: Pair[], wanted: string): string | undefined {
  return pairs.find(({ name }) => name.toLowerCase() === wanted)?.value
}

function cookiesOf(header: string | undefined): Pair[] {
  return (header ?? '').split(/; */).flatMap((cookie) => {
    const [name, value] = cookie.split(/=(.*)/s)
    return name === undefined || value === undefined ? [] : [{ name, value }]
  })
}
