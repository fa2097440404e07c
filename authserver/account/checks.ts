import type { Catalogue } from '@oauth-lab/kit/check-definition.ts'

/** The page on which users end what they allowed. */
export const accountChecks = {
  'account.sessions': {
    clause: 'OpenID Connect Core §3.1.2.3',
    held: 'The server keeps sessions, so that a user stays signed in.',
    broken: 'The server keeps no sessions, so nobody can stay signed in for this page.',
    error: 'access_denied',
  },
} as const satisfies Catalogue
