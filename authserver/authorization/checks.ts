import type { Catalogue } from '@oauth-lab/kit/check-definition.ts'

/** The authorization request, and what is answered without a page. */
export const authorizationChecks = {
  'authorization.client-known': {
    clause: 'RFC 6749 §4.1.2.1',
    held: 'The client_id is registered.',
    broken: 'The client_id is not registered.',
    error: 'invalid_client',
  },
  'redirect-uri.present': {
    clause: 'OpenID Connect Core §3.1.2.1',
    held: 'The redirect_uri was sent, or one alone is registered.',
    broken: 'The redirect_uri was not sent, and the registration does not replace it.',
    error: 'invalid_request',
  },
  'redirect-uri.registered': {
    clause: 'RFC 9700 §2.1',
    held: 'The redirect_uri equals a registered one, character by character.',
    broken: 'The redirect_uri equals no registered one, character by character.',
    error: 'invalid_request',
    waivable: true,
  },
  'authorization.parameters-once': {
    clause: 'RFC 6749 §3.1',
    held: 'Every parameter came once.',
    broken: 'A parameter came more than once.',
    error: 'invalid_request',
  },
  'response-type.present': {
    clause: 'RFC 6749 §3.1.1',
    held: 'The response_type was sent.',
    broken: 'The response_type was not sent.',
    error: 'invalid_request',
  },
  'response-type.code': {
    clause: 'RFC 9700 §2.1.2',
    held: 'The response_type is code.',
    broken: 'The response_type is not code; this server sends no token through the browser.',
    error: 'unsupported_response_type',
  },
  'response-mode.supported': {
    clause: 'OAuth 2.0 Multiple Response Types §2.1',
    held: 'The response_mode is query, fragment or form_post.',
    broken: 'The response_mode is not query, fragment or form_post.',
    error: 'invalid_request',
  },
  'request-object.absent': {
    clause: 'OpenID Connect Core §6.1',
    held: 'The request uses no request object.',
    broken: 'The request holds a request object, which this server does not support.',
    error: 'request_not_supported',
  },
  'request-uri.absent': {
    clause: 'OpenID Connect Core §6.2',
    held: 'The request uses no request_uri.',
    broken: 'The request holds a request_uri, which this server does not support.',
    error: 'request_uri_not_supported',
  },
  'registration-parameter.absent': {
    clause: 'OpenID Connect Core §7.2.1',
    held: 'The request uses no registration parameter.',
    broken: 'The request holds the registration parameter, which this server does not support.',
    error: 'registration_not_supported',
  },
  'authorization.size': {
    clause: 'RFC 6749 §3.1',
    held: 'The parameters are short enough.',
    broken: 'A state or nonce is longer than 2048 characters, or all parameters than 16 KiB.',
    error: 'invalid_request',
  },
  'pkce.required': {
    clause: 'RFC 9700 §2.1.1',
    held: 'A code_challenge was sent, or this client may do without.',
    broken: 'This client must send a code_challenge, and did not.',
    error: 'invalid_request',
    waivable: true,
  },
  'pkce.method-s256': {
    clause: 'RFC 9700 §2.1.1',
    held: 'The code_challenge_method is S256.',
    broken: 'The code_challenge_method is not S256; left out, it means plain.',
    error: 'invalid_request',
    waivable: true,
  },
  'pkce.challenge-form': {
    clause: 'RFC 7636 §4.2',
    held: 'The code_challenge has the 43 characters of a SHA-256 digest in base64url.',
    broken: 'The code_challenge is no SHA-256 digest in base64url, which has 43 characters.',
    error: 'invalid_request',
  },
  'prompt.known': {
    clause: 'OpenID Connect Core §3.1.2.1',
    held: 'The prompt is none alone, or login, consent, select_account.',
    broken: 'The prompt holds an unknown value, or none beside another.',
    error: 'invalid_request',
  },
  'max-age.number': {
    clause: 'OpenID Connect Core §3.1.2.1',
    held: 'The max_age is a number of seconds.',
    broken: 'The max_age is not a number of seconds.',
    error: 'invalid_request',
  },
  'id-token-hint.valid': {
    clause: 'OpenID Connect Core §3.1.2.1',
    held: 'The id_token_hint is an ID token that this server issued.',
    broken: 'The id_token_hint is not an ID token that this server issued.',
    error: 'invalid_request',
  },
  'session.present': {
    clause: 'OpenID Connect Core §3.1.2.6',
    held: 'The user was signed in already.',
    broken: 'The user was not signed in already, recently enough and as the one hinted at.',
    error: 'login_required',
  },
  'consent.present': {
    clause: 'OpenID Connect Core §3.1.2.6',
    held: 'The user had allowed these scopes before.',
    broken: 'The user had not allowed these scopes before.',
    error: 'consent_required',
  },
} as const satisfies Catalogue
