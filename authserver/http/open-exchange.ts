import type { FastifyReply, FastifyRequest } from 'fastify'
import { openDebugLog } from '../debug-log/debug-log.ts'
import { configurationOf } from '../configuration/configurations.ts'
import type { Exchange } from '../exchange.ts'
import type { AuthServer } from '../server.ts'

/** Opens the exchange of a request whose sandbox is known. */
export async function openExchange(
  server: AuthServer,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Exchange> {
  const { sandbox, checks } = request
  const configuration = await configurationOf(server.db, sandbox)
  const debug = openDebugLog(request)
  const exchange = { server, request, reply, sandbox, checks, configuration }
  return debug === undefined ? exchange : { ...exchange, debug }
}
