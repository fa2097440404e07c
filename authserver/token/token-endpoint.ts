import type { FastifyReply, FastifyRequest } from 'fastify'
import { parameter } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { check, requireThat } from '../checks.ts'
import { authenticateClient } from '../clients/authenticate-client.ts'
import type { Client } from '../clients/client.ts'
import { configurationOf } from '../configuration/configurations.ts'
import type { AuthServer } from '../server.ts'
import { authorizationCodeGrant } from './authorization-code-grant.ts'
import { clientCredentialsGrant } from './client-credentials-grant.ts'
import { customGrant } from './custom-grant.ts'
import { refreshTokenGrant } from './refresh-token-grant.ts'
import { requireForm } from './read-form.ts'
import type { TokenResponse } from './token-response.ts'

export type Grant = (
  server: AuthServer,
  request: FastifyRequest,
  client: Client,
  form: Parameters,
) => Promise<TokenResponse>

const grants: Readonly<Record<string, Grant>> = {
  authorization_code: authorizationCodeGrant,
  client_credentials: clientCredentialsGrant,
  refresh_token: refreshTokenGrant,
}

/** The token endpoint (RFC 6749 §3.2). */
export function tokenEndpoint(server: AuthServer) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<TokenResponse> => {
    const form = requireForm(request)
    const client = await authenticateClient(server, request, form)
    const grant = await requireGrantType(server, request, client, form)
    const response = await grant(server, request, client, form)
    reply.header('cache-control', 'no-store').header('pragma', 'no-cache')
    return response
  }
}

async function requireGrantType(
  server: AuthServer,
  request: FastifyRequest,
  client: Client,
  form: Parameters,
): Promise<Grant> {
  const grantType = parameter(form, 'grant_type')
  requireThat(request, 'grant-type.present', grantType !== undefined)
  const { supportedGrantTypes } = await configurationOf(server.db, request.sandbox)
  const { grantTypes = {} } = server.hooks()
  const own = Object.hasOwn(grantTypes, grantType) ? grantTypes[grantType] : undefined
  const grant = Object.hasOwn(grants, grantType)
    ? grants[grantType]
    : own && customGrant(grantType, own)
  const supported = supportedGrantTypes.includes(grantType) || own !== undefined
  requireThat(request, 'grant-type.supported', grant !== undefined && supported)
  check(request, 'grant-type.allowed', client.metadata.grant_types.includes(grantType))
  const accepted = await server.hooks().validateClient?.(client.id, grantType)
  requireThat(request, 'client.authenticated', accepted !== false)
  return grant
}
