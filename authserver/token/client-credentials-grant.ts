import { parameter } from '@oauth-lab/kit/form.ts'
import { requireThat } from '../checks.ts'
import { configurationOf } from '../configuration/configurations.ts'
import { issueAccessToken } from '../tokens/issue-access-token.ts'
import { requireScopes } from '../tokens/scopes.ts'
import { audienceOf, requireResource } from './audience.ts'
import type { Grant } from './token-endpoint.ts'
import { tokenResponse } from './token-response.ts'

/** A token for the client itself (RFC 6749 §4.4). */
export const clientCredentialsGrant: Grant = async (server, request, client, form) => {
  const { sandbox } = request
  requireThat(request, 'client-credentials.confidential', client.secret !== null)
  const configuration = await configurationOf(server.db, sandbox)
  const scopes = requireScopes(request, parameter(form, 'scope'), client, configuration)
  const userless = !scopes.includes('openid') && !scopes.includes('offline_access')
  requireThat(request, 'scope.no-user', userless)
  const resource = await requireResource(server, request, form)
  const issued = await issueAccessToken(server, sandbox, {
    grantType: 'client_credentials',
    clientId: client.id,
    user: null,
    scopes,
    audience: audienceOf(request, resource),
    grantId: null,
    authentication: null,
  })
  return tokenResponse(issued, scopes)
}
