import { proofAlgorithms } from '@oauth-lab/kit/proof/require-proof.ts'
import type { Exchange } from './exchange.ts'
import { detailsTypesOf, resourceOf, scopesOf } from './resource.ts'

/** What the resource server says of one of its resources (RFC 9728 §2). */
export function protectedResourceMetadata(exchange: Exchange) {
  const detailsTypes = detailsTypesOf(exchange)
  return {
    resource: resourceOf(exchange),
    authorization_servers: [exchange.definition.issuer],
    scopes_supported: scopesOf(exchange),
    ...(detailsTypes.length > 0 && { authorization_details_types_supported: detailsTypes }),
    bearer_methods_supported: ['header'],
    dpop_signing_alg_values_supported: proofAlgorithms,
    dpop_bound_access_tokens_required: exchange.configuration.dpopRequired,
    // Where clients can show a certificate (RFC 8705 §3).
    tls_client_certificate_bound_access_tokens: exchange.sandbox.mtlsOrigin !== undefined,
    resource_name: exchange.configuration.name,
  }
}
