import type { ClientMetadata, ServerMetadata } from 'openid-client'
import type { AuthorizationServer } from '@oauth-lab/kit/authorization-server.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import {
  backchannelLogoutOf,
  callbackOf,
  pageOf,
  redirectUrisOf,
  spaOf,
} from '../configurations/addresses.ts'
import type { ClientConfigurationDocument } from '../configurations/configuration-document.ts'
import { authenticationOf } from '../issuer/authentication.ts'

/**
 * What a configuration says about the client (RFC 7591 §2). One that registers itself asks for what
 * the server offers; a person's asks for all that was ticked.
 * @param metadata undefined while the server was not asked
 */
export function metadataOf(
  sandbox: Sandbox,
  document: ClientConfigurationDocument,
  { scope }: Pick<AuthorizationServer, 'scope'>,
  metadata: Partial<ServerMetadata> = {},
): Partial<ClientMetadata> {
  const { type, redirectUri, registersItself, dpop } = document
  const offered = metadata.grant_types_supported
  const grantTypes = document.grantTypes.filter(
    (name) => !registersItself || offered === undefined || offered.includes(name),
  )
  const isOfBrowser = type === 'public' && redirectUri === null
  return {
    client_name: document.clientName,
    redirect_uris: isOfBrowser
      ? redirectUrisOf('spa', sandbox)
      : [redirectUri ?? callbackOf(sandbox)],
    post_logout_redirect_uris: [isOfBrowser ? spaOf(sandbox) : pageOf(sandbox)],
    grant_types: grantTypes,
    response_types: grantTypes.includes('authorization_code') ? ['code'] : [],
    token_endpoint_auth_method: authenticationOf(document, metadata),
    ...(!isOfBrowser &&
      metadata['backchannel_logout_supported'] === true && {
        backchannel_logout_uri: backchannelLogoutOf(sandbox),
        backchannel_logout_session_required: true,
      }),
    ...(scope !== '' && { scope }),
    ...(dpop && { dpop_bound_access_tokens: true }),
  }
}
