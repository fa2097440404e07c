import type { Catalogue } from '@oauth-lab/kit/check-definition.ts'

/** Introspection. */
export const introspectionChecks = {
  'introspection.token-present': {
    clause: 'RFC 7662 §2.1',
    held: 'The token was sent.',
    broken: 'The token was not sent.',
    error: 'invalid_request',
  },
  'introspection.live': {
    clause: 'RFC 7662 §2.2',
    held: 'The token is known, has not expired and was not revoked.',
    broken: 'The token is unknown, has expired or was revoked.',
    error: 'invalid_token',
  },
  'introspection.visible': {
    clause: 'RFC 7662 §2.2',
    held: "The caller is the token's client or a resource server in its audience.",
    broken: "The caller is neither the token's client nor a resource server in its audience.",
    error: 'invalid_token',
  },
} as const satisfies Catalogue
