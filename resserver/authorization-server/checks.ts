import type { Catalogue } from '@oauth-lab/kit/check-definition.ts'

/** What the resource server needs of the authorization server. */
export const authorizationServerChecks = {
  'authorization-server.answers': {
    clause: 'RFC 9110 §15.6.4',
    held: 'The authorization server answered what this server asked.',
    broken: 'The authorization server did not answer what this server asked.',
    error: 'temporarily_unavailable',
    status: 503,
  },
} as const satisfies Catalogue
