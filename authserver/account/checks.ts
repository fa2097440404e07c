import type { Catalogue } from '@oauth-lab/kit/check-definition.ts'

/** The pages on which users look after their account. */
export const accountChecks = {
  'account.sessions': {
    clause: 'OpenID Connect Core §3.1.2.3',
    held: 'The server keeps sessions, so that a user stays signed in.',
    broken: 'The server keeps no sessions, so nobody can stay signed in for this page.',
    error: 'access_denied',
  },
  'password-reset.offered': {
    clause: 'OpenID Connect Core §3.1.2.3',
    held: 'The server lets users who forgot their password choose another one.',
    broken: 'The server does not let users who forgot their password choose another one.',
    error: 'access_denied',
    status: 404,
  },
  'new-password.length': {
    clause: 'NIST SP 800-63B §5.1.1.2',
    held: 'The new password has 8 to 1000 characters.',
    broken: 'The new password has fewer than 8 characters, or more than 1000.',
    error: 'invalid_request',
    waivable: true,
  },
  'new-password.not-name': {
    clause: 'NIST SP 800-63B §5.1.1.2',
    held: 'The new password is not the user name.',
    broken: 'The new password is the user name.',
    error: 'invalid_request',
    waivable: true,
  },
} as const satisfies Catalogue
