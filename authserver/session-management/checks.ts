import type { Catalogue } from '@oauth-lab/kit/check-definition.ts'

/** What clients may watch of a session. */
export const sessionManagementChecks = {
  'session-management.offered': {
    clause: 'OpenID Connect Session Management §3.3',
    held: 'The setting sessionManagement lets clients watch the session in a frame.',
    broken: 'The setting sessionManagement is off: no client may watch the session in a frame.',
    error: 'invalid_request',
    status: 404,
  },
} as const satisfies Catalogue
