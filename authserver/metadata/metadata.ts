import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { publicKeyAlgorithms } from '@oauth-lab/kit/public-key.ts'
import { proofAlgorithms } from '@oauth-lab/kit/proof/require-proof.ts'
import { deliveryModes } from '../backchannel/delivery-modes.ts'
import { requestObjectAlgorithms } from '../authorization/parameters/request-object-algorithms.ts'
import { responseModeNames } from '../authorization/response-modes/response-modes.ts'
import { responseTypesInForce } from '../authorization/response-types/response-types.ts'
import { promptsOffered } from '../authorization/rules/prompt.ts'
import {
  assertionAlgorithms,
  certificateMethodNames,
  confidentialMethodNames,
  methodNames,
} from '../clients/authentication/methods.ts'
import { subjectTypes } from '../clients/client-metadata.ts'
import { signingAlgorithms } from '../configuration/server-configuration.ts'
import type { ServerConfiguration } from '../configuration/server-configuration.ts'
import type { Exchange } from '../exchange.ts'
import { cibaName } from '../grant-types/grant-type.ts'
import { contentEncryptions, keyEncryptions } from '../keys/encryption-algorithms.ts'
import { grantTypesOffered } from '../grant-types/grant-types.ts'
import { scopes } from '../scopes/scopes.ts'
import { issuerOf } from '../server.ts'
import { allowedAlgorithms } from '../signatures/allowed-algorithms.ts'
import { oneFactor, twoFactors } from '../tokens/authentication.ts'
import type { EndpointAddress } from './endpoint-address.ts'

/** Claims of ID tokens that no scope asks for. */
const protocolClaims = [
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
  'c_hash',
  's_hash',
]

/** The server's metadata, the same for RFC 8414 §2 and OpenID Connect Discovery §3. */
export function metadataOf({ server, sandbox, configuration }: Exchange) {
  const allowed = (names: readonly string[]) => allowedAlgorithms(configuration, names)
  const detailsTypes = Object.keys(configuration.authorizationDetailsTypes)
  return {
    issuer: issuerOf(sandbox),
    ...addressesOf(server.endpoints, sandbox.base, configuration),
    scopes_supported: Object.keys(configuration.supportedScopes),
    // A list without values is left out (RFC 8414 §3.2).
    ...(detailsTypes.length > 0 && { authorization_details_types_supported: detailsTypes }),
    response_types_supported: responseTypesInForce(configuration).map(({ name }) => name),
    response_modes_supported: responseModeNames,
    grant_types_supported: grantTypesOffered(configuration, server.hooks(sandbox)),
    subject_types_supported: [...subjectTypes],
    id_token_signing_alg_values_supported: allowed(signingAlgorithms),
    id_token_encryption_alg_values_supported: [...keyEncryptions],
    id_token_encryption_enc_values_supported: [...contentEncryptions],
    authorization_signing_alg_values_supported: allowed(signingAlgorithms),
    authorization_encryption_alg_values_supported: [...keyEncryptions],
    authorization_encryption_enc_values_supported: [...contentEncryptions],
    userinfo_signing_alg_values_supported: allowed(signingAlgorithms),
    userinfo_encryption_alg_values_supported: [...keyEncryptions],
    userinfo_encryption_enc_values_supported: [...contentEncryptions],
    introspection_signing_alg_values_supported: allowed(signingAlgorithms),
    introspection_encryption_alg_values_supported: [...keyEncryptions],
    introspection_encryption_enc_values_supported: [...contentEncryptions],
    acr_values_supported: [oneFactor, twoFactors],
    token_endpoint_auth_methods_supported: offeredOf(methodNames, configuration, sandbox),
    token_endpoint_auth_signing_alg_values_supported: allowed(assertionAlgorithms),
    introspection_endpoint_auth_methods_supported: offeredOf(
      confidentialMethodNames,
      configuration,
      sandbox,
    ),
    introspection_endpoint_auth_signing_alg_values_supported: allowed(assertionAlgorithms),
    revocation_endpoint_auth_methods_supported: offeredOf(methodNames, configuration, sandbox),
    revocation_endpoint_auth_signing_alg_values_supported: allowed(assertionAlgorithms),
    code_challenge_methods_supported: ['S256'],
    prompt_values_supported: promptsOffered(configuration),
    claim_types_supported: ['normal'],
    claims_supported: claimsSupported(configuration),
    claims_parameter_supported: true,
    request_parameter_supported: true,
    request_uri_parameter_supported: configuration.requestUriHosts.length > 0,
    require_request_uri_registration: true,
    request_object_signing_alg_values_supported: allowed(requestObjectAlgorithms),
    require_signed_request_object: configuration.requireSignedRequestObject,
    require_pushed_authorization_requests: configuration.requirePushedAuthorizationRequests,
    dpop_signing_alg_values_supported: allowed(proofAlgorithms),
    ...mtlsMembers(server.endpoints, sandbox, configuration),
    authorization_response_iss_parameter_supported: true,
    ...(configuration.supportedGrantTypes.includes(cibaName) && {
      backchannel_token_delivery_modes_supported: [...deliveryModes],
      backchannel_authentication_request_signing_alg_values_supported: allowed(publicKeyAlgorithms),
      backchannel_user_code_parameter_supported: false,
    }),
    ...(configuration.clientIdDocuments && { client_id_metadata_document_supported: true }),
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: configuration.sessions,
    frontchannel_logout_supported: true,
    frontchannel_logout_session_supported: configuration.sessions,
    service_documentation: `${sandbox.base}/`,
  }
}

function offeredOf(
  methods: readonly string[],
  { clientAuthenticationMethods: offered }: ServerConfiguration,
  { mtlsOrigin }: Sandbox,
): readonly string[] {
  const possible = methods.filter(
    (name) => mtlsOrigin !== undefined || !certificateMethodNames.includes(name),
  )
  return offered.length === 0 ? possible : possible.filter((name) => offered.includes(name))
}

/** Where clients show their certificates; nothing in a lab that has no place for them. */
function mtlsMembers(
  endpoints: readonly EndpointAddress[],
  { mtlsOrigin, prefix }: Sandbox,
  configuration: ServerConfiguration,
): object {
  if (mtlsOrigin === undefined) return {}
  const places = endpoints.filter(({ takesCertificate }) => takesCertificate)
  return {
    tls_client_certificate_bound_access_tokens: true,
    mtls_endpoint_aliases: addressesOf(places, mtlsOrigin + prefix, configuration),
  }
}

function claimsSupported({ scopeClaims }: ServerConfiguration): string[] {
  const ofScopes = scopes.flatMap(({ claims }) => claims)
  const configured = Object.values(scopeClaims).flatMap(({ claims }) => claims)
  return [...new Set([...protocolClaims, ...ofScopes, ...configured])]
}

/** The endpoints that are offered now below a base, by their members. */
function addressesOf(
  endpoints: readonly EndpointAddress[],
  base: string,
  configuration: ServerConfiguration,
): Record<string, string> {
  const offered = endpoints.flatMap(({ metadata, path, offered: isOffered }) =>
    metadata !== undefined && (isOffered?.(configuration) ?? true) ? [[metadata, base + path]] : [],
  )
  return Object.fromEntries(offered) as Record<string, string>
}
