import type { FastifyInstance } from 'fastify'
import type { ControlContext } from './context.ts'

/** `GET /control/readyz`: whether the default sandbox has its users and clients. */
export function readinessRoute(app: FastifyInstance, context: ControlContext): void {
  app.get('/control/readyz', (_request, reply) => {
    reply.header('cache-control', 'no-store')
    if (context.bootstrapped) return { status: 'ready' }
    return reply.code(503).send({
      error: 'not_ready',
      error_description: 'The users and clients are not made yet; the other roles do not answer.',
    })
  })
}
