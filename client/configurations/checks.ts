import type { Catalogue } from '@oauth-lab/kit/check-definition.ts'

/** What an application needs before it can ask a server for anything. */
export const configurationChecks = {
  'client-configuration.chosen': {
    clause: 'RFC 6749 §2',
    held: 'This application knows an authorization server and what it is there.',
    broken: 'This application knows no authorization server, or not what it is there.',
    error: 'temporarily_unavailable',
    status: 503,
  },
  'client-configuration.registered': {
    clause: 'RFC 6749 §2.2',
    held: 'The authorization server has registered this application.',
    broken: 'The authorization server has not registered this application.',
    error: 'temporarily_unavailable',
    status: 503,
  },
  'client-registration.answered': {
    clause: 'RFC 7592 §3',
    held: 'The authorization server answered with what it has registered.',
    broken: 'The authorization server did not answer with what it has registered.',
    error: 'invalid_response',
    status: 502,
  },
} as const satisfies Catalogue
