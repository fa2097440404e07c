import type { Catalogue } from '@oauth-lab/kit/check-definition.ts'

/** The tokens that the server makes. */
export const issuedTokenChecks = {
  'access-token.typ': {
    clause: 'RFC 9068 §2.1',
    held: 'The access token says in its header that it is at+jwt.',
    broken: 'The access token does not say in its header that it is at+jwt.',
    error: 'server_error',
    waivable: true,
  },
  'signing-key.secret': {
    clause: 'RFC 7515 §10.1',
    held: 'The key that signs was made at random.',
    broken: 'The key that signs follows from a seed.',
    error: 'server_error',
    waivable: true,
  },
} as const satisfies Catalogue
