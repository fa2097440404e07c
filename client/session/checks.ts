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
  'logout-token.present': {
    clause: 'OpenID Connect Back-Channel Logout §2.5',
    held: 'The request carried a logout token.',
    broken: 'The request carried no logout token.',
    error: 'invalid_request',
  },
  'logout-token.client': {
    clause: 'OpenID Connect Back-Channel Logout §2.6',
    held: 'The aud of the logout token is a client of this page.',
    broken: 'The aud of the logout token is no client of this page.',
    error: 'invalid_request',
  },
  'logout-token.valid': {
    clause: 'OpenID Connect Back-Channel Logout §2.6',
    held: 'The issuer signed the logout token, which has iat, exp and jti, and it has not expired.',
    broken: 'The logout token is not signed by the issuer, lacks iat, exp or jti, or has expired.',
    error: 'invalid_request',
  },
  'logout-token.event': {
    clause: 'OpenID Connect Back-Channel Logout §2.6',
    held: 'The events of the logout token say that it is one, and it has no nonce.',
    broken: 'The events of the logout token do not say that it is one, or it has a nonce.',
    error: 'invalid_request',
  },
  'logout-token.session': {
    clause: 'OpenID Connect Back-Channel Logout §2.6',
    held: 'The logout token names a session or a person.',
    broken: 'The logout token names neither a session nor a person.',
    error: 'invalid_request',
  },
} as const satisfies Catalogue
