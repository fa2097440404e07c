import { createCheck, createObserve, createRequireThat } from '@oauth-lab/kit/checks.ts'
import type { Catalogue, Check, RequireThat } from '@oauth-lab/kit/checks.ts'

/** Every decision that the authorization server takes: what must hold, and who says so. */
export const catalogue = {
  // The request itself
  'request.form': {
    clause: 'RFC 6749 §B',
    requirement: 'The parameters must be sent as application/x-www-form-urlencoded.',
    error: 'invalid_request',
  },
  'request.parameters-once': {
    clause: 'RFC 6749 §3.2',
    requirement: 'A parameter must not be sent more than once.',
    error: 'invalid_request',
  },

  // Client authentication: a peer learns one public id only
  'client.authenticated': {
    clause: 'RFC 6749 §5.2',
    requirement: 'The client must be known and authenticate as it is registered to.',
    error: 'invalid_client',
    status: 401,
  },
  'client.one-method': {
    clause: 'RFC 6749 §2.3',
    requirement: 'The client must use one authentication method per request.',
    error: 'invalid_request',
  },
  'client.known': {
    clause: 'RFC 6749 §3.2.1',
    requirement: 'The client_id must be registered.',
    error: 'invalid_client',
    status: 401,
    publicAs: 'client.authenticated',
  },
  'client.registered-method': {
    clause: 'RFC 7591 §2',
    requirement: 'The client must use the token_endpoint_auth_method that it registered.',
    error: 'invalid_client',
    status: 401,
    waivable: true,
    publicAs: 'client.authenticated',
  },
  'client.secret': {
    clause: 'RFC 6749 §2.3.1',
    requirement: 'The client secret must be the one that was issued.',
    error: 'invalid_client',
    status: 401,
    publicAs: 'client.authenticated',
  },
  'client.confidential': {
    clause: 'RFC 7662 §2.1',
    requirement: 'The client must authenticate; a public client cannot.',
    error: 'invalid_client',
    status: 401,
  },
  'client-credentials.confidential': {
    clause: 'RFC 6749 §4.4',
    requirement: 'The client must be confidential to ask in its own name.',
    error: 'unauthorized_client',
  },

  // Authorization request
  'authorization.client-known': {
    clause: 'RFC 6749 §4.1.2.1',
    requirement: 'The client_id must be registered.',
    error: 'invalid_client',
  },
  'redirect-uri.present': {
    clause: 'OpenID Connect Core §3.1.2.1',
    requirement:
      'The redirect_uri must be sent, unless one alone is registered and openid is not asked for.',
    error: 'invalid_request',
  },
  'redirect-uri.registered': {
    clause: 'RFC 9700 §2.1',
    requirement: 'The redirect_uri must equal a registered one, character by character.',
    error: 'invalid_request',
    waivable: true,
  },
  'authorization.parameters-once': {
    clause: 'RFC 6749 §3.1',
    requirement: 'A parameter must not be sent more than once.',
    error: 'invalid_request',
  },
  'response-type.present': {
    clause: 'RFC 6749 §3.1.1',
    requirement: 'The response_type must be sent.',
    error: 'invalid_request',
  },
  'response-type.code': {
    clause: 'RFC 9700 §2.1.2',
    requirement: 'The response_type must be code; tokens are not sent through the browser.',
    error: 'unsupported_response_type',
  },
  'response-mode.supported': {
    clause: 'OAuth 2.0 Multiple Response Types §2.1',
    requirement: 'The response_mode must be query, fragment or form_post.',
    error: 'invalid_request',
  },
  'request-object.absent': {
    clause: 'OpenID Connect Core §6.1',
    requirement: 'Request objects are not supported.',
    error: 'request_not_supported',
  },
  'request-uri.absent': {
    clause: 'OpenID Connect Core §6.2',
    requirement: 'A request_uri is not supported.',
    error: 'request_uri_not_supported',
  },
  'registration-parameter.absent': {
    clause: 'OpenID Connect Core §7.2.1',
    requirement: 'The registration parameter is not supported.',
    error: 'registration_not_supported',
  },
  'authorization.size': {
    clause: 'RFC 6749 §3.1',
    requirement:
      'The state and nonce must not be longer than 2048 characters, all parameters than 16 KiB.',
    error: 'invalid_request',
  },
  'pkce.required': {
    clause: 'RFC 9700 §2.1.1',
    requirement: 'This client must send a code_challenge.',
    error: 'invalid_request',
    waivable: true,
  },
  'pkce.method-s256': {
    clause: 'RFC 9700 §2.1.1',
    requirement:
      'The code_challenge_method must be S256; plain, also when it is left out, is refused.',
    error: 'invalid_request',
    waivable: true,
  },
  'pkce.challenge-form': {
    clause: 'RFC 7636 §4.2',
    requirement:
      'The code_challenge must be the base64url form of a SHA-256 digest: 43 characters.',
    error: 'invalid_request',
  },
  'prompt.known': {
    clause: 'OpenID Connect Core §3.1.2.1',
    requirement: 'The prompt must hold none alone, or login, consent, select_account.',
    error: 'invalid_request',
  },
  'max-age.number': {
    clause: 'OpenID Connect Core §3.1.2.1',
    requirement: 'The max_age must be a number of seconds.',
    error: 'invalid_request',
  },
  'id-token-hint.valid': {
    clause: 'OpenID Connect Core §3.1.2.1',
    requirement: 'The id_token_hint must be an ID token that this server issued.',
    error: 'invalid_request',
  },
  'resource.form': {
    clause: 'RFC 8707 §2',
    requirement: 'The resource must be one absolute URI without a fragment.',
    error: 'invalid_target',
  },
  'resource.known': {
    clause: 'RFC 8707 §2',
    requirement:
      'The resource must be below the address of a resource server of this lab, or registered by a resource server.',
    error: 'invalid_target',
    waivable: true,
  },
  'resource.required': {
    clause: 'RFC 8707 §2',
    requirement: 'This server requires a resource.',
    error: 'invalid_target',
  },
  'resource.granted': {
    clause: 'RFC 8707 §2.2',
    requirement: 'The resource must be the one of the authorization request.',
    error: 'invalid_target',
  },
  'session.present': {
    clause: 'OpenID Connect Core §3.1.2.6',
    requirement:
      'With prompt=none the user must be signed in already, recently enough and as the one hinted at.',
    error: 'login_required',
  },
  'session.hinted': {
    clause: 'OpenID Connect Core §3.1.2.1',
    requirement: 'The user who signs in must be the one whom the id_token_hint names.',
    error: 'login_required',
  },
  'consent.present': {
    clause: 'OpenID Connect Core §3.1.2.6',
    requirement: 'With prompt=none the user must have allowed these scopes before.',
    error: 'consent_required',
  },
  'consent.given': {
    clause: 'RFC 6749 §4.1.2.1',
    requirement: 'The user must allow the request.',
    error: 'access_denied',
  },

  // Forms
  'interaction.known': {
    clause: 'RFC 6749 §10.12',
    requirement: 'The sign-in must have been begun in this browser and not be over.',
    error: 'invalid_request',
  },
  'csrf.token': {
    clause: 'RFC 6749 §10.12',
    requirement: 'The form must carry the token that its page was given.',
    error: 'invalid_request',
    status: 403,
  },
  'login.accepted': {
    clause: 'OpenID Connect Core §3.1.2.3',
    requirement: 'The user name and password must be right.',
    error: 'access_denied',
  },
  'login.throttled': {
    clause: 'RFC 6749 §10.10',
    requirement: 'A user may send few wrong passwords from one address.',
    error: 'access_denied',
    waivable: true,
    publicAs: 'login.accepted',
  },
  'login.password': {
    clause: 'RFC 6749 §10.10',
    requirement: "The password must be the user's.",
    error: 'access_denied',
    publicAs: 'login.accepted',
  },
  'totp.code': {
    clause: 'RFC 6238 §5.2',
    requirement: 'The code must be of this time step or a neighbour, and not have been used.',
    error: 'access_denied',
    publicAs: 'login.accepted',
  },

  // Token request
  'grant-type.present': {
    clause: 'RFC 6749 §5.2',
    requirement: 'The grant_type must be sent.',
    error: 'invalid_request',
  },
  'grant-type.supported': {
    clause: 'RFC 6749 §5.2',
    requirement: 'The grant_type must be one that this server supports.',
    error: 'unsupported_grant_type',
  },
  'grant-type.allowed': {
    clause: 'RFC 6749 §5.2',
    requirement: 'The client must be registered for this grant type.',
    error: 'unauthorized_client',
    waivable: true,
  },
  'scope.form': {
    clause: 'RFC 6749 §3.3',
    requirement: 'The scope must be a list of scope tokens with single spaces between.',
    error: 'invalid_scope',
  },
  'scope.supported': {
    clause: 'RFC 6749 §3.3',
    requirement: 'Every scope must be one that this server supports.',
    error: 'invalid_scope',
    waivable: true,
  },
  'scope.registered': {
    clause: 'RFC 7591 §2',
    requirement: 'Every scope must be one that the client registered.',
    error: 'invalid_scope',
    waivable: true,
  },
  'scope.no-user': {
    clause: 'OpenID Connect Core §3.1.2.1',
    requirement: 'openid and offline_access need a user; a client by itself has none.',
    error: 'invalid_scope',
  },
  'scope.granted': {
    clause: 'RFC 6749 §6',
    requirement: 'The scope must not hold anything that was not granted.',
    error: 'invalid_scope',
  },
  'code.present': {
    clause: 'RFC 6749 §4.1.3',
    requirement: 'The code must be sent.',
    error: 'invalid_request',
  },
  'code.known': {
    clause: 'RFC 6749 §5.2',
    requirement: 'The code must be one that this server issued.',
    error: 'invalid_grant',
  },
  'code.of-client': {
    clause: 'RFC 6749 §4.1.3',
    requirement: 'The code must have been issued to this client.',
    error: 'invalid_grant',
    waivable: true,
  },
  'code.unused': {
    clause: 'RFC 6749 §4.1.2',
    requirement: 'The code must not have been used before.',
    error: 'invalid_grant',
  },
  'code.fresh': {
    clause: 'RFC 6749 §4.1.2',
    requirement: 'The code must not have expired.',
    error: 'invalid_grant',
    waivable: true,
  },
  'code.redirect-uri': {
    clause: 'RFC 6749 §4.1.3',
    requirement: 'The redirect_uri must be the one of the authorization request.',
    error: 'invalid_grant',
    waivable: true,
  },
  'pkce.verifier-present': {
    clause: 'RFC 7636 §4.5',
    requirement: 'The code_verifier must be sent, 43 to 128 unreserved characters.',
    error: 'invalid_grant',
    waivable: true,
  },
  'pkce.verifier-matches': {
    clause: 'RFC 7636 §4.6',
    requirement: 'The code_verifier must be the one that the code_challenge was made from.',
    error: 'invalid_grant',
    waivable: true,
  },
  'pkce.verifier-unexpected': {
    clause: 'RFC 9700 §2.1.1',
    requirement: 'A code_verifier must not be sent where no code_challenge was.',
    error: 'invalid_grant',
  },
  'refresh-token.present': {
    clause: 'RFC 6749 §6',
    requirement: 'The refresh_token must be sent.',
    error: 'invalid_request',
  },
  'refresh-token.known': {
    clause: 'RFC 6749 §5.2',
    requirement: 'The refresh token must be one that this server issued.',
    error: 'invalid_grant',
  },
  'refresh-token.of-client': {
    clause: 'RFC 6749 §6',
    requirement: 'The refresh token must have been issued to this client.',
    error: 'invalid_grant',
  },
  'refresh-token.unused': {
    clause: 'RFC 9700 §4.14.2',
    requirement: 'The refresh token must not have been rotated before.',
    error: 'invalid_grant',
    waivable: true,
  },
  'refresh-token.fresh': {
    clause: 'RFC 6749 §5.2',
    requirement: 'The refresh token must not have expired.',
    error: 'invalid_grant',
    waivable: true,
  },
  'grant.live': {
    clause: 'RFC 9700 §4.14',
    requirement: 'The grant must not have been revoked.',
    error: 'invalid_grant',
  },
  'hook.allowed': {
    clause: 'RFC 6749 §4.5',
    requirement: 'The grant type of the hook module must accept the request.',
    error: 'invalid_grant',
  },

  // Introspection, revocation, UserInfo
  'token.present': {
    clause: 'RFC 7662 §2.1',
    requirement: 'The token must be sent.',
    error: 'invalid_request',
  },
  'token.of-client': {
    clause: 'RFC 7009 §2.1',
    requirement: 'The token must have been issued to this client.',
    error: 'unauthorized_client',
  },
  'introspection.live': {
    clause: 'RFC 7662 §2.2',
    requirement: 'The token is known, not expired and not revoked.',
    error: 'invalid_token',
  },
  'introspection.visible': {
    clause: 'RFC 7662 §4',
    requirement: "The caller is the token's client or a resource server in its audience.",
    error: 'invalid_token',
  },
  'bearer.present': {
    clause: 'RFC 6750 §3',
    requirement: 'An access token must be sent, by one method.',
    error: '',
    status: 401,
  },
  'bearer.one-method': {
    clause: 'RFC 6750 §2',
    requirement: 'An access token must be sent in one way only, and not in the query.',
    error: 'invalid_request',
  },
  'bearer.live': {
    clause: 'RFC 6750 §3.1',
    requirement: 'The access token must be known, not expired and not revoked.',
    error: 'invalid_token',
    status: 401,
  },
  'userinfo.openid-scope': {
    clause: 'OpenID Connect Core §5.3.1',
    requirement: 'The access token must have been granted openid by a user.',
    error: 'insufficient_scope',
    status: 403,
  },

  // Registration
  'registration.open': {
    clause: 'RFC 7591 §3',
    requirement: 'This server must take registrations.',
    error: 'access_denied',
    status: 403,
  },
  'registration.initial-token': {
    clause: 'RFC 7591 §3',
    requirement: 'A registration must carry a valid initial access token.',
    error: 'invalid_token',
    status: 401,
  },
  'registration.access-token': {
    clause: 'RFC 7592 §2',
    requirement: 'The request must carry the registration access token of this client.',
    error: 'invalid_token',
    status: 401,
  },
  'registration.redirect-uris': {
    clause: 'RFC 7591 §2',
    requirement:
      'Redirect URIs must be absolute, without fragment, and https, loopback or a private-use scheme of a native client.',
    error: 'invalid_redirect_uri',
  },
  'registration.metadata': {
    clause: 'RFC 7591 §2',
    requirement: 'The client metadata must be valid.',
    error: 'invalid_client_metadata',
  },

  // Logout
  'logout.hint-valid': {
    clause: 'OpenID Connect RP-Initiated Logout §2',
    requirement: 'The id_token_hint must be an ID token that this server issued.',
    error: 'invalid_request',
  },
  'logout.client-of-hint': {
    clause: 'OpenID Connect RP-Initiated Logout §2',
    requirement: 'The client_id must be the one that the id_token_hint was issued to.',
    error: 'invalid_request',
  },
  'logout.redirect-registered': {
    clause: 'OpenID Connect RP-Initiated Logout §3',
    requirement: 'The post_logout_redirect_uri must equal one that the client registered.',
    error: 'invalid_request',
    waivable: true,
  },
} as const satisfies Catalogue

export const check: Check<typeof catalogue> = createCheck(catalogue)
export const requireThat: RequireThat<typeof catalogue> = createRequireThat(catalogue)
export const observe = createObserve(catalogue)
