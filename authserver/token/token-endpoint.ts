import { parameter } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { check, requireThat } from '../checks.ts'
import { authenticateClient } from '../clients/authenticate-client.ts'
import type { Client } from '../clients/client.ts'
import type { Exchange } from '../exchange.ts'
import { authorizationCodeGrant } from './authorization-code-grant.ts'
import { clientCredentialsGrant } from './client-credentials-grant.ts'
import { customGrant } from './custom-grant.ts'
import { refreshTokenGrant } from './refresh-token-grant.ts'
import { requireForm } from './read-form.ts'
import type { TokenResponse } from './token-response.ts'

export type Grant = (exchange: Exchange, client: Client, form: Parameters) => Promise<TokenResponse>

const grants: Readonly<Record<string, Grant>> = {
  authorization_code: authorizationCodeGrant,
  client_credentials: clientCredentialsGrant,
  refresh_token: refreshTokenGrant,
}

/** The token endpoint (RFC 6749 §3.2). */
export async function token(exchange: Exchange): Promise<TokenResponse> {
  const form = requireForm(exchange)
  const client = await authenticateClient(exchange, form)
  const grant = await requireGrantType(exchange, client, form)
  const response = await grant(exchange, client, form)
  exchange.reply.header('cache-control', 'no-store').header('pragma', 'no-cache')
  return response
}

async function requireGrantType(
  exchange: Exchange,
  client: Client,
  form: Parameters,
): Promise<Grant> {
  const grantType = parameter(form, 'grant_type')
  requireThat(exchange, 'grant-type.present', grantType !== undefined)
  const { supportedGrantTypes } = exchange.configuration
  const { grantTypes = {} } = exchange.server.hooks()
  const own = Object.hasOwn(grantTypes, grantType) ? grantTypes[grantType] : undefined
  const grant = Object.hasOwn(grants, grantType)
    ? grants[grantType]
    : own && customGrant(grantType, own)
  const supported = supportedGrantTypes.includes(grantType) || own !== undefined
  requireThat(exchange, 'grant-type.supported', grant !== undefined && supported)
  check(exchange, 'grant-type.allowed', client.metadata.grant_types.includes(grantType))
  const accepted = await exchange.server.hooks().validateClient?.(client.id, grantType)
  requireThat(exchange, 'client.authenticated', accepted !== false)
  return grant
}
