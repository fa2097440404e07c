import type { FastifyInstance } from 'fastify'
import { EndTime, Ending } from '@oauth-lab/kit/admin/clock-document.ts'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import { digest } from '../digest.ts'
import type { Exchange } from '../exchange.ts'
import { openManaged } from './open-managed.ts'
import type { AuthServer } from '../server.ts'
import { findAccessToken, findRefreshToken } from '../tokens/find-token.ts'

/** `POST expiries`: when a token, session or code ends. It is asked for in a body, since it is a secret. */
export function expiryRoute(api: FastifyInstance, server: AuthServer): void {
  const schema = { body: Ending, response: { 200: EndTime } }
  api.post('/expiries', { schema }, async (request, reply): Promise<EndTime> => {
    const ending = readDocument(Ending, request.body)
    const exchange = await openManaged(server, request, reply)
    for (const [kind, find] of Object.entries(finders) as [keyof Ending, Find][]) {
      const named = ending[kind]
      if (named === undefined) continue
      const row = await find(exchange, named)
      if (row !== undefined) return { expiresAt: row.expires_at }
      const message = `is no ${kind} that this server knows`
      throw new ConfigurationError('Nothing ends.', [{ path: kind, message }])
    }
    throw new TypeError('readDocument lets nothing through that names nothing')
  })
}

type Find = (exchange: Exchange, named: string) => Promise<{ expires_at: number } | undefined>

const finders: Record<keyof Ending, Find> = {
  token: async (exchange, token) =>
    (await findAccessToken(exchange, token)) ?? findRefreshToken(exchange, token),
  session: ({ server, sandbox }, named) =>
    server.db
      .selectFrom('sessions')
      .select('expires_at')
      .where('sandbox', '=', sandbox.id)
      .where(({ or, eb }) =>
        // A cookie comes with its name or without.
        or([
          eb('session_hash', '=', digest(named.slice(named.indexOf('=') + 1))),
          eb('sid', '=', named),
        ]),
      )
      .executeTakeFirst(),
  code: ({ server, sandbox }, code) =>
    server.db
      .selectFrom('codes')
      .select('expires_at')
      .where('sandbox', '=', sandbox.id)
      .where('code_hash', '=', digest(code))
      .executeTakeFirst(),
}
