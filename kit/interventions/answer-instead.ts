import type { FastifyReply } from 'fastify'
import type { Actions } from './intervention.ts'

/** What is the connection's and not the handler's: without them no script of a browser reads the answer. */
const kept = /^(?:x-request-id|vary|access-control-.*)$/

/** Makes a reply another one, and returns the payload that is sent with it. */
export function answerInstead(
  reply: FastifyReply,
  { status, headers = {}, body }: Actions['answer'],
): string {
  for (const name of Object.keys(reply.getHeaders())) if (!kept.test(name)) reply.removeHeader(name)
  const isText = typeof body === 'string'
  reply.code(status)
  if (body !== undefined) {
    reply.header('content-type', isText ? 'text/plain; charset=utf-8' : 'application/json')
  }
  reply.headers(headers)
  return body === undefined ? '' : isText ? body : JSON.stringify(body)
}
