import { parameter } from '@oauth-lab/kit/form.ts'
import { requireDetails } from '../authorization-details/require-details.ts'
import { requireThat } from '../checks.ts'
import { isPublic } from '../clients/client.ts'
import { audienceOf, requireResources } from '../resources/require-resources.ts'
import { requireNoUserScopes, requireScopes } from '../scopes/require-scopes.ts'
import { tokenResponse } from '../token/token-response.ts'
import { issueAccessToken } from '../tokens/issue-access-token.ts'
import type { GrantType } from './grant-type.ts'

/** A token for the client itself (RFC 6749 §4.4). */
export const clientCredentials: GrantType = {
  name: 'client_credentials',
  onByDefault: true,
  begins: true,
  takesDetails: true,
  clients: 'confidential',
  async grant(exchange) {
    const { client, form } = exchange
    const { token_endpoint_auth_method: method } = client.metadata
    const isConfidential = !isPublic(client)
    requireThat(
      exchange,
      'client-credentials.confidential',
      isConfidential,
      `It is registered for ${method}.`,
    )
    const scopes = requireScopes(exchange, parameter(form, 'scope'), client)
    requireNoUserScopes(exchange, scopes)
    const resources = await requireResources(exchange, form)
    const asked = parameter(form, 'authorization_details')
    const details = requireDetails(exchange, asked, client)
    const issued = await issueAccessToken(exchange, {
      grantType: 'client_credentials',
      user: null,
      scopes,
      audience: audienceOf(exchange, resources),
      grantId: null,
      authentication: null,
      details,
    })
    return tokenResponse(issued, scopes, details)
  },
}
