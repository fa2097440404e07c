import type { FastifyReply, FastifyRequest } from 'fastify'
import { parameter } from '@oauth-lab/kit/form.ts'
import { requireThat } from '../checks.ts'
import { authenticateClient } from '../clients/authenticate-client.ts'
import type { Client } from '../clients/client.ts'
import { digest } from '../digest.ts'
import type { AuthServer } from '../server.ts'
import { requireForm } from '../token/read-form.ts'
import { revokeGrant } from '../tokens/grants.ts'
import { tokenKey } from '../tokens/token-key.ts'

/**
 * Token revocation (RFC 7009): an access token ends alone, a refresh token with its whole grant. An
 * unknown token is no error (§2.2).
 */
export function revocationEndpoint(server: AuthServer) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const form = requireForm(request)
    const client = await authenticateClient(server, request, form)
    const token = parameter(form, 'token')
    requireThat(request, 'token.present', token !== undefined)
    if (!(await revokeAccessToken(server, request, client, token))) {
      await revokeRefreshToken(server, request, client, token)
    }
    return reply.header('cache-control', 'no-store').code(200).send()
  }
}

async function revokeAccessToken(
  server: AuthServer,
  request: FastifyRequest,
  client: Client,
  token: string,
): Promise<boolean> {
  const { id, clock } = request.sandbox
  const key = tokenKey(token)
  const row = await server.db
    .selectFrom('access_tokens')
    .select('client_id')
    .where('sandbox', '=', id)
    .where('token_hash', '=', key)
    .executeTakeFirst()
  if (row === undefined) return false
  requireThat(request, 'token.of-client', row.client_id === client.id)
  await server.db
    .updateTable('access_tokens')
    .set({ revoked_at: clock.now() })
    .where('sandbox', '=', id)
    .where('token_hash', '=', key)
    .execute()
  return true
}

async function revokeRefreshToken(
  server: AuthServer,
  request: FastifyRequest,
  client: Client,
  token: string,
): Promise<void> {
  const row = await server.db
    .selectFrom('refresh_tokens')
    .select(['client_id', 'grant_id'])
    .where('sandbox', '=', request.sandbox.id)
    .where('token_hash', '=', digest(token))
    .executeTakeFirst()
  if (row === undefined) return
  requireThat(request, 'token.of-client', row.client_id === client.id)
  await revokeGrant(server.db, request.sandbox, row.grant_id)
}
