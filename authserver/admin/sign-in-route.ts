import type { FastifyInstance } from 'fastify'
import { Done } from '@oauth-lab/kit/admin/etag.ts'

/**
 * `POST sign-ins`: control tells that an administrator of the whole lab has come to this sandbox without
 * a password. It changes nothing but the audit log.
 */
export function signInRoute(api: FastifyInstance): void {
  api.post('/sign-ins', { schema: { response: { 204: Done } } }, async (request, reply) => {
    request.audited = { about: { administrator: 'of the whole lab' } }
    return reply.code(204).send()
  })
}
