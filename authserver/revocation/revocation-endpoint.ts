import { parameter } from '@oauth-lab/kit/form.ts'
import { requireThat } from '../checks.ts'
import { authenticateClient } from '../clients/authenticate-client.ts'
import type { Client } from '../clients/client.ts'
import { digest } from '../digest.ts'
import type { Exchange } from '../exchange.ts'
import { requireForm } from '../token/read-form.ts'
import { revokeGrant } from '../tokens/grants.ts'
import { tokenKey } from '../tokens/token-key.ts'

/**
 * Token revocation (RFC 7009): an access token ends alone, a refresh token with its whole grant. An
 * unknown token is no error (§2.2).
 */
export async function revocation(exchange: Exchange): Promise<unknown> {
  const form = requireForm(exchange)
  const client = await authenticateClient(exchange, form)
  const token = parameter(form, 'token')
  requireThat(exchange, 'revocation.token-present', token !== undefined)
  if (!(await revokeAccessToken(exchange, client, token))) {
    await revokeRefreshToken(exchange, client, token)
  }
  return exchange.reply.header('cache-control', 'no-store').code(200).send()
}

async function revokeAccessToken(
  exchange: Exchange,
  client: Client,
  token: string,
): Promise<boolean> {
  const { id, clock } = exchange.sandbox
  const key = tokenKey(token)
  const row = await exchange.server.db
    .selectFrom('access_tokens')
    .select('client_id')
    .where('sandbox', '=', id)
    .where('token_hash', '=', key)
    .executeTakeFirst()
  if (row === undefined) return false
  requireTokenOfClient(exchange, row.client_id, client)
  await exchange.server.db
    .updateTable('access_tokens')
    .set({ revoked_at: clock.now() })
    .where('sandbox', '=', id)
    .where('token_hash', '=', key)
    .execute()
  return true
}

async function revokeRefreshToken(
  exchange: Exchange,
  client: Client,
  token: string,
): Promise<void> {
  const row = await exchange.server.db
    .selectFrom('refresh_tokens')
    .select(['client_id', 'grant_id'])
    .where('sandbox', '=', exchange.sandbox.id)
    .where('token_hash', '=', digest(token))
    .executeTakeFirst()
  if (row === undefined) return
  requireTokenOfClient(exchange, row.client_id, client)
  await revokeGrant(exchange.server.db, exchange.sandbox, row.grant_id)
}

/** A token of somebody else is not revoked (RFC 7009 §2.1). */
function requireTokenOfClient(exchange: Exchange, clientId: string, client: Client): void {
  const detail = `It is ${clientId}'s; ${client.id} asked.`
  requireThat(exchange, 'revocation.of-client', clientId === client.id, detail)
}
