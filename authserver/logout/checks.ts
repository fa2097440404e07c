import type { Catalogue } from '@oauth-lab/kit/check-definition.ts'

/** RP-initiated logout. */
export const logoutChecks = {
  'logout.parameters-once': {
    clause: 'OpenID Connect RP-Initiated Logout §2',
    held: 'Every parameter came once.',
    broken: 'A parameter came more than once.',
    error: 'invalid_request',
  },
  'logout.hint-valid': {
    clause: 'OpenID Connect RP-Initiated Logout §2',
    held: 'The id_token_hint is an ID token that this server issued.',
    broken: 'The id_token_hint is not an ID token that this server issued.',
    error: 'invalid_request',
  },
  'logout.client-of-hint': {
    clause: 'OpenID Connect RP-Initiated Logout §2',
    held: 'The client_id is the one that the id_token_hint was issued to.',
    broken: 'The client_id is not the one that the id_token_hint was issued to.',
    error: 'invalid_request',
  },
  'logout.client-known': {
    clause: 'OpenID Connect RP-Initiated Logout §3',
    held: 'The request names a client that this server knows, by id_token_hint or client_id.',
    broken: 'The request names no client that this server knows, by id_token_hint or client_id.',
    error: 'invalid_request',
  },
  'logout.redirect-registered': {
    clause: 'OpenID Connect RP-Initiated Logout §3',
    held: 'The post_logout_redirect_uri equals one that the client registered.',
    broken: 'The post_logout_redirect_uri equals none that the client registered.',
    error: 'invalid_request',
    waivable: true,
  },
  'logout.redirect-absolute': {
    clause: 'OpenID Connect RP-Initiated Logout §3',
    held: 'The post_logout_redirect_uri is an absolute URI.',
    broken: 'The post_logout_redirect_uri is not an absolute URI.',
    error: 'invalid_request',
  },
  'logout.user-first': {
    clause: 'RFC 9700 §4.11.2',
    held: 'The person who logs out was signed in, or said so.',
    broken: 'Nobody was signed in, so the browser does not go on by itself.',
    error: 'invalid_request',
    waivable: true,
  },
  'backchannel-logout.taken': {
    clause: 'OpenID Connect Back-Channel Logout §2.8',
    held: 'The client took the logout token.',
    broken: 'The client did not take the logout token.',
    error: 'server_error',
  },
} as const satisfies Catalogue
