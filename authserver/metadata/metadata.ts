import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { confidentialMethodNames, methodNames } from '../clients/authentication/methods.ts'
import { signingAlgorithms } from '../configuration/server-configuration.ts'
import type { ServerConfiguration } from '../configuration/server-configuration.ts'
import type { Endpoint } from '../endpoint.ts'
import type { Exchange } from '../exchange.ts'
import { issuerOf } from '../server.ts'
import { oneFactor, twoFactors } from '../tokens/authentication.ts'

/** The server's metadata, the same for RFC 8414 §2 and OpenID Connect Discovery §3. */
export function metadataOf({ server, sandbox, configuration }: Exchange) {
  const hookGrantTypes = Object.keys(server.hooks().grantTypes ?? {})
  return {
    issuer: issuerOf(sandbox),
    ...addressesOf(server.endpoints, sandbox, configuration),
    scopes_supported: Object.keys(configuration.supportedScopes),
    response_types_supported: ['code'],
    response_modes_supported: ['query', 'fragment', 'form_post'],
    grant_types_supported: [...new Set([...configuration.supportedGrantTypes, ...hookGrantTypes])],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: signingAlgorithms,
    acr_values_supported: [oneFactor, twoFactors],
    token_endpoint_auth_methods_supported: methodNames,
    introspection_endpoint_auth_methods_supported: confidentialMethodNames,
    revocation_endpoint_auth_methods_supported: methodNames,
    code_challenge_methods_supported: ['S256'],
    prompt_values_supported: ['none', 'login', 'consent', 'select_account'],
    claim_types_supported: ['normal'],
    claims_supported: [
      'sub',
      'iss',
      'aud',
      'exp',
      'iat',
      'auth_time',
      'nonce',
      'acr',
      'amr',
      'sid',
      'at_hash',
      'name',
      'given_name',
      'family_name',
      'preferred_username',
      'email',
      'email_verified',
      'address',
      'phone_number',
      'phone_number_verified',
    ],
    claims_parameter_supported: false,
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
    authorization_response_iss_parameter_supported: true,
    service_documentation: `${sandbox.base}/`,
  }
}

/** The endpoints that are offered now, by their members. */
function addressesOf(
  endpoints: readonly Endpoint[],
  sandbox: Sandbox,
  configuration: ServerConfiguration,
): Record<string, string> {
  const offered = endpoints.flatMap(({ metadata, path, offered: isOffered }) =>
    metadata !== undefined && (isOffered?.(configuration) ?? true)
      ? [[metadata, sandbox.base + path]]
      : [],
  )
  return Object.fromEntries(offered) as Record<string, string>
}
