import type { FastifyReply, FastifyRequest } from 'fastify'
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
  return { server, request, reply, sandbox, checks, configuration }
}
