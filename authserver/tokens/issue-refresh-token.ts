import { statement } from '@oauth-lab/kit/store/statement.ts'
import { isPublic } from '../clients/client.ts'
import type { Client } from '../clients/client.ts'
import type { ServerConfiguration } from '../configuration/server-configuration.ts'
import { until } from '../debug-log/describe.ts'
import { digest } from '../digest.ts'
import { bindingOfRefreshToken } from '../proof/confirmation.ts'
import type { ClientExchange } from '../token/token-exchange.ts'
import type { DatabaseTables } from '../store/database.ts'
import type { RefreshTokenRow } from '../store/tables.ts'

const insertToken = statement<DatabaseTables, Omit<RefreshTokenRow, 'redeemed_at'>>((db, slot) =>
  db.insertInto('refresh_tokens').values({
    sandbox: slot('sandbox'),
    token_hash: slot('token_hash'),
    grant_id: slot('grant_id'),
    client_id: slot('client_id'),
    scope: slot('scope'),
    confirmation: slot('confirmation'),
    expires_at: slot('expires_at'),
    redeemed_at: null,
  }),
)

/** Whether the server's policy gives this client a refresh token for these scopes. */
export function mayRefresh(
  configuration: ServerConfiguration,
  client: Client,
  scopes: readonly string[],
): boolean {
  const { refreshTokens, refreshForPublicClients, supportedGrantTypes } = configuration
  return (
    supportedGrantTypes.includes('refresh_token') &&
    client.metadata.grant_types.includes('refresh_token') &&
    (refreshForPublicClients || !isPublic(client)) &&
    (refreshTokens === 'always' ||
      (refreshTokens === 'offline_access' && scopes.includes('offline_access')))
  )
}

/**
 * Issues a refresh token of a grant; its hash is stored (RFC 6749 §1.5, RFC 9700 §4.14).
 * @param expires_at milliseconds on the sandbox's clock; as configured unless told
 */
export async function issueRefreshToken(
  exchange: ClientExchange,
  grantId: string,
  scopes: readonly string[],
  expires_at = endOf(exchange, exchange.sandbox.clock.now()),
): Promise<string> {
  const { sandbox, client } = exchange
  const binding = bindingOfRefreshToken(client, exchange.confirmation)
  const token = sandbox.random.token(32)
  await insertToken(exchange.server.db, {
    sandbox: sandbox.id,
    token_hash: digest(token),
    grant_id: grantId,
    client_id: client.id,
    scope: scopes.join(' '),
    confirmation: binding === undefined ? null : JSON.stringify(binding),
    expires_at,
  })
  exchange.debug?.step('stored', `the refresh token's hash, ${until(expires_at)}, grant ${grantId}`)
  return token
}

/**
 * When a refresh token ends that is issued now, milliseconds (RFC 9700 §4.14.2).
 * @param since when its grant was made, milliseconds
 */
export function endOf({ sandbox, configuration }: ClientExchange, since: number): number {
  const { refreshTokenLifetime, refreshTokenExpiry, refreshTokenIdleTimeout: idle } = configuration
  const now = sandbox.clock.now()
  const from = refreshTokenExpiry === 'absolute' ? since : now
  const end = from + refreshTokenLifetime * 1000
  return idle === 0 ? end : Math.min(end, now + idle * 1000)
}
