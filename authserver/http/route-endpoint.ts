import type { FastifyInstance } from 'fastify'
import type { Endpoint } from '../endpoint.ts'
import type { AuthServer } from '../server.ts'
import { openExchange } from './open-exchange.ts'

/** Routes an endpoint as its row says. */
export function routeEndpoint(app: FastifyInstance, server: AuthServer, endpoint: Endpoint): void {
  const { path, methods, shows, cors, handler } = endpoint
  app.route({
    url: path,
    method: [...methods],
    config: { endpoint },
    // A HEAD would do what the GET of a page does: begin or end an interaction.
    exposeHeadRoute: shows === 'json',
    handler: async (request, reply) => handler(await openExchange(server, request, reply)),
  })
  if (cors === 'none' || app.hasRoute({ url: path, method: 'OPTIONS' })) return
  // Preflights are answered before this; to an origin that is not allowed nothing is here.
  app.options(path, { config: { endpoint } }, (_request, reply) => reply.callNotFound())
}
