import type { Catalogue } from '@oauth-lab/kit/check-definition.ts'

/** What is encrypted to a client. */
export const encryptionChecks = {
  'encryption-key.found': {
    clause: 'OpenID Connect Core §10.2',
    held: 'The client has a key to which the answer can be encrypted.',
    broken: 'The client has no key to which the answer can be encrypted.',
    error: 'invalid_request',
  },
} as const satisfies Catalogue
