import type { FastifyReply, FastifyRequest } from 'fastify'
import { originForm } from '../http/origin-form.ts'
import { recordServed } from './record-served.ts'

/** Records an exchange also when its connection ends before the answer has left. */
export function recordWhenCut(request: FastifyRequest, reply: FastifyReply): void {
  const { target } = originForm(request.cameWith?.target ?? request.originalUrl)
  reply.raw.once('close', () => {
    if (reply.raw.writableFinished) return
    recordServed(request, reply, target, request.passing?.failure ?? 'the caller went away')
  })
}
