import type { Catalogue } from '@oauth-lab/kit/check-definition.ts'

/** What every endpoint asks of a request. */
export const httpChecks = {
  'server.defined': {
    clause: 'RFC 9110 §15.6.4',
    held: 'The authorization server has a definition.',
    broken: 'The authorization server has no definition: nobody has set it up.',
    error: 'temporarily_unavailable',
    status: 503,
  },
  'request.form': {
    clause: 'RFC 6749 §B',
    held: 'The parameters came as application/x-www-form-urlencoded.',
    broken: 'The parameters did not come as application/x-www-form-urlencoded.',
    error: 'invalid_request',
  },
  'request.parameters-once': {
    clause: 'RFC 6749 §3.2',
    held: 'Every parameter came once.',
    broken: 'A parameter came more than once.',
    error: 'invalid_request',
  },
  'bearer.present': {
    clause: 'RFC 6750 §3',
    held: 'An access token was sent.',
    broken: 'No access token was sent.',
    error: '',
    status: 401,
  },
  'bearer.form': {
    clause: 'RFC 6750 §2.1',
    held: 'The access token is written in the characters of b64token.',
    broken: 'The access token is not written in the characters of b64token.',
    error: 'invalid_request',
  },
  'bearer.one-method': {
    clause: 'RFC 6750 §2',
    held: 'The access token came once, by one method.',
    broken: 'The access token came more than once, or by several methods.',
    error: 'invalid_request',
  },
  'bearer.not-in-query': {
    clause: 'RFC 9700 §4.3.2',
    held: 'No access token came in the query.',
    broken: 'An access token came in the query; send it as Authorization: Bearer.',
    error: 'invalid_request',
  },
} as const satisfies Catalogue
