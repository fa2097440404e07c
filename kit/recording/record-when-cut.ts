import type { FastifyReply, FastifyRequest } from 'fastify'
import { originForm } from '../http/origin-form.ts'
import { recordServed } from './record-served.ts'

/** Records an exchange also when its connection ends before the answer has left. */
export function recordWhenCut(request: FastifyRequest, reply: FastifyReply): void {
  const { target } = originForm(request.cameWith?.target ?? request.originalUrl)
  reply.raw.once('close', () => {
    if (reply.raw.writableFinished) return
    const dropped = request.intervened?.some(({ do: done }) => done === 'drop')
    const failure = dropped
      ? 'the lab dropped the connection'
      : (request.passing?.failure ?? 'the caller went away')
    recordServed(request, reply, target, failure)
  })
}
