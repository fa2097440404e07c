import type { FastifyReply, FastifyRequest } from 'fastify'
import { parameter } from '@oauth-lab/kit/form.ts'
import { observe, requireThat } from '../checks.ts'
import { authenticateConfidentialClient } from '../clients/authenticate-client.ts'
import type { Client } from '../clients/client.ts'
import { digest } from '../digest.ts'
import { issuerOf } from '../server.ts'
import type { AuthServer } from '../server.ts'
import { requireForm } from '../token/read-form.ts'
import { findLiveAccessToken } from '../tokens/find-access-token.ts'

const inactive = { active: false }

/**
 * Token introspection (RFC 7662): a client sees its own tokens, a resource server those for its
 * audience; to others they are inactive.
 */
export function introspectionEndpoint(server: AuthServer) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<object> => {
    const form = requireForm(request)
    const caller = await authenticateConfidentialClient(server, request, form)
    const token = parameter(form, 'token')
    requireThat(request, 'token.present', token !== undefined)
    reply.header('cache-control', 'no-store')
    return (
      (await introspectAccessToken(server, request, caller, token)) ??
      (await introspectRefreshToken(server, request, caller, token)) ??
      inactive
    )
  }
}

async function introspectAccessToken(
  server: AuthServer,
  request: FastifyRequest,
  caller: Client,
  token: string,
): Promise<object | undefined> {
  const { sandbox } = request
  const row = await findLiveAccessToken(server.db, sandbox, token)
  if (row === undefined) return undefined
  observe(request, 'introspection.live', true)
  const audience = JSON.parse(row.audience) as string[]
  const { resource: own = [] } = caller.metadata
  const visible = row.client_id === caller.id || own.some((one) => audience.includes(one))
  observe(request, 'introspection.visible', visible)
  if (!visible) return inactive
  const { introspection, jti } = JSON.parse(row.claims) as { introspection?: object; jti: string }
  return {
    ...introspection,
    active: true,
    iss: issuerOf(sandbox),
    ...(row.scope !== '' && { scope: row.scope }),
    client_id: row.client_id,
    ...(row.username !== null && { username: row.username }),
    token_type: 'Bearer',
    sub: row.sub,
    aud: audience.length === 1 ? audience[0] : audience,
    iat: row.issued_at / 1000,
    exp: row.expires_at / 1000,
    jti,
  }
}

async function introspectRefreshToken(
  server: AuthServer,
  request: FastifyRequest,
  caller: Client,
  token: string,
): Promise<object | undefined> {
  const { sandbox } = request
  const row = await server.db
    .selectFrom('refresh_tokens')
    .innerJoin('grants', (join) =>
      join
        .onRef('grants.sandbox', '=', 'refresh_tokens.sandbox')
        .onRef('grants.grant_id', '=', 'refresh_tokens.grant_id'),
    )
    .select([
      'refresh_tokens.scope',
      'refresh_tokens.client_id',
      'refresh_tokens.expires_at',
      'grants.sub',
    ])
    .where('refresh_tokens.sandbox', '=', sandbox.id)
    .where('refresh_tokens.token_hash', '=', digest(token))
    .where('refresh_tokens.redeemed_at', 'is', null)
    .where('refresh_tokens.expires_at', '>', sandbox.clock.now())
    .where('grants.revoked_at', 'is', null)
    .executeTakeFirst()
  observe(request, 'introspection.live', row !== undefined)
  if (row === undefined) return undefined
  observe(request, 'introspection.visible', row.client_id === caller.id)
  if (row.client_id !== caller.id) return inactive
  const { scope, client_id, sub } = row
  const exp = Math.floor(row.expires_at / 1000)
  return { active: true, iss: issuerOf(sandbox), scope, client_id, sub, exp }
}
