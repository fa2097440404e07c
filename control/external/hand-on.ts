import type { IncomingMessage } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { failureReason } from '@oauth-lab/kit/failure-reason.ts'
import { originForm } from '@oauth-lab/kit/http/origin-form.ts'
import type { Passing } from '@oauth-lab/kit/http/served-request.ts'
import { createKeptBody } from '@oauth-lab/kit/recording/kept-body.ts'
import { recordWhenCut } from '@oauth-lab/kit/recording/record-when-cut.ts'
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
    reason: string,
  ) => {
    const msg = `The ${role} at ${url}: ${reason}`
    request.log.warn({ request: request.id, msg })
    // Templates are loaded only where a page is needed.
    const { unreachableMessage } = await import('@oauth-lab/webserver/unreachable.ts')
    const what = { status, role, origin, external: new URL(url).origin, runs }
    const { headers, body } = unreachableMessage(what, wantsPage(request.raw))
    return reply.code(status).headers(headers).send(body)
  }

  return (request: FastifyRequest, reply: FastifyReply): Promise<unknown> =>
    new Promise((resolve) => {
      const passing: Passing = {
        requestBody: createKeptBody(),
        responseBody: createKeptBody(),
        responseHeaders: undefined,
        failure: undefined,
      }
      request.passing = passing
      recordWhenCut(request, reply)
      const { raw } = request
      const { target } = originForm(request.originalUrl)
      proxy(raw, reply.raw, {
        target,
        headers: traceHeaders(request, spanOf(request, raw.method!, target)),
        onRequestPart: passing.requestBody.take,
        onAnswer(answer) {
          handBack(answer, reply.raw, (error) => {
            passing.failure ??= error && `the answer broke off: ${failureReason(error)}`
          })
          keepAnswer(answer, passing, request.id)
          reply.hijack()
          resolve(undefined)
        },
        onFailure(status, error) {
          passing.failure = failureReason(error)
          resolve(refuse(request, reply, status, passing.failure))
        },
      })
    })
}

function keepAnswer(answer: IncomingMessage, passing: Passing, id: string): void {
  passing.responseHeaders = [...endToEnd(answer.rawHeaders), 'x-request-id', id]
  answer.on('data', passing.responseBody.take)
  answer.once('error', (error) => {
    passing.failure ??= `the answer broke off: ${failureReason(error)}`
  })
}
