import type { Meanings } from './meaning.ts'

const discovery = 'OpenID Connect Discovery §3'

/** Members of an authorization server's metadata (RFC 8414 §2, OpenID Connect Discovery §3). */
export const serverMetadata = {
  issuer: {
    means: 'The name of the authorization server. Tokens repeat it, letter by letter.',
    clause: 'RFC 8414 §2',
    kind: 'issuer',
  },
  authorization_endpoint: {
    means: 'Where clients send the browser.',
    clause: 'RFC 8414 §2',
  },
  token_endpoint: { means: 'Where clients get tokens.', clause: 'RFC 8414 §2' },
  jwks_uri: { means: 'Where the public keys of the server are.', clause: 'RFC 8414 §2' },
  registration_endpoint: { means: 'Where clients register themselves.', clause: 'RFC 8414 §2' },
  userinfo_endpoint: { means: 'Where claims of the user are told.', clause: discovery },
  introspection_endpoint: {
    means: 'Where resource servers ask whether a token is good.',
    clause: 'RFC 8414 §2',
  },
  revocation_endpoint: { means: 'Where clients end a token.', clause: 'RFC 8414 §2' },
  end_session_endpoint: {
    means: 'Where clients send the browser to log out.',
    clause: 'OpenID Connect RP-Initiated Logout §2.1',
  },
  check_session_iframe: {
    means: 'A frame that tells whether the session changed.',
    clause: 'OpenID Connect Session Management §3.3',
  },
  device_authorization_endpoint: {
    means: 'Where devices without a browser begin.',
    clause: 'RFC 8628 §4',
  },
  pushed_authorization_request_endpoint: {
    means: 'Where clients leave an authorization request beforehand.',
    clause: 'RFC 9126 §5',
  },
  require_pushed_authorization_requests: {
    means: 'Whether every authorization request must be pushed before.',
    clause: 'RFC 9126 §5',
  },
  backchannel_authentication_endpoint: {
    means: 'Where clients ask a user on another device.',
    clause: 'CIBA Core §4',
  },
  backchannel_token_delivery_modes_supported: {
    means: 'How the token then comes: poll, ping or push.',
    clause: 'CIBA Core §4',
  },
  backchannel_authentication_request_signing_alg_values_supported: {
    means: 'Algorithms that may sign such a question.',
    clause: 'CIBA Core §4',
  },
  backchannel_user_code_parameter_supported: {
    means: 'Whether users have a code against unwanted questions.',
    clause: 'CIBA Core §4',
  },
  mtls_endpoint_aliases: {
    means: 'The addresses for clients that show a certificate.',
    clause: 'RFC 8705 §5',
  },
  tls_client_certificate_bound_access_tokens: {
    means: 'Whether tokens can be bound to a certificate.',
    clause: 'RFC 8705 §3.3',
  },
  scopes_supported: { means: 'Scopes that may be asked for.', clause: 'RFC 8414 §2' },
  response_types_supported: {
    means: 'What the authorization endpoint answers with.',
    clause: 'RFC 8414 §2',
  },
  response_modes_supported: { means: 'The ways in which it answers.', clause: 'RFC 8414 §2' },
  grant_types_supported: {
    means: 'What is exchanged for a token at the token endpoint.',
    clause: 'RFC 8414 §2',
  },
  subject_types_supported: {
    means: 'Whether sub is the same for all clients (public) or each has its own (pairwise).',
    clause: discovery,
  },
  acr_values_supported: {
    means: 'How sure the server can be of who signs in.',
    clause: discovery,
  },
  id_token_signing_alg_values_supported: {
    means: 'Algorithms that sign ID tokens.',
    clause: discovery,
  },
  id_token_encryption_alg_values_supported: {
    means: 'Algorithms that encrypt the key of ID tokens.',
    clause: discovery,
  },
  id_token_encryption_enc_values_supported: {
    means: 'Algorithms that encrypt ID tokens.',
    clause: discovery,
  },
  userinfo_signing_alg_values_supported: {
    means: 'Algorithms that sign UserInfo answers.',
    clause: discovery,
  },
  userinfo_encryption_alg_values_supported: {
    means: 'Algorithms that encrypt the key of UserInfo answers.',
    clause: discovery,
  },
  userinfo_encryption_enc_values_supported: {
    means: 'Algorithms that encrypt UserInfo answers.',
    clause: discovery,
  },
  request_object_signing_alg_values_supported: {
    means: 'Algorithms that may sign an authorization request.',
    clause: discovery,
  },
  request_object_encryption_alg_values_supported: {
    means: 'Algorithms that may encrypt the key of an authorization request.',
    clause: discovery,
  },
  request_object_encryption_enc_values_supported: {
    means: 'Algorithms that may encrypt an authorization request.',
    clause: discovery,
  },
  authorization_signing_alg_values_supported: {
    means: 'Algorithms that sign authorization responses.',
    clause: 'JWT Secured Authorization Response Mode §4',
  },
  authorization_encryption_alg_values_supported: {
    means: 'Algorithms that encrypt the key of authorization responses.',
    clause: 'JWT Secured Authorization Response Mode §4',
  },
  authorization_encryption_enc_values_supported: {
    means: 'Algorithms that encrypt authorization responses.',
    clause: 'JWT Secured Authorization Response Mode §4',
  },
  introspection_signing_alg_values_supported: {
    means: 'Algorithms that sign introspection answers.',
    clause: 'RFC 9701 §7',
  },
  introspection_encryption_alg_values_supported: {
    means: 'Algorithms that encrypt the key of introspection answers.',
    clause: 'RFC 9701 §7',
  },
  introspection_encryption_enc_values_supported: {
    means: 'Algorithms that encrypt introspection answers.',
    clause: 'RFC 9701 §7',
  },
  token_endpoint_auth_methods_supported: {
    means: 'How clients may show who they are at the token endpoint.',
    clause: 'RFC 8414 §2',
  },
  token_endpoint_auth_signing_alg_values_supported: {
    means: 'Algorithms that may sign a client’s assertion.',
    clause: 'RFC 8414 §2',
  },
  introspection_endpoint_auth_methods_supported: {
    means: 'How callers may show who they are at introspection.',
    clause: 'RFC 8414 §2',
  },
  revocation_endpoint_auth_methods_supported: {
    means: 'How clients may show who they are at revocation.',
    clause: 'RFC 8414 §2',
  },
  introspection_endpoint_auth_signing_alg_values_supported: {
    means: 'Algorithms that may sign a caller’s assertion at introspection.',
    clause: 'RFC 8414 §2',
  },
  revocation_endpoint_auth_signing_alg_values_supported: {
    means: 'Algorithms that may sign a client’s assertion at revocation.',
    clause: 'RFC 8414 §2',
  },
  code_challenge_methods_supported: {
    means: 'Methods of PKCE. Left out, the server has no PKCE.',
    clause: 'RFC 8414 §2',
  },
  prompt_values_supported: {
    means: 'Values of prompt that the server knows.',
    clause: 'OpenID Connect Prompt Create §4.2',
  },
  display_values_supported: { means: 'Values of display that it knows.', clause: discovery },
  claim_types_supported: {
    means: 'Kinds of claims: normal, aggregated, distributed.',
    clause: discovery,
  },
  claims_supported: { means: 'Claims that the server can tell.', clause: discovery },
  claims_locales_supported: { means: 'Languages of claims.', clause: discovery },
  ui_locales_supported: { means: 'Languages of the pages.', clause: 'RFC 8414 §2' },
  claims_parameter_supported: {
    means: 'Whether single claims can be asked for.',
    clause: discovery,
  },
  request_parameter_supported: {
    means: 'Whether a request may come as a JWT.',
    clause: discovery,
  },
  request_uri_parameter_supported: {
    means: 'Whether a request may come by reference. Left out, it means yes.',
    clause: discovery,
  },
  require_request_uri_registration: {
    means: 'Whether such references must be registered.',
    clause: discovery,
  },
  require_signed_request_object: {
    means: 'Whether every request must be signed.',
    clause: 'RFC 9101 §10.5',
  },
  authorization_response_iss_parameter_supported: {
    means: 'Whether answers say who answers (iss). It stops mix-up.',
    clause: 'RFC 9207 §3',
  },
  authorization_details_types_supported: {
    means: 'Types of authorization_details that it knows.',
    clause: 'RFC 9396 §10',
  },
  dpop_signing_alg_values_supported: {
    means: 'Algorithms that may sign a DPoP proof.',
    clause: 'RFC 9449 §5.1',
  },
  client_id_metadata_document_supported: {
    means: 'Whether a client’s id may be the address of its metadata.',
    clause: 'OAuth Client ID Metadata Document §5',
  },
  protected_resources: {
    means: 'The resource servers that use this authorization server.',
    clause: 'RFC 9728 §4',
  },
  frontchannel_logout_supported: {
    means: 'Whether the browser tells clients of a log-out.',
    clause: 'OpenID Connect Front-Channel Logout §3',
  },
  frontchannel_logout_session_supported: {
    means: 'Whether it then says which session.',
    clause: 'OpenID Connect Front-Channel Logout §3',
  },
  backchannel_logout_supported: {
    means: 'Whether the server tells clients of a log-out.',
    clause: 'OpenID Connect Back-Channel Logout §2.1',
  },
  backchannel_logout_session_supported: {
    means: 'Whether it then says which session.',
    clause: 'OpenID Connect Back-Channel Logout §2.1',
  },
  signed_metadata: { means: 'The same, as a signed JWT.', clause: 'RFC 8414 §2.1' },
  service_documentation: { means: 'A page for developers.', clause: 'RFC 8414 §2' },
  op_policy_uri: { means: 'What a client may do with the data.', clause: 'RFC 8414 §2' },
  op_tos_uri: { means: 'The terms of the server.', clause: 'RFC 8414 §2' },
} as const satisfies Meanings

/** Members of a protected resource's metadata (RFC 9728 §2). */
export const resourceMetadata = {
  resource: { means: 'The resource itself. Its address was asked for.', clause: 'RFC 9728 §2' },
  authorization_servers: {
    means: 'The issuers whose tokens it takes.',
    clause: 'RFC 9728 §2',
  },
  jwks_uri: { means: 'Where its own public keys are.', clause: 'RFC 9728 §2' },
  scopes_supported: { means: 'Scopes that a token for it may have.', clause: 'RFC 9728 §2' },
  bearer_methods_supported: {
    means: 'How a token may be sent: header, body, query.',
    clause: 'RFC 9728 §2',
  },
  resource_name: { means: 'Its name for people.', clause: 'RFC 9728 §2' },
  resource_documentation: { means: 'A page for developers.', clause: 'RFC 9728 §2' },
  resource_policy_uri: { means: 'What a client may do with the data.', clause: 'RFC 9728 §2' },
  resource_tos_uri: { means: 'Its terms.', clause: 'RFC 9728 §2' },
  resource_signing_alg_values_supported: {
    means: 'Algorithms that sign its answers.',
    clause: 'RFC 9728 §2',
  },
  tls_client_certificate_bound_access_tokens: {
    means: 'Whether tokens must be bound to a certificate.',
    clause: 'RFC 9728 §2',
  },
  dpop_signing_alg_values_supported: {
    means: 'Algorithms that may sign a DPoP proof.',
    clause: 'RFC 9728 §2',
  },
  dpop_bound_access_tokens_required: {
    means: 'Whether it takes tokens that are bound to a key alone.',
    clause: 'RFC 9728 §2',
  },
  authorization_details_types_supported: {
    means: 'Types of authorization_details that it knows.',
    clause: 'RFC 9728 §2',
  },
  signed_metadata: { means: 'The same, as a signed JWT.', clause: 'RFC 9728 §2.2' },
} as const satisfies Meanings

const registration = 'OpenID Connect Registration §2'

/** Members of a client's metadata, and of the answer to its registration (RFC 7591 §2, §3.2.1). */
export const clientMetadata = {
  client_id: { means: 'The name that the server gave to the client.', clause: 'RFC 7591 §3.2.1' },
  client_secret: {
    means: 'The secret of the client.',
    clause: 'RFC 7591 §3.2.1',
    secret: 'client secret',
  },
  client_id_issued_at: {
    means: 'When the client was registered.',
    clause: 'RFC 7591 §3.2.1',
    kind: 'time',
  },
  client_secret_expires_at: {
    means: 'When the secret ends; 0 is never.',
    clause: 'RFC 7591 §3.2.1',
  },
  registration_access_token: {
    means: 'The token with which the client reads and changes its registration.',
    clause: 'RFC 7592 §3',
    secret: 'token',
  },
  registration_client_uri: {
    means: 'Where the client reads and changes its registration.',
    clause: 'RFC 7592 §3',
  },
  redirect_uris: { means: 'Where answers may be sent.', clause: 'RFC 7591 §2' },
  token_endpoint_auth_method: {
    means: 'How the client shows who it is; none is a public client.',
    clause: 'RFC 7591 §2',
    kind: 'authentication method',
  },
  token_endpoint_auth_signing_alg: {
    means: 'The algorithm that signs its assertion.',
    clause: registration,
    kind: 'algorithm',
  },
  grant_types: { means: 'What it may exchange for a token.', clause: 'RFC 7591 §2' },
  response_types: { means: 'What it may be answered with.', clause: 'RFC 7591 §2' },
  client_name: { means: 'Its name, as people see it on the consent page.', clause: 'RFC 7591 §2' },
  client_uri: { means: 'A page about it.', clause: 'RFC 7591 §2' },
  logo_uri: { means: 'Its picture.', clause: 'RFC 7591 §2' },
  tos_uri: { means: 'Its terms.', clause: 'RFC 7591 §2' },
  policy_uri: { means: 'What it does with the data.', clause: 'RFC 7591 §2' },
  contacts: { means: 'Whom to write to.', clause: 'RFC 7591 §2' },
  scope: { means: 'Scopes that it may ask for.', clause: 'RFC 7591 §2', kind: 'scope' },
  jwks: { means: 'Its public keys.', clause: 'RFC 7591 §2' },
  jwks_uri: { means: 'Where its public keys are.', clause: 'RFC 7591 §2' },
  software_id: { means: 'Which software it is, the same in every copy.', clause: 'RFC 7591 §2' },
  software_version: { means: 'Which version of it.', clause: 'RFC 7591 §2' },
  software_statement: {
    means: 'Metadata that somebody else signed.',
    clause: 'RFC 7591 §2.3',
    secret: 'assertion',
  },
  application_type: {
    means: 'web or native: which redirect URIs may be registered.',
    clause: registration,
  },
  subject_type: { means: 'Whether sub is public or pairwise.', clause: registration },
  sector_identifier_uri: {
    means: 'Lists the redirect URIs of the clients that share one sub.',
    clause: registration,
  },
  id_token_signed_response_alg: {
    means: 'The algorithm that signs its ID tokens.',
    clause: registration,
    kind: 'algorithm',
  },
  id_token_encrypted_response_alg: {
    means: 'Encrypts the key of its ID tokens.',
    clause: registration,
  },
  id_token_encrypted_response_enc: { means: 'Encrypts its ID tokens.', clause: registration },
  userinfo_signed_response_alg: {
    means: 'The algorithm that signs its UserInfo answers.',
    clause: registration,
    kind: 'algorithm',
  },
  userinfo_encrypted_response_alg: {
    means: 'Encrypts the key of its UserInfo answers.',
    clause: registration,
  },
  userinfo_encrypted_response_enc: {
    means: 'Encrypts its UserInfo answers.',
    clause: registration,
  },
  request_object_signing_alg: {
    means: 'The algorithm that signs its requests.',
    clause: registration,
    kind: 'algorithm',
  },
  request_object_encryption_alg: {
    means: 'Encrypts the key of its requests.',
    clause: registration,
  },
  request_object_encryption_enc: { means: 'Encrypts its requests.', clause: registration },
  require_signed_request_object: {
    means: 'Whether each of its requests must be signed.',
    clause: 'RFC 9101 §10.5',
  },
  profile: {
    means: 'Of the lab: what this client is held to, by one word.',
    clause: registration,
  },
  authorization_signed_response_alg: {
    means: 'The algorithm that signs its authorization responses.',
    clause: 'JWT Secured Authorization Response Mode §3',
    kind: 'algorithm',
  },
  authorization_encrypted_response_alg: {
    means: 'Encrypts the key of its authorization responses.',
    clause: 'JWT Secured Authorization Response Mode §3',
  },
  authorization_encrypted_response_enc: {
    means: 'Encrypts its authorization responses.',
    clause: 'JWT Secured Authorization Response Mode §3',
  },
  introspection_signed_response_alg: {
    means: 'The algorithm that signs its introspection answers.',
    clause: 'RFC 9701 §6',
    kind: 'algorithm',
  },
  introspection_encrypted_response_alg: {
    means: 'Encrypts the key of its introspection answers.',
    clause: 'RFC 9701 §6',
  },
  introspection_encrypted_response_enc: {
    means: 'Encrypts its introspection answers.',
    clause: 'RFC 9701 §6',
  },
  request_uris: { means: 'Where its requests may be kept.', clause: registration },
  default_max_age: {
    means: 'How long ago its users may have signed in.',
    clause: registration,
    kind: 'duration',
  },
  default_acr_values: { means: 'How sure the server shall be of its users.', clause: registration },
  require_auth_time: {
    means: 'Whether its ID tokens say when the user signed in.',
    clause: registration,
  },
  initiate_login_uri: { means: 'Where somebody else may begin a sign-in.', clause: registration },
  post_logout_redirect_uris: {
    means: 'Where the browser may go after a log-out.',
    clause: 'OpenID Connect RP-Initiated Logout §3.1',
  },
  frontchannel_logout_uri: {
    means: 'What the browser loads when the user logs out.',
    clause: 'OpenID Connect Front-Channel Logout §2',
  },
  frontchannel_logout_session_required: {
    means: 'Whether it must be told which session.',
    clause: 'OpenID Connect Front-Channel Logout §2',
  },
  backchannel_logout_uri: {
    means: 'Where the server tells it of a log-out.',
    clause: 'OpenID Connect Back-Channel Logout §2.2',
  },
  backchannel_logout_session_required: {
    means: 'Whether it must be told which session.',
    clause: 'OpenID Connect Back-Channel Logout §2.2',
  },
  tls_client_auth_subject_dn: {
    means: 'The subject of the certificate that it shows.',
    clause: 'RFC 8705 §2.1.2',
  },
  tls_client_auth_san_dns: {
    means: 'The host name in the certificate that it shows.',
    clause: 'RFC 8705 §2.1.2',
  },
  tls_client_auth_san_uri: {
    means: 'The URI in the certificate that it shows.',
    clause: 'RFC 8705 §2.1.2',
  },
  tls_client_auth_san_ip: {
    means: 'The IP address in the certificate that it shows.',
    clause: 'RFC 8705 §2.1.2',
  },
  tls_client_auth_san_email: {
    means: 'The e-mail address in the certificate that it shows.',
    clause: 'RFC 8705 §2.1.2',
  },
  backchannel_authentication_request_signing_alg: {
    means: 'By which algorithm it signs its backchannel requests. With it each one must be signed.',
    clause: 'CIBA Core §4',
  },
  backchannel_token_delivery_mode: {
    means: 'How the token comes after a question on another device: poll, ping or push.',
    clause: 'CIBA Core §4',
  },
  backchannel_client_notification_endpoint: {
    means: 'Where the server tells it that the user answered.',
    clause: 'CIBA Core §4',
  },
  tls_client_certificate_bound_access_tokens: {
    means: 'Whether its tokens are bound to its certificate.',
    clause: 'RFC 8705 §3.4',
  },
  dpop_bound_access_tokens: {
    means: 'Whether its tokens are bound to a key.',
    clause: 'RFC 9449 §5.2',
  },
  require_pushed_authorization_requests: {
    means: 'Whether it must push its requests.',
    clause: 'RFC 9126 §6',
  },
  authorization_details_types: {
    means: 'Types of authorization_details it uses.',
    clause: 'RFC 9396 §10',
  },
  resource: {
    means: 'Of the lab: what this resource server serves, and whose tokens it may introspect.',
    clause: 'RFC 8707 §2',
  },
  require_pkce: {
    means: 'Of the lab: whether this client must use PKCE, though it has a secret.',
    clause: 'RFC 9700 §2.1.1',
  },
  access_token_typ: {
    means: 'Of the lab: the type in the header of its access tokens.',
    clause: 'RFC 9068 §2.1',
  },
} as const satisfies Meanings
