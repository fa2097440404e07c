import { TLSSocket } from 'node:tls'
import type { FastifyReply, FastifyRequest } from 'fastify'

/**
 * By which nginx, and nobody else, tells where a role leads it that is to drop the caller's connection.
 * It is no part of a message.
 */
export const dropHeader = 'x-accel-drop'

/**
 * Resets the connection of a caller before an answer leaves; never resolves, since nobody reads one.
 * Behind nginx that connection is nginx's, which closes it when it is led where it said.
 */
export function dropBefore({ raw, headers }: FastifyRequest, reply: FastifyReply): Promise<never> {
  const place = headers[dropHeader]
  if (typeof place === 'string') {
    reply.hijack()
    reply.raw.setHeader('x-accel-redirect', place)
    reply.raw.setHeader('content-length', 0)
    reply.raw.end()
  } else reset(raw)
  return new Promise(() => undefined)
}

/** Sends an answer's head and half of its body, and resets the connection; never resolves. */
export function dropWithin(
  { raw }: FastifyRequest,
  reply: FastifyReply,
  sent: unknown,
): Promise<never> {
  const whole = Buffer.isBuffer(sent) ? sent : Buffer.from(typeof sent === 'string' ? sent : '')
  const { statusCode } = reply
  reply.hijack()
  // One more than there is: also an empty answer ends too early.
  const length = String(whole.length + 1)
  reply.raw.writeHead(statusCode, { ...reply.getHeaders(), 'content-length': length } as never)
  reply.raw.write(whole.subarray(0, Math.ceil(whole.length / 2)), () => reset(raw))
  return new Promise(() => undefined)
}

function reset({ socket }: FastifyRequest['raw']): void {
  // A TLS connection has no reset of its own: it ends without its close_notify (RFC 8446 §6.1).
  if (socket instanceof TLSSocket) socket.destroy()
  else socket.resetAndDestroy()
}
