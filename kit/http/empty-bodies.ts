import { errorCodes } from 'fastify'
import type { FastifyInstance } from 'fastify'

/** A request without a body may still name a media type (RFC 9110 §8.3); nothing is read then. */
export function allowEmptyBodies(app: FastifyInstance): void {
  const readJson = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') return done(null, undefined)
    return readJson(request, String(body), done)
  })
  app.addContentTypeParser('*', ({ headers, is404 }, _payload, done) => {
    const { 'content-length': length = '0', 'transfer-encoding': encoding } = headers
    const isEmpty = length === '0' && encoding === undefined
    done(isEmpty || is404 ? null : new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE(), undefined)
  })
}
