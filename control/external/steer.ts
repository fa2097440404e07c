import type { IncomingMessage } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { nameMessage } from '@oauth-lab/explain/recording/recording.ts'
import { readExchange } from '@oauth-lab/explain/exchange/read-exchange.ts'
import { isForm, mediaTypeOf } from '@oauth-lab/kit/http/media-type.ts'
import { parseForm } from '@oauth-lab/kit/http/read-bodies.ts'
import { bodyLimit } from '@oauth-lab/webserver/limits.ts'
import { endToEnd } from '@oauth-lab/webserver/proxy.ts'

const none = new Map<string, string>()

/** Which message a request is, by what it carries: a form or JSON that was read counts too. */
export function messageOf({ method, originalUrl, headers, sandbox, sentBody }: FastifyRequest) {
  const request = {
    method,
    url: sandbox.origin + originalUrl,
    headers: Object.entries(headers).map(([name, value]) => ({ name, value: String(value) })),
    ...(sentBody !== undefined && { postData: { text: sentBody } }),
  }
  return nameMessage(readExchange({ request }), none)?.id
}

/** Whether a request's body is read before it is handed on: a form or JSON that tells its small size. */
export function isRead(request: FastifyRequest): boolean {
  const length = Number(request.headers['content-length'] ?? Infinity)
  return length <= bodyLimit && (isForm(request) || mediaTypeOf(request) === 'application/json')
}

/** What a body says; undefined where it is no JSON. */
export function parseBody(request: FastifyRequest, text: string): unknown {
  if (isForm(request)) return parseForm(text)
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A body that was changed, as it is handed on. */
export function writeBody(request: FastifyRequest): Buffer {
  const { body } = request
  if (!isForm(request)) return Buffer.from(JSON.stringify(body) ?? '')
  const pairs = Object.entries(body as Record<string, string | string[]>).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => [name, one]),
  )
  return Buffer.from(new URLSearchParams(pairs).toString())
}

/**
 * The whole of a small answer.
 * @returns undefined for one that is large or has no end; then it flows on from its beginning
 */
export async function readAnswer(answer: IncomingMessage): Promise<Buffer | undefined> {
  if (/^text\/event-stream/i.test(answer.headers['content-type'] ?? '')) return undefined
  const parts: Buffer[] = []
  let size = 0
  for await (const part of answer.iterator({ destroyOnReturn: false })) {
    parts.push(part as Buffer)
    size += (part as Buffer).length
    if (size <= bodyLimit) continue
    answer.unshift(Buffer.concat(parts))
    return undefined
  }
  return Buffer.concat(parts)
}

/** Makes a reply the program's answer, which is sent as one of the lab's own. */
export function takeHead(answer: IncomingMessage, reply: FastifyReply): FastifyReply {
  const pairs = endToEnd(answer.rawHeaders)
  const headers: Record<string, string[]> = {}
  for (let at = 0; at < pairs.length; at += 2) {
    const name = pairs[at]!.toLowerCase()
    if (name !== 'content-length') (headers[name] ??= []).push(pairs[at + 1]!)
  }
  for (const [name, values] of Object.entries(headers)) {
    reply.header(name, values.length === 1 ? values[0] : values)
  }
  return reply.code(answer.statusCode!)
}
