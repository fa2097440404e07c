import type { IncomingMessage } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { failureReason } from '@oauth-lab/kit/failure-reason.ts'
import { originForm } from '@oauth-lab/kit/http/origin-form.ts'
import { spanOf, traceHeaders } from '@oauth-lab/kit/trace-context.ts'
import { wantsPage } from '@oauth-lab/webserver/gateway/answer.ts'
import { createProxy, endToEnd, handBack } from '@oauth-lab/webserver/proxy.ts'
import type { ProxyOptions } from '@oauth-lab/webserver/proxy.ts'
import type { RoleName } from '@oauth-lab/webserver/routes.ts'

export interface HandOnOptions extends ProxyOptions {
  /** In whose place the program stands. */
  role: RoleName
  /** The lab's origin. */
  origin: string
}

/**
 * Creates what hands a request on to an external program, which hears to which exchange its own
 * calls belong (`traceparent`). The answer leaves as it comes; without one the lab says why.
 */
export function createHandOn(options: HandOnOptions) {
  const { role, url, origin, runs } = options
  const proxy = createProxy(options)

  const refuse = async (
    request: FastifyRequest,
    reply: FastifyReply,
    status: 502 | 504,
    error: unknown,
  ) => {
    const reason = failureReason(error)
    request.passing!.failure = reason
    request.log.warn({ request: request.id, msg: `The ${role} at ${url}: ${reason}` })
    // Templates are loaded only where a page is needed.
    const { unreachableMessage } = await import('@oauth-lab/webserver/unreachable.ts')
    const what = { status, role, origin, external: new URL(url).origin, runs }
    const { headers, body } = unreachableMessage(what, wantsPage(request.raw))
    return reply.code(status).headers(headers).send(body)
  }

  return (request: FastifyRequest, reply: FastifyReply, body?: Buffer): Promise<unknown> =>
    new Promise((resolve) => {
      const { raw, sandbox } = request
      const { target } = originForm(request.originalUrl)
      const isSteered = sandbox.interventions !== undefined
      // What nobody here can read, nobody can change.
      if (isSteered) delete raw.headers['accept-encoding']
      proxy(raw, reply.raw, {
        target,
        headers: traceHeaders(request, spanOf(request, raw.method!, target)),
        body,
        onRequestPart: request.passing!.requestBody.take,
        onAnswer(answer) {
          if (!isSteered) resolve(letFlow(answer, request, reply))
          else
            resolve(
              sendSteered(answer, request, reply).catch((error: unknown) =>
                refuse(request, reply, 502, error),
              ),
            )
        },
        onFailure: (status, error) => resolve(refuse(request, reply, status, error)),
      })
    })
}

/** @throws Error as handBack does */
function letFlow(answer: IncomingMessage, request: FastifyRequest, reply: FastifyReply) {
  const { passing, id } = request
  const note = (error: unknown) => {
    passing!.failure ??= `the answer broke off: ${failureReason(error)}`
  }
  answer.once('error', note)
  handBack(answer, reply.raw, (error) => error && note(error))
  passing!.responseHeaders = [...endToEnd(answer.rawHeaders), 'x-request-id', id]
  answer.on('data', passing!.responseBody.take)
  request.waited = reply.elapsedTime
  reply.hijack()
}

/** Where something may be done to the answer, a small one is read whole and sent as one of the lab's own. */
async function sendSteered(answer: IncomingMessage, request: FastifyRequest, reply: FastifyReply) {
  const { readAnswer, takeHead } = await import('./steer.ts')
  const hasBody = request.method !== 'HEAD' && answer.statusCode !== 304
  const whole = hasBody ? await readAnswer(answer) : undefined
  if (whole === undefined) return letFlow(answer, request, reply)
  return takeHead(answer, reply).send(whole)
}
