import type { Catalogue } from '@oauth-lab/kit/check-definition.ts'

/** The refresh of a session. */
export const sessionChecks = {
  'refresh-token.given': {
    clause: 'RFC 6749 §6',
    held: 'The authorization server gave a refresh token.',
    broken: 'The authorization server gave no refresh token.',
    error: 'invalid_request',
  },
  'refresh.same-subject': {
    clause: 'OpenID Connect Core §12.2',
    held: 'The new ID token is about the same person.',
    broken: 'The new ID token is about another person.',
    error: 'invalid_response',
    status: 502,
  },
} as const satisfies Catalogue
