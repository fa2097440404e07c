import type { Catalogue } from '@oauth-lab/kit/check-definition.ts'

/** Revocation. */
export const revocationChecks = {
  'revocation.token-present': {
    clause: 'RFC 7009 §2.1',
    held: 'The token was sent.',
    broken: 'The token was not sent.',
    error: 'invalid_request',
  },
  'revocation.of-client': {
    clause: 'RFC 7009 §2.1',
    held: 'The token was issued to this client.',
    broken: 'The token was issued to another client.',
    error: 'unauthorized_client',
  },
} as const satisfies Catalogue
