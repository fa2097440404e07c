import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { isPublic } from '../clients/client.ts'
import type { Client } from '../clients/client.ts'
import { configurationOf } from '../configuration/configurations.ts'
import type { ServerConfiguration } from '../configuration/server-configuration.ts'
import { digest } from '../digest.ts'
import type { AuthServer } from '../server.ts'

/** Whether the server's policy gives this client a refresh token for these scopes. */
export function mayRefresh(
  configuration: ServerConfiguration,
  client: Client,
  scopes: string[],
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

/** Issues a refresh token of a grant; its hash is stored (RFC 6749 §1.5, RFC 9700 §4.14). */
export async function issueRefreshToken(
  server: AuthServer,
  sandbox: Sandbox,
  grantId: string,
  clientId: string,
  scopes: string[],
): Promise<string> {
  const { refreshTokenLifetime } = await configurationOf(server.db, sandbox)
  const token = sandbox.random.token(32)
  await server.db
    .insertInto('refresh_tokens')
    .values({
      sandbox: sandbox.id,
      token_hash: digest(token),
      grant_id: grantId,
      client_id: clientId,
      scope: scopes.join(' '),
      expires_at: sandbox.clock.now() + refreshTokenLifetime * 1000,
      redeemed_at: null,
    })
    .execute()
  return token
}
