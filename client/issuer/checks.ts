import type { Catalogue } from '@oauth-lab/kit/check-definition.ts'

/** What the authorization server answers. */
export const issuerChecks = {
  'authorization-response.valid': {
    clause: 'RFC 9207 §2.4',
    held: 'The authorization response came from the issuer that was asked.',
    broken: 'The authorization response did not come from the issuer that was asked.',
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
  'id-token.valid': {
    clause: 'OpenID Connect Core §3.1.3.7',
    held: 'The ID token is for this application, from its issuer, and for this sign-in.',
    broken: 'The ID token does not pass the checks of a client.',
    error: 'invalid_response',
    status: 502,
  },
} as const satisfies Catalogue
