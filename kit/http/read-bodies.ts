import { errorCodes } from 'fastify'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { parse } from 'fast-querystring'

/**
 * Reads forms and JSON. A request without a body may still name a media type (RFC 9110 §8.3); nothing
 * is read then.
 */
export function readBodies(app: FastifyInstance): void {
  const readJson = app.getDefaultJsonParser('error', 'error')
  app.decorateRequest('sentBody', undefined)
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (request, body, done) => done(null, parseForm(keep(request, body))),
  )
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = keep(request, body)
    if (text === '') return done(null, undefined)
    return readJson(request, text, (error, value) => {
      // An endpoint of a protocol has a check of its own for what it wants.
      const isProtocol = request.routeOptions.config.endpoint !== undefined
      done(isProtocol ? null : error, value)
    })
  })
  app.addContentTypeParser('*', ({ headers, is404 }, _payload, done) => {
    const { 'content-length': length = '0', 'transfer-encoding': encoding } = headers
    const isEmpty = length === '0' && encoding === undefined
    done(isEmpty || is404 ? null : new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE(), undefined)
  })
}

/** The fields of a form; one that stands there several times has a list. */
export function parseForm(text: string): Record<string, string | string[]> {
  return parse(text) as Record<string, string | string[]>
}

function keep(request: FastifyRequest, body: string | Buffer): string {
  request.sentBody = body as string
  return request.sentBody
}
