import type { Catalogue } from '@oauth-lab/kit/check-definition.ts'

/** Client-initiated backchannel authentication: what a client asks for, how its user answers, and how it gets the tokens. */
export const backchannelChecks = {
  'backchannel-request.signed': {
    clause: 'CIBA Core §4',
    held: 'The parameters came signed, or the client registered nothing by which it signs them.',
    broken: 'The parameters did not come signed, and the client registered by what it signs them.',
    error: 'invalid_request',
  },
  'backchannel-request.object-claims': {
    clause: 'CIBA Core §7.1.1',
    held: 'The request object has aud, exp, iat, nbf and jti.',
    broken: 'The request object lacks one of aud, exp, iat, nbf and jti.',
    error: 'invalid_request_object',
  },
  'backchannel-request.openid': {
    clause: 'CIBA Core §7.1',
    held: 'The scope holds openid.',
    broken: 'The scope is missing or does not hold openid.',
    error: 'invalid_request',
  },
  'backchannel-request.one-hint': {
    clause: 'CIBA Core §7.1',
    held: 'The request has one hint that says whom to ask.',
    broken: 'The request has no hint that says whom to ask, or more than one.',
    error: 'invalid_request',
  },
  'backchannel-request.hint-kind': {
    clause: 'CIBA Core §7.2',
    held: 'The hint is of a kind that this server reads.',
    broken: 'The hint is a login_hint_token, of which this server reads none.',
    error: 'invalid_request',
  },
  'backchannel-request.id-token-hint': {
    clause: 'CIBA Core §7.1',
    held: 'The id_token_hint is an ID token that this server issued to this client.',
    broken: 'The id_token_hint is no ID token that this server issued to this client.',
    error: 'invalid_request',
  },
  'backchannel-request.user': {
    clause: 'CIBA Core §7.2',
    held: 'The hint names a user of this server.',
    broken: 'The hint names no user of this server.',
    error: 'unknown_user_id',
  },
  'backchannel-request.binding-message': {
    clause: 'CIBA Core §7.1',
    held: 'The binding_message is short and plain, where one came.',
    broken: 'The binding_message is too long, or has characters that people cannot compare.',
    error: 'invalid_binding_message',
  },
  'backchannel-request.expiry': {
    clause: 'CIBA Core §7.1',
    held: 'The requested_expiry is a positive number of seconds, where one came.',
    broken: 'The requested_expiry is no positive number of seconds.',
    error: 'invalid_request',
  },
  'backchannel-request.notification-token': {
    clause: 'CIBA Core §7.1',
    held: 'The client_notification_token is there and well formed, where it is needed.',
    broken:
      'The client_notification_token is missing, or no bearer token of 22 to 1024 characters.',
    error: 'invalid_request',
  },
  'backchannel-request.of-user': {
    clause: 'CIBA Core §8',
    held: 'The person who answers is the user who is asked.',
    broken: 'The person who answers is not the user who is asked.',
    error: 'access_denied',
  },
  'backchannel-request.open': {
    clause: 'CIBA Core §8',
    held: 'The backchannel request still waited for this answer.',
    broken: 'The backchannel request had been answered meanwhile, or had expired.',
    error: 'access_denied',
  },
  'backchannel-notification.taken': {
    clause: 'CIBA Core §9',
    held: 'The client took the notification.',
    broken: 'The client did not take the notification.',
    error: 'server_error',
  },
  'auth-req-id.asks': {
    clause: 'CIBA Core §11',
    held: 'The client is one that asks for its tokens.',
    broken: 'The client is one that is sent its tokens, so it may not ask for them.',
    error: 'unauthorized_client',
  },
  'auth-req-id.present': {
    clause: 'CIBA Core §10.1',
    held: 'The auth_req_id was sent.',
    broken: 'The auth_req_id was not sent.',
    error: 'invalid_request',
  },
  'auth-req-id.known': {
    clause: 'CIBA Core §11',
    held: 'The server gave out the auth_req_id.',
    broken: 'The server did not give out the auth_req_id.',
    error: 'invalid_grant',
  },
  'auth-req-id.of-client': {
    clause: 'CIBA Core §11',
    held: 'The auth_req_id was given to this client.',
    broken: 'The auth_req_id was given to another client.',
    error: 'invalid_grant',
  },
  'auth-req-id.unused': {
    clause: 'CIBA Core §10.1.1',
    held: 'The auth_req_id had brought no tokens before.',
    broken: 'The auth_req_id had brought its tokens before.',
    error: 'invalid_grant',
  },
  'auth-req-id.fresh': {
    clause: 'CIBA Core §11',
    held: 'The auth_req_id had not expired.',
    broken: 'The auth_req_id had expired.',
    error: 'expired_token',
    waivable: true,
  },
  'auth-req-id.allowed': {
    clause: 'CIBA Core §11',
    held: 'The user did not deny the backchannel request.',
    broken: 'The user denied the backchannel request.',
    error: 'access_denied',
  },
  'auth-req-id.pace': {
    clause: 'CIBA Core §11',
    held: 'The client waited for the interval before it asked again.',
    broken: 'The client asked before the interval was over, which is longer now.',
    error: 'slow_down',
    waivable: true,
  },
  'auth-req-id.answered': {
    clause: 'CIBA Core §11',
    held: 'The user has answered the backchannel request.',
    broken: 'The user has not answered the backchannel request yet.',
    error: 'authorization_pending',
  },
} as const satisfies Catalogue
