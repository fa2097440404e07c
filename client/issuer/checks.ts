import type { Catalogue } from '@oauth-lab/kit/check-definition.ts'

/** What the authorization server answers. */
export const issuerChecks = {
  'metadata.issuer': {
    clause: 'OpenID Connect Discovery §4.3; RFC 8414 §3.3',
    held: 'The metadata names the issuer that was asked.',
    broken: 'The metadata names another issuer.',
    error: 'invalid_response',
    status: 502,
    waivable: true,
  },
  'authorization-response.issuer': {
    clause: 'RFC 9207 §2.4',
    held: 'The authorization response came from the issuer that was asked.',
    broken: 'The authorization response did not come from the issuer that was asked.',
    error: 'invalid_response',
    status: 502,
    waivable: true,
  },
  'authorization-response.valid': {
    clause: 'RFC 6749 §4.1.2',
    held: 'The authorization response has the form that was agreed.',
    broken: 'The authorization response does not have the form that was agreed.',
    error: 'invalid_response',
    status: 502,
  },
  'token-response.valid': {
    clause: 'RFC 6749 §5.1',
    held: 'The token response has the form that was agreed.',
    broken: 'The token response does not have the form that was agreed.',
    error: 'invalid_response',
    status: 502,
  },
  'id-token.nonce': {
    clause: 'OpenID Connect Core §3.1.3.7',
    held: 'The ID token is for this sign-in: it carries the `nonce` that was sent.',
    broken: 'The ID token is not for this sign-in: it lacks the `nonce` that was sent.',
    error: 'invalid_response',
    status: 502,
    waivable: true,
  },
  'id-token.valid': {
    clause: 'OpenID Connect Core §3.1.3.7',
    held: 'The ID token is for this application, and from its issuer.',
    broken: 'The ID token does not pass the checks of a client.',
    error: 'invalid_response',
    status: 502,
  },
} as const satisfies Catalogue
