import type { Catalogue } from '@oauth-lab/kit/check-definition.ts'

/** What comes back through the browser, and forms of these pages. */
export const signInChecks = {
  'callback.parameters-once': {
    clause: 'RFC 6749 §3.1',
    held: 'Every parameter of the authorization response came once.',
    broken: 'A parameter of the authorization response came more than once.',
    error: 'invalid_request',
  },
  'callback.query-kept': {
    clause: 'RFC 6749 §3.1.2',
    held: 'The query of the redirect URI came back with the answer.',
    broken: 'The query of the redirect URI did not come back with the answer.',
    error: 'invalid_request',
  },
  'callback.answer-present': {
    clause: 'RFC 6749 §4.1.2; RFC 6749 §4.1.2.1',
    held: 'The authorization response has a `code` or an `error`.',
    broken: 'This address was opened without a `code` or an `error`.',
    error: 'invalid_request',
  },
  'state.known': {
    clause: 'RFC 6749 §10.12',
    held: 'This page sent the `state`, and its sign-in is not over.',
    broken: 'This page did not send the `state`, or its sign-in is over.',
    error: 'invalid_request',
  },
  'state.unused': {
    clause: 'RFC 9700 §2.1',
    held: 'The `state` had not come back before.',
    broken: 'The `state` had come back before.',
    error: 'invalid_request',
  },
  'state.this-browser': {
    clause: 'RFC 9700 §4.7.1',
    held: 'The sign-in came back to the browser that began it.',
    broken: 'The sign-in came back to another browser than the one that began it.',
    error: 'invalid_request',
    status: 403,
    waivable: true,
  },
  'form.csrf': {
    clause: 'RFC 9700 §4.7',
    held: 'This page sent the form.',
    broken: 'This page did not send the form, or the form is too old.',
    error: 'invalid_request',
    status: 403,
  },
} as const satisfies Catalogue
