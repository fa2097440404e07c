import { parameter } from '@oauth-lab/kit/form.ts'
import { requireThat } from '../checks.ts'
import { issueAccessToken } from '../tokens/issue-access-token.ts'
import { requireScopes } from '../tokens/scopes.ts'
import { audienceOf, requireResource } from './audience.ts'
import type { Grant } from './token-endpoint.ts'
import { tokenResponse } from './token-response.ts'

/** A token for the client itself (RFC 6749 §4.4). */
export const clientCredentialsGrant: Grant = async (exchange, client, form) => {
  requireThat(exchange, 'client-credentials.confidential', client.secret !== null)
  const scopes = requireScopes(exchange, parameter(form, 'scope'), client)
  const userless = !scopes.includes('openid') && !scopes.includes('offline_access')
  requireThat(exchange, 'scope.no-user', userless)
  const resource = await requireResource(exchange, form)
  const issued = await issueAccessToken(exchange, {
    grantType: 'client_credentials',
    clientId: client.id,
    user: null,
    scopes,
    audience: audienceOf(exchange, resource),
    grantId: null,
    authentication: null,
  })
  return tokenResponse(issued, scopes)
}
