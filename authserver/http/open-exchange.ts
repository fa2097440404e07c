import type { FastifyReply, FastifyRequest } from 'fastify'
import { openDebugLog } from '../debug-log/debug-log.ts'
import { requireThat } from '../checks.ts'
import { configurationOf, whereToMakeOne } from '../configuration/configurations.ts'
import type { ServerConfiguration } from '../configuration/server-configuration.ts'
import type { Exchange } from '../exchange.ts'
import { inForce } from '../profiles/apply-profile.ts'
import type { AuthServer } from '../server.ts'

/**
 * Opens the exchange of a request whose sandbox is known.
 * @throws Refusal 503 where the server has no definition. Without `Retry-After`: waiting brings none.
 */
export async function openExchange(
  server: AuthServer,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Exchange> {
  const { sandbox } = request
  const configuration = await configurationOf(server.db, sandbox)
  // That it holds says nothing of the request, so only its failure is recorded.
  if (configuration === undefined) {
    requireThat(request, 'server.defined', false, whereToMakeOne(sandbox))
  }
  return exchangeOf(server, request, reply, configuration)
}

/** The exchange of a request where the configuration is known. */
export function exchangeOf(
  server: AuthServer,
  request: FastifyRequest,
  reply: FastifyReply,
  configuration: ServerConfiguration,
): Exchange {
  const { sandbox, checks } = request
  const debug = openDebugLog(server.log, request)
  const exchange = { server, request, reply, sandbox, checks, ...inForce(configuration) }
  return debug === undefined ? exchange : { ...exchange, debug }
}
