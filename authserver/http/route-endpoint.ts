import type { FastifyInstance } from 'fastify'
import { Refusal } from '@oauth-lab/kit/checks.ts'
import type { Endpoint } from '../endpoint.ts'
import type { Exchange } from '../exchange.ts'
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
    handler: async (request, reply) => answer(await openExchange(server, request, reply), handler),
  })
  if (cors === 'none' || app.hasRoute({ url: path, method: 'OPTIONS' })) return
  // Preflights are answered before this; to an origin that is not allowed nothing is here.
  app.options(path, { config: { endpoint } }, (_request, reply) => reply.callNotFound())
}

/** Has the debug log tell how it ended. */
async function answer(exchange: Exchange, handler: Endpoint['handler']): Promise<unknown> {
  const { debug, reply } = exchange
  if (debug === undefined) return handler(exchange)
  // Before the line of the request itself. A handler that sends a page ends only after that.
  reply.raw.prependOnceListener('finish', () => debug.finish())
  try {
    return await handler(exchange)
  } catch (error) {
    if (error instanceof Refusal) debug.step('answer', `refused: ${error.error || 'no token'}`)
    throw error
  }
}
