import type { Catalogue } from '@oauth-lab/kit/check-definition.ts'

/** What is exchanged for a token besides codes, secrets and passwords. */
export const grantChecks = {
  'token-exchange.confidential': {
    clause: 'RFC 8693 §2.1',
    held: 'The client is confidential and may exchange tokens.',
    broken: 'The client is public, and a public client may not exchange tokens.',
    error: 'unauthorized_client',
  },
  'token-exchange.policy': {
    clause: 'RFC 6749 §5.2',
    held: 'The configuration has a rule by which the client exchanges tokens.',
    broken: 'The configuration has no rule by which the client exchanges tokens.',
    error: 'unauthorized_client',
  },
  'token-exchange.requested-type': {
    clause: 'RFC 8693 §2.1',
    held: 'The server issues tokens of the requested type by an exchange.',
    broken: 'The server issues no tokens of the requested type by an exchange.',
    error: 'invalid_request',
  },
  'token-exchange.subject-present': {
    clause: 'RFC 8693 §2.1',
    held: 'The subject_token and its type were sent.',
    broken: 'The subject_token or its type was not sent.',
    error: 'invalid_request',
  },
  'token-exchange.subject-valid': {
    clause: 'RFC 8693 §2.2.2',
    held: 'The subject token is a live token of this server, of the type that was told.',
    broken: 'The subject token is no live token of this server of the type that was told.',
    error: 'invalid_request',
  },
  'token-exchange.subject-allowed': {
    clause: 'RFC 8693 §2.2.2',
    held: 'The rule of the client covers the subject token.',
    broken: 'The rule of the client does not cover the subject token.',
    error: 'invalid_request',
  },
  'token-exchange.actor-pair': {
    clause: 'RFC 8693 §2.1',
    held: 'The actor_token and its type came together, or neither came.',
    broken: 'The actor_token came without its type, or the type without it.',
    error: 'invalid_request',
  },
  'token-exchange.actor-valid': {
    clause: 'RFC 8693 §2.2.2',
    held: 'The actor token is a live token of this server, of the type that was told.',
    broken: 'The actor token is no live token of this server of the type that was told.',
    error: 'invalid_request',
  },
  'token-exchange.actor-own': {
    clause: 'RFC 8693 §2.2.2',
    held: 'The actor token was issued to this client.',
    broken: 'The actor token was issued to another client.',
    error: 'invalid_request',
  },
  'token-exchange.may-act': {
    clause: 'RFC 8693 §4.4',
    held: 'The one who acts is the one whom the subject token names, if it names any.',
    broken: 'The subject token names somebody else who may act.',
    error: 'invalid_request',
  },
  'token-exchange.impersonation': {
    clause: 'RFC 8693 §1.1',
    held: 'An actor was named, or the rule of the client allows impersonation.',
    broken: 'No actor was named, and the rule of the client does not allow impersonation.',
    error: 'invalid_request',
  },
  'token-exchange.target': {
    clause: 'RFC 8693 §2.2.2',
    held: 'The rule of the client allows tokens for the resource.',
    broken: 'The rule of the client does not allow tokens for the resource.',
    error: 'invalid_target',
  },
  'token-exchange.user': {
    clause: 'OpenID Connect Core §2',
    held: 'The subject is a user who signed in, whom an ID token can tell of.',
    broken: 'The subject is no user who signed in, whom an ID token could tell of.',
    error: 'invalid_request',
  },
} as const satisfies Catalogue
