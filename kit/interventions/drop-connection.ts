import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { FastifyReply } from 'fastify'

/**
 * Resets a connection; never resolves, since nobody reads an answer. With a reply its head and half
 * of what is sent leave before.
 */
export function dropConnection(
  socket: Socket,
  within?: { reply: FastifyReply; sent: unknown },
): Promise<never> {
  const reset = () => {
    // A TLS connection has no reset of its own: it ends without its close_notify (RFC 8446 §6.1).
    if (socket instanceof TLSSocket) socket.destroy()
    else socket.resetAndDestroy()
  }
  if (within === undefined) reset()
  else sendHalf(within.reply, within.sent, reset)
  return new Promise(() => undefined)
}

function sendHalf(reply: FastifyReply, sent: unknown, then: () => void): void {
  const whole = Buffer.isBuffer(sent) ? sent : Buffer.from(typeof sent === 'string' ? sent : '')
  const { raw, statusCode } = reply
  reply.hijack()
  // One more than there is: also an empty answer ends too early.
  const length = String(whole.length + 1)
  raw.writeHead(statusCode, { ...reply.getHeaders(), 'content-length': length } as never)
  raw.write(whole.subarray(0, Math.ceil(whole.length / 2)), then)
}
