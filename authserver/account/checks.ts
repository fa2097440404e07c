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
  'user-registration.offered': {
    clause: 'OpenID Connect Prompt Create §4',
    held: 'The server lets people get an account.',
    broken: 'The server does not let people get an account.',
    error: 'access_denied',
    status: 404,
  },
  'user-registration.name-form': {
    clause: 'OpenID Connect Prompt Create §4',
    held: 'The user name has 1 to 64 characters, none of them a control character or @.',
    broken: 'The user name has no or too many characters, or a control character or @.',
    error: 'invalid_request',
  },
  'user-registration.persons-name': {
    clause: 'OpenID Connect Core §5.1',
    held: 'The name of the person has 1 to 200 characters without controls.',
    broken: 'The name of the person has no or too many characters, or controls.',
    error: 'invalid_request',
  },
  'user-registration.mail-form': {
    clause: 'OpenID Connect Core §5.1',
    held: 'The mail address has the form of one.',
    broken: 'The mail address does not have the form of one.',
    error: 'invalid_request',
  },
  'user-registration.name-free': {
    clause: 'OpenID Connect Prompt Create §4',
    held: 'The user name was free.',
    broken: 'The user name was taken. Its case does not count.',
    error: 'invalid_request',
  },
  'user-registration.mail-new': {
    clause: 'RFC 6749 §10.10',
    held: 'The mail address was of no user.',
    broken: 'The mail address was of a user, who is told so by mail. The browser is not told.',
    error: 'invalid_request',
  },
  'user-registration.mail-free': {
    clause: 'OpenID Connect Core §5.1',
    held: 'The mail address was still of no user when the account was made.',
    broken: 'The mail address was of a user by the time the account was to be made.',
    error: 'invalid_request',
  },
  'user-registration.name-still-free': {
    clause: 'OpenID Connect Prompt Create §4',
    held: 'The user name was still free when the account was made.',
    broken: 'The user name was taken by the time the account was to be made.',
    error: 'invalid_request',
  },
  'new-password.length': {
    clause: 'NIST SP 800-63B §5.1.1.2',
    held: 'The new password has 8 to 1000 characters.',
    broken: 'The new password has fewer than 8 characters, or more than 1000.',
    error: 'invalid_request',
    waivable: true,
  },
  'new-password.other': {
    clause: 'NIST SP 800-63B §5.1.1.2',
    held: 'The new password is another one than the present one.',
    broken: 'The new password is the present one.',
    error: 'invalid_request',
  },
  'new-password.not-name': {
    clause: 'NIST SP 800-63B §5.1.1.2',
    held: 'The new password is not the user name.',
    broken: 'The new password is the user name.',
    error: 'invalid_request',
    waivable: true,
  },
} as const satisfies Catalogue
