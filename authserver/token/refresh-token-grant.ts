import type { FastifyRequest } from 'fastify'
import { parameter } from '@oauth-lab/kit/form.ts'
import { check, requireThat } from '../checks.ts'
import { digest } from '../digest.ts'
import { defaultAudience } from '../server.ts'
import type { AuthServer } from '../server.ts'
import type { RefreshTokenRow } from '../store/schema.ts'
import { findGrant, revokeGrant } from '../tokens/grants.ts'
import { issueGrantTokens } from './grant-tokens.ts'
import type { Grant } from './token-endpoint.ts'

/** Swaps a refresh token for new tokens and rotates it (RFC 6749 §6, RFC 9700 §4.14.2). */
export const refreshTokenGrant: Grant = async (server, request, client, form) => {
  const { sandbox } = request
  const token = parameter(form, 'refresh_token')
  requireThat(request, 'refresh-token.present', token !== undefined)
  const row = await server.db
    .selectFrom('refresh_tokens')
    .selectAll()
    .where('sandbox', '=', sandbox.id)
    .where('token_hash', '=', digest(token))
    .executeTakeFirst()
  requireThat(request, 'refresh-token.known', row !== undefined)
  requireThat(request, 'refresh-token.of-client', row.client_id === client.id)
  await requireUnused(server, request, row, row.redeemed_at === null)
  check(request, 'refresh-token.fresh', row.expires_at > sandbox.clock.now())
  const grant = await findGrant(server.db, sandbox, row.grant_id)
  requireThat(request, 'grant.live', grant.revoked_at === null)
  const granted = row.scope.split(' ')
  const scopes = parameter(form, 'scope')?.split(' ') ?? granted
  requireThat(
    request,
    'scope.granted',
    scopes.every((scope) => granted.includes(scope)),
  )
  const resource = parameter(form, 'resource')
  const audience = grant.resource ?? defaultAudience(sandbox)
  requireThat(request, 'resource.granted', resource === undefined || resource === audience)
  await requireUnused(server, request, row, await redeem(server, request, row))
  return issueGrantTokens(server, request, {
    grantType: 'refresh_token',
    client,
    grant,
    scopes,
    nonce: null,
    refreshScopes: granted,
  })
}

/** A rotated token that comes again has leaked: the grant ends (RFC 9700 §4.14.2). */
async function requireUnused(
  server: AuthServer,
  request: FastifyRequest,
  row: RefreshTokenRow,
  unused: boolean,
): Promise<void> {
  if (!unused && !request.sandbox.waives('refresh-token.unused')) {
    await revokeGrant(server.db, request.sandbox, row.grant_id)
  }
  check(request, 'refresh-token.unused', unused)
}

async function redeem(
  server: AuthServer,
  request: FastifyRequest,
  row: RefreshTokenRow,
): Promise<boolean> {
  const won = await server.db
    .updateTable('refresh_tokens')
    .set({ redeemed_at: request.sandbox.clock.now() })
    .where('sandbox', '=', row.sandbox)
    .where('token_hash', '=', row.token_hash)
    .where('redeemed_at', 'is', null)
    .returning('token_hash')
    .executeTakeFirst()
  return won !== undefined
}
