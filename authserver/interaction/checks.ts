import type { Catalogue } from '@oauth-lab/kit/check-definition.ts'

/** The pages on which a person signs in and consents. */
export const interactionChecks = {
  'session.hinted': {
    clause: 'OpenID Connect Core §3.1.2.1',
    held: 'The user is the one whom the id_token_hint names.',
    broken: 'The user is not the one whom the id_token_hint names.',
    error: 'login_required',
  },
  'consent.given': {
    clause: 'RFC 6749 §4.1.2.1',
    held: 'The user allowed the request.',
    broken: 'The user did not allow the request.',
    error: 'access_denied',
  },
  'interaction.person': {
    clause: 'RFC 6749 §3.1',
    held: 'A person was asked.',
    broken: 'No person was asked: this lab signed in and answered by itself.',
    error: 'access_denied',
    waivable: true,
  },
  'interaction.automatic-user': {
    clause: 'OpenID Connect Core §3.1.2.1',
    held: 'The user who is to be signed in without a page exists.',
    broken: 'The user who is to be signed in without a page does not exist.',
    error: 'login_required',
  },
  'interaction.known': {
    clause: 'RFC 6749 §10.12',
    held: 'This browser began the sign-in, and it is not over.',
    broken: 'The sign-in is over, or this browser did not begin it.',
    error: 'invalid_request',
  },
  'interaction.open': {
    clause: 'RFC 6749 §10.12',
    held: 'The sign-in had not been answered before.',
    broken: 'The sign-in had been answered before.',
    error: 'invalid_request',
  },
  'interaction.one-answer': {
    clause: 'RFC 6749 §10.12',
    held: 'The sign-in got no other answer at the same moment.',
    broken: 'The sign-in got another answer at the same moment.',
    error: 'invalid_request',
  },
  'interaction.password-first': {
    clause: 'OpenID Connect Core §3.1.2.3',
    held: 'The password was accepted before the code came.',
    broken: 'The code came before a password was accepted.',
    error: 'invalid_request',
  },
  'csrf.token': {
    clause: 'RFC 6749 §10.12',
    held: 'The form carried the token of its page.',
    broken: 'The form did not carry the token of its page.',
    error: 'invalid_request',
    status: 403,
  },
  'login.accepted': {
    clause: 'OpenID Connect Core §3.1.2.3',
    held: 'The credentials were right.',
    broken: 'The credentials were not right.',
    error: 'access_denied',
  },
  'login.throttled': {
    clause: 'RFC 6749 §10.10',
    held: 'The user name was not locked for this address.',
    broken: 'The user name was locked for this address after wrong passwords.',
    error: 'access_denied',
    waivable: true,
    publicAs: 'login.accepted',
  },
  'login.password': {
    clause: 'OpenID Connect Core §3.1.2.3',
    held: "The password is the user's.",
    broken: "The password is not the user's, or there is no such user.",
    error: 'access_denied',
    publicAs: 'login.accepted',
  },
  'totp.throttled': {
    clause: 'RFC 6749 §10.10',
    held: 'The user name was not locked for this address.',
    broken: 'The user name was locked for this address after wrong codes.',
    error: 'access_denied',
    waivable: true,
    publicAs: 'login.accepted',
  },
  'totp.code': {
    clause: 'RFC 6238 §5.2',
    held: 'The code is of this time step or a neighbour, and had not been used.',
    broken: 'The code is not of this time step or a neighbour, or had been used.',
    error: 'access_denied',
    publicAs: 'login.accepted',
  },
} as const satisfies Catalogue
