import { Refusal } from './failure.ts'

/**
 * Refuses an authorization response that does not come from the configured issuer: the metadata must be that
 * issuer's own (OpenID Connect Discovery §4.3), and `iss` must equal it when present or promised (RFC 9207 §2.4).
 * oidc-client-ts leaves both to its user. Throws a {@link Refusal}.
 */
export const requireIssuer = (
  answer: URLSearchParams,
  metadata: object,
  config: { issuer: string },
): void => {
  const { issuer, authorization_response_iss_parameter_supported: promised } = metadata as Record<
    string,
    unknown
  >
  if (issuer !== config.issuer) {
    throw new Refusal({
      heading: 'The metadata names another issuer.',
      description: `expected ${config.issuer}, found ${String(issuer)}`,
      next: 'The answer was not used. Look at the configuration of the authorization server.',
    })
  }
  const iss = answer.get('iss')
  if (iss === config.issuer || (iss === null && promised !== true)) return
  throw new Refusal({
    heading: 'This answer comes from another issuer.',
    description: `expected ${config.issuer}, found ${iss ?? 'no iss'}`,
    next: 'The code in it was not sent anywhere, since it may be meant for another server (RFC 9207 §2.4). Sign in again.',
  })
}
