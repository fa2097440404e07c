import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'

/** A small form or JSON is read where an intervention may look at it; all else flows by. */
export function readBodiesToSteer(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('*', async (request: FastifyRequest, payload: IncomingMessage) => {
    if (request.sandbox.interventions === undefined) return undefined
    const { isRead, parseBody } = await import('./steer.ts')
    if (!isRead(request)) return undefined
    const parts: Buffer[] = []
    for await (const part of payload) parts.push(part as Buffer)
    request.sentBody = Buffer.concat(parts).toString()
    request.passing!.read = parseBody(request, request.sentBody)
    return request.passing!.read
  })
}

/** What is handed on instead of the request's body, where that has been read. */
export async function bodyOf(request: FastifyRequest): Promise<Buffer | undefined> {
  const { sentBody, body, passing } = request
  if (sentBody === undefined) return undefined
  if (body === passing!.read) return Buffer.from(sentBody)
  const { writeBody } = await import('./steer.ts')
  return writeBody(request)
}
