import type { Catalogue } from '@oauth-lab/kit/check-definition.ts'

/** Whom a request runs as, and what that user may do. */
export const delegationChecks = {
  'delegation.user': {
    clause: 'RFC 9068 §2.2',
    held: 'The token is about a user.',
    broken: 'The token is about no user: a client got it for itself.',
    error: 'access_denied',
    status: 403,
  },
  'delegation.user-name': {
    clause: 'OpenID Connect Core §5.1',
    held: 'A source holds the claim that names the local user.',
    broken: 'No source holds the claim that names the local user.',
    error: 'access_denied',
    status: 403,
  },
  'delegation.identifier': {
    clause: 'OpenID Connect Core §5.7',
    held: 'The local user is known by sub, which no other user ever gets.',
    broken: 'The local user is known by a claim that may change, or come to another user.',
    error: 'access_denied',
    status: 403,
    waivable: true,
  },
  'userinfo.accepts-token': {
    clause: 'OpenID Connect Core §5.3.3',
    held: 'The UserInfo endpoint accepted the token.',
    broken: 'The UserInfo endpoint did not accept the token.',
    error: 'invalid_token',
    status: 401,
  },
  'userinfo.subject': {
    clause: 'OpenID Connect Core §5.3.2',
    held: 'The sub of UserInfo is that of the token.',
    broken: 'The sub of UserInfo is not that of the token.',
    error: 'invalid_token',
    status: 401,
  },
  'role.held': {
    clause: 'RFC 9110 §15.5.4',
    held: 'The local user holds the role that the operation needs.',
    broken: 'The local user does not hold the role that the operation needs.',
    error: 'access_denied',
    status: 403,
    waivable: true,
  },
} as const satisfies Catalogue
