import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'

/** What a role saw of a request. */
export interface Seen {
  role: string
  method: string
  target: string
  /** Names in lower case. */
  headers: Record<string, string>
  body: { bytes: number; sha256: string }
  /** How many requests with this `count` came. */
  count?: number
}

/**
 * A program at a role's place that answers with what it saw. The query makes it behave otherwise:
 * `status`, `header` (bytes of a header in the answer), `bytes` (size of the answer), `die` (breaks
 * off), `hang` (never answers), `hold` (answers in part, and ends when another request says `release`
 * with the same value), `count` (counts requests of that name, but not those with `ask`), `say` (a
 * header of the answer, in JSON: name and value or values).
 * @param bodyLimit bytes; longer bodies are refused as the lab's roles refuse them
 */
export function createEcho(role: string, bodyLimit = Infinity) {
  const counts = new Map<string, number>()
  const held = new Map<string, ServerResponse>()
  return (request: IncomingMessage, response: ServerResponse): void => {
    answer(request, response).catch((error: Error) => response.destroy(error))
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const query = new URL(request.url ?? '/', 'http://echo').searchParams
    const name = query.get('count')
    const count = name === null ? undefined : (counts.get(name) ?? 0) + (query.has('ask') ? 0 : 1)
    if (name !== null) counts.set(name, count!)
    const body = await digest(request)
    if (query.has('die')) return void request.socket.destroy()
    if (query.has('hang')) return
    if (query.has('say')) {
      const [header, value] = JSON.parse(query.get('say')!) as [string, string | string[]]
      response.setHeader(header, value)
    }
    if (query.has('header')) response.setHeader('x-large', 'h'.repeat(Number(query.get('header'))))
    response.setHeader('x-method', request.method ?? '')
    const tooLarge = body.bytes > bodyLimit
    response.statusCode = tooLarge ? 413 : Number(query.get('status') ?? 200)
    const hold = query.get('hold')
    if (hold !== null) {
      held.set(hold, response)
      return void response.write('first ')
    }
    held.get(query.get('release') ?? '')?.end('last')
    if (query.has('bytes')) return void response.end('b'.repeat(Number(query.get('bytes'))))
    const seen: Seen = {
      role,
      method: request.method ?? '',
      target: request.url ?? '',
      headers: Object.fromEntries(
        Object.entries(request.headers).map(([header, value]) => [header, String(value)]),
      ),
      body,
      ...(count !== undefined && { count }),
    }
    const refusal = {
      error: 'invalid_request',
      error_description: 'The body is larger than 256 KiB.',
    }
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(tooLarge ? refusal : seen))
  }
}

async function digest(request: IncomingMessage): Promise<Seen['body']> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    hash.update(part)
    bytes += part.length
  }
  return { bytes, sha256: hash.digest('hex') }
}
