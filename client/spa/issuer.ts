import { Refusal } from './failure.ts'

/** Refuses a page that was opened or reloaded without an authorization response (RFC 6749 §4.1.2). Throws a {@link Refusal}. */
export const requireAnswer = (answer: URLSearchParams): void => {
  if (answer.has('code') || answer.has('error')) return
  throw new Refusal({
    heading: 'There is no answer to finish a sign-in with',
    next: 'The authorization server sends its answer to this address, with a `code` or an `error`. This page was opened or reloaded without one. Sign in again, or go back to the application.',
  })
}

/**
 * Refuses an authorization response that does not come from the configured issuer. The metadata
 * must be that issuer's own (OpenID Connect Discovery §4.3). `iss` must equal it when present or
 * promised (RFC 9207 §2.4). oidc-client-ts leaves both to its user. Throws a {@link Refusal}.
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
      heading: 'The metadata names another issuer',
      description: `expected ${config.issuer}, found ${String(issuer)}`,
      next: 'The answer was not used. Look at the configuration of the authorization server.',
    })
  }
  const iss = answer.get('iss')
  if (iss === config.issuer || (iss === null && promised !== true)) return
  throw new Refusal({
    heading: 'This answer comes from another issuer',
    description: `expected ${config.issuer}, found ${iss ?? 'no iss'}`,
    next: 'The code in it was not sent anywhere, since it may be meant for another server (RFC 9207 §2.4). Sign in again.',
  })
}
