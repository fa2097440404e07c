import { createCheck, createRequireThat } from '@oauth-lab/kit/checks.ts'
import type { Catalogue, Check, RequireThat } from '@oauth-lab/kit/checks.ts'

/**
 * Every decision that the resource server takes: what must hold, and who says so. `invalid_token`
 * and the like are RFC 6750's codes; a request without a token is told none (RFC 6750 §3.1).
 */
export const catalogue = {
  // The request
  'bearer.one-method': {
    clause: 'RFC 6750 §2',
    requirement: 'The access token must be sent once, by one method.',
    error: 'invalid_request',
  },
  'bearer.not-in-query': {
    clause: 'RFC 9700 §4.3.2',
    requirement: 'An access token must not be sent in the query; send it as Authorization: Bearer.',
    error: 'invalid_request',
  },
  'bearer.not-in-body': {
    clause: 'RFC 9728 §2',
    requirement: 'This server takes access tokens in the Authorization header only.',
    error: 'invalid_request',
  },
  'bearer.present': {
    clause: 'RFC 6750 §3',
    requirement: 'An access token must be sent as Authorization: Bearer.',
    error: '',
    status: 401,
  },
  'bearer.form': {
    clause: 'RFC 6750 §2.1',
    requirement: 'After Bearer and a space there must be one token in the characters of b64token.',
    error: 'invalid_request',
  },

  // The token itself, when it is a JWT
  'token.type': {
    clause: 'RFC 9068 §4',
    requirement: 'The typ of the token must be at+jwt.',
    error: 'invalid_token',
    status: 401,
    waivable: true,
  },
  'token.algorithm': {
    clause: 'RFC 9068 §4',
    requirement:
      'The token must be signed with an asymmetric algorithm; none and HMAC are refused.',
    error: 'invalid_token',
    status: 401,
    waivable: true,
  },
  'token.issuer': {
    clause: 'RFC 9068 §4',
    requirement: 'The iss of the token must be the authorization server that this server trusts.',
    error: 'invalid_token',
    status: 401,
    waivable: true,
  },
  'token.signature': {
    clause: 'RFC 9068 §4',
    requirement: 'The signature must verify with a key that the issuer publishes.',
    error: 'invalid_token',
    status: 401,
    waivable: true,
  },
  'token.claims': {
    clause: 'RFC 9068 §2.2',
    requirement: 'The token must carry iss, exp, aud, sub, client_id, iat and jti.',
    error: 'invalid_token',
    status: 401,
    waivable: true,
  },
  'token.audience': {
    clause: 'RFC 9068 §4',
    requirement: 'The aud of the token must name this resource server.',
    error: 'invalid_token',
    status: 401,
    waivable: true,
  },
  'token.not-expired': {
    clause: 'RFC 9068 §4',
    requirement: 'The exp of the token must not have passed.',
    error: 'invalid_token',
    status: 401,
    waivable: true,
  },
  'token.not-before': {
    clause: 'RFC 7519 §4.1.5',
    requirement: 'The nbf of the token must have come.',
    error: 'invalid_token',
    status: 401,
    waivable: true,
  },

  // What the authorization server says of it
  'authorization-server.answers': {
    clause: 'RFC 7662 §2',
    requirement: 'The authorization server must answer what this server asks about the token.',
    error: 'temporarily_unavailable',
    status: 503,
  },
  'introspection.active': {
    clause: 'RFC 7662 §2.2',
    requirement: 'The token must be active: known, not expired and not revoked.',
    error: 'invalid_token',
    status: 401,
    waivable: true,
  },
  'introspection.access-token': {
    clause: 'RFC 7662 §2.2',
    requirement: 'The token_type of the introspection, where there is one, must be Bearer.',
    error: 'invalid_token',
    status: 401,
  },
  'introspection.issuer': {
    clause: 'RFC 7662 §2.2',
    requirement: 'The iss of the introspection, where there is one, must be the trusted issuer.',
    error: 'invalid_token',
    status: 401,
  },
  'introspection.audience': {
    clause: 'RFC 9700 §2.3',
    requirement: 'The aud of the introspection must name this resource server.',
    error: 'invalid_token',
    status: 401,
    waivable: true,
  },
  'introspection.not-expired': {
    clause: 'RFC 7662 §2.2',
    requirement: 'The exp of the introspection, where there is one, must not have passed.',
    error: 'invalid_token',
    status: 401,
    waivable: true,
  },
  'introspection.not-before': {
    clause: 'RFC 7662 §2.2',
    requirement: 'The nbf of the introspection, where there is one, must have come.',
    error: 'invalid_token',
    status: 401,
    waivable: true,
  },

  // What the token allows
  'scope.sufficient': {
    clause: 'RFC 6750 §3.1',
    requirement: 'The scope of the token must hold my/scope.',
    error: 'insufficient_scope',
    status: 403,
    waivable: true,
  },
  'delegation.user': {
    clause: 'RFC 9068 §2.2',
    requirement:
      'The token must be of a user, not of a client by itself: sub differs from client_id.',
    error: 'access_denied',
    status: 403,
  },
  'userinfo.accepts-token': {
    clause: 'OpenID Connect Core §5.3.3',
    requirement: 'The UserInfo endpoint must accept the token.',
    error: 'invalid_token',
    status: 401,
  },
  'userinfo.subject': {
    clause: 'OpenID Connect Core §5.3.2',
    requirement: 'The sub of UserInfo must be that of the token.',
    error: 'invalid_token',
    status: 401,
  },
  'role.held': {
    clause: 'RFC 9110 §15.5.4',
    requirement: 'The local user must hold the role that the operation needs.',
    error: 'access_denied',
    status: 403,
    waivable: true,
  },
} as const satisfies Catalogue

export const check: Check<typeof catalogue> = createCheck(catalogue)
export const requireThat: RequireThat<typeof catalogue> = createRequireThat(catalogue)
