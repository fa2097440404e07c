import type { Catalogue } from '@oauth-lab/kit/check-definition.ts'

/** UserInfo. */
export const userinfoChecks = {
  'bearer.live': {
    clause: 'RFC 6750 §3.1',
    held: 'The access token is known, has not expired and was not revoked.',
    broken: 'The access token is unknown, has expired or was revoked.',
    error: 'invalid_token',
    status: 401,
  },
  'userinfo.of-user': {
    clause: 'OpenID Connect Core §5.3',
    held: 'The access token speaks for a user.',
    broken: "The access token is a client's own, and speaks for no user.",
    error: 'insufficient_scope',
    status: 403,
  },
  'userinfo.openid-scope': {
    clause: 'OpenID Connect Core §5.3.1',
    held: 'The user granted openid to the access token.',
    broken: 'The user did not grant openid to the access token.',
    error: 'insufficient_scope',
    status: 403,
  },
  'userinfo.user': {
    clause: 'RFC 6750 §3.1',
    held: 'The user of the access token still exists.',
    broken: 'The user of the access token was deleted since.',
    error: 'invalid_token',
    status: 401,
  },
} as const satisfies Catalogue
