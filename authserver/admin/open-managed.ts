import type { FastifyReply, FastifyRequest } from 'fastify'
import { requireConfiguration } from '../configuration/configurations.ts'
import type { Exchange } from '../exchange.ts'
import { exchangeOf } from '../http/open-exchange.ts'
import type { AuthServer } from '../server.ts'

/** The exchange of an administrator's request. @throws AdminError 409 where the server has no definition */
export async function openManaged(
  server: AuthServer,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Exchange> {
  const configuration = await requireConfiguration(server.db, request.sandbox)
  return exchangeOf(server, request, reply, configuration)
}
