import type { Meanings } from './meaning.ts'

/** Parameters of requests and members of answers that mean the same in every message. */
export const parameters = {
  response_type: {
    means: 'What the authorization server shall answer with.',
    clause: 'RFC 6749 §3.1.1',
    kind: 'response type',
  },
  response_mode: {
    means: 'The way in which the answer comes back.',
    clause: 'OAuth 2.0 Multiple Response Types §2.1',
    kind: 'response mode',
  },
  client_id: {
    means: 'The name of the client at this server. It is no secret.',
    clause: 'RFC 6749 §2.2',
  },
  client_secret: {
    means: 'The secret by which the client shows who it is.',
    clause: 'RFC 6749 §2.3.1',
    secret: 'client secret',
  },
  redirect_uri: {
    means: 'Where the browser takes the answer. It is compared with the registered ones, whole.',
    clause: 'RFC 6749 §3.1.2; RFC 9700 §2.1',
    kind: 'redirect URI',
  },
  scope: {
    means: 'What the access token may be used for: as asked, or as granted.',
    clause: 'RFC 6749 §3.3',
    kind: 'scope',
  },
  state: {
    means:
      'A value of the client that comes back with the answer. It ties the answer to the browser.',
    clause: 'RFC 6749 §4.1.1',
    kind: 'state',
  },
  nonce: {
    means: 'A value of the client that stands in the ID token. It ties the token to this sign-in.',
    clause: 'OpenID Connect Core §3.1.2.1',
    kind: 'nonce',
  },
  code_challenge: {
    means:
      'A digest of a value that only the client knows. The token request must show that value.',
    clause: 'RFC 7636 §4.3',
    kind: 'code challenge',
  },
  code_challenge_method: {
    means: 'How the challenge was made. S256 is SHA-256; plain hides nothing.',
    clause: 'RFC 7636 §4.3',
  },
  code_verifier: {
    means: 'The value behind the code_challenge. It shows that the same client asks.',
    clause: 'RFC 7636 §4.5',
    kind: 'code verifier',
    secret: 'code verifier',
  },
  code: {
    means: 'The authorization code: good once, for a short time, for this client alone.',
    clause: 'RFC 6749 §4.1.2',
    secret: 'code',
  },
  iss: {
    means: 'The authorization server that answers. The client compares it with the one it asked.',
    clause: 'RFC 9207 §2',
    kind: 'issuer',
  },
  session_state: {
    means: 'By this the client sees whether the session at the server changed.',
    clause: 'OpenID Connect Session Management §2',
  },
  grant_type: {
    means: 'What the client shows in exchange for a token.',
    clause: 'RFC 6749 §4',
    kind: 'grant type',
  },
  username: {
    means: 'The name of the user, typed at the client.',
    clause: 'RFC 6749 §4.3.2',
  },
  password: {
    means: 'The password of the user.',
    clause: 'RFC 6749 §4.3.2',
    secret: 'password',
  },
  refresh_token: {
    means: 'A token that gets new access tokens without the user. It goes to this server alone.',
    clause: 'RFC 6749 §1.5',
    secret: 'refresh token',
  },
  access_token: {
    means: 'The token that opens a resource server. Whoever has it may use it.',
    clause: 'RFC 6749 §1.4; RFC 6750 §1.2',
    secret: 'access token',
  },
  id_token: {
    means: 'Says to the client who signed in, when and how. It opens nothing.',
    clause: 'OpenID Connect Core §2',
    secret: 'ID token',
  },
  token_type: {
    means: 'How the access token is used.',
    clause: 'RFC 6749 §7.1',
    kind: 'token type',
  },
  expires_in: {
    means: 'How long the access token lives, in seconds.',
    clause: 'RFC 6749 §5.1',
    kind: 'duration',
  },
  refresh_expires_in: {
    means:
      'How long the refresh token lives, in seconds. No specification names it; Keycloak sends it.',
    clause: 'RFC 6749 §5.1',
    kind: 'duration',
  },
  'not-before-policy': {
    means:
      'Tokens from before this time are refused. No specification names it; Keycloak sends it.',
    clause: 'RFC 6749 §5.1',
  },
  ext_expires_in: {
    means: 'How long the token may be used while the server is down. Microsoft sends it.',
    clause: 'RFC 6749 §5.1',
    kind: 'duration',
  },
  error: {
    means: 'Why the request was refused, as a code for programs.',
    clause: 'RFC 6749 §4.1.2.1; RFC 6749 §5.2',
    kind: 'error code',
  },
  error_description: {
    means: 'Why the request was refused, for the developer.',
    clause: 'RFC 6749 §4.1.2.1; RFC 6749 §5.2',
  },
  error_uri: {
    means: 'A page that says more about the error.',
    clause: 'RFC 6749 §4.1.2.1; RFC 6749 §5.2',
  },
  message: {
    means: 'Of the lab: what is wrong, where no error code may be told.',
    clause: 'RFC 6750 §3.1',
  },
  problems: {
    means: 'Of the lab: every member that may not be registered, with its remedy.',
    clause: 'RFC 7591 §3.2.2',
  },
  check: {
    means: 'Of the lab: the check that did not hold.',
    clause: 'RFC 6749 §5.2',
  },
  clause: {
    means: 'Of the lab: where the check is written.',
    clause: 'RFC 6749 §5.2',
  },
  'my-property': {
    means: 'Of the lab’s example hooks: what a module of yours may add.',
    clause: 'RFC 6749 §8.2',
  },
  'other-property': {
    means: 'Of the lab’s example hooks: what a module of yours may add.',
    clause: 'RFC 6749 §8.2',
  },
  resource: {
    means: 'The resource server that the token is for.',
    clause: 'RFC 8707 §2',
  },
  audience: {
    means: 'The service that the token is for, by a name that the server knows.',
    clause: 'RFC 8693 §2.1',
  },
  prompt: {
    means: 'Whether the user is to be asked.',
    clause: 'OpenID Connect Core §3.1.2.1',
    kind: 'prompt',
  },
  max_age: {
    means: 'How many seconds ago the user may have signed in, at most.',
    clause: 'OpenID Connect Core §3.1.2.1',
    kind: 'duration',
  },
  display: {
    means: 'How the pages are to look: page, popup, touch or wap.',
    clause: 'OpenID Connect Core §3.1.2.1',
  },
  ui_locales: {
    means: 'The languages in which the user wants the pages.',
    clause: 'OpenID Connect Core §3.1.2.1',
  },
  claims_locales: {
    means: 'The languages in which claims are wanted.',
    clause: 'OpenID Connect Core §5.2',
  },
  id_token_hint: {
    means: 'An ID token from before: who is expected to be signed in.',
    clause: 'OpenID Connect Core §3.1.2.1',
    secret: 'ID token',
  },
  login_hint: {
    means: 'Who will probably sign in. The sign-in page may fill it in.',
    clause: 'OpenID Connect Core §3.1.2.1',
  },
  acr_values: {
    means: 'How sure the server shall be of who signs in; the best first.',
    clause: 'OpenID Connect Core §3.1.2.1',
  },
  claims: {
    means: 'Single claims that are asked for in the ID token or at UserInfo.',
    clause: 'OpenID Connect Core §5.5',
  },
  request: {
    means: 'The request itself as a signed JWT, so that nobody changes it on its way.',
    clause: 'RFC 9101 §5.1',
    secret: 'assertion',
  },
  request_uri: {
    means: 'Where the parameters of the request are: pushed there before, or kept by the client.',
    clause: 'RFC 9126 §4; RFC 9101 §5.2',
  },
  registration: {
    means: 'Metadata of the client, for a server of the user’s own where nobody registered it.',
    clause: 'OpenID Connect Core §7.2.1',
  },
  authorization_details: {
    means: 'What is to be allowed, in more detail than scopes can say; JSON.',
    clause: 'RFC 9396 §2',
  },
  dpop_jkt: {
    means: 'The thumbprint of the key to which the code is bound.',
    clause: 'RFC 9449 §10',
  },
  response: {
    means: 'The whole authorization response as a signed JWT.',
    clause: 'JWT Secured Authorization Response Mode §2.3',
    secret: 'assertion',
  },
  token: {
    means: 'The token that is asked about, or that is given back.',
    clause: 'RFC 7662 §2.1; RFC 7009 §2.1',
    secret: 'token',
  },
  token_type_hint: {
    means: 'Which kind of token it probably is. It makes the look-up quicker.',
    clause: 'RFC 7662 §2.1; RFC 7009 §2.1',
  },
  client_assertion: {
    means: 'A JWT that the client signed; it shows who the client is without a shared secret.',
    clause: 'RFC 7521 §4.2',
    secret: 'assertion',
  },
  client_assertion_type: {
    means: 'Which kind of assertion the client shows.',
    clause: 'RFC 7521 §4.2',
  },
  assertion: {
    means: 'A signed statement that is exchanged for a token.',
    clause: 'RFC 7521 §4.1',
    secret: 'assertion',
  },
  device_code: {
    means: 'The code by which the device asks for its token.',
    clause: 'RFC 8628 §3.2',
    secret: 'code',
  },
  user_code: {
    means: 'The short code that the user types in a browser elsewhere.',
    clause: 'RFC 8628 §3.2',
    secret: 'code',
  },
  verification_uri: {
    means: 'The page on which the user types the code.',
    clause: 'RFC 8628 §3.2',
  },
  verification_uri_complete: {
    means: 'The same page with the code in it, for a QR code.',
    clause: 'RFC 8628 §3.2',
    secret: 'code',
  },
  answer: {
    means: 'Of the lab: how the form of the page was answered.',
    clause: 'RFC 8628 §3.3',
  },
  mail_token: {
    means: 'Of the lab: the secret of a link in a mail, good once.',
    clause: 'RFC 6819 §5.1.5.4',
    secret: 'token',
  },
  request_id: {
    means: 'Of the lab: which backchannel request was answered.',
    clause: 'CIBA Core §8',
  },
  interval: {
    means: 'How many seconds the client waits between two questions.',
    clause: 'RFC 8628 §3.2',
    kind: 'duration',
  },
  subject_token: {
    means: 'The token of the one for whom the new token is.',
    clause: 'RFC 8693 §2.1',
    secret: 'token',
  },
  subject_token_type: { means: 'Which kind of token that is.', clause: 'RFC 8693 §2.1' },
  actor_token: {
    means: 'The token of the one who acts.',
    clause: 'RFC 8693 §2.1',
    secret: 'token',
  },
  actor_token_type: { means: 'Which kind of token that is.', clause: 'RFC 8693 §2.1' },
  requested_token_type: {
    means: 'Which kind of token is wanted.',
    clause: 'RFC 8693 §2.1',
  },
  issued_token_type: {
    means: 'Which kind of token was issued.',
    clause: 'RFC 8693 §2.2.1',
  },
  auth_req_id: {
    means: 'The name of the request to which the user answers elsewhere.',
    clause: 'CIBA Core §7.3',
    secret: 'code',
  },
  binding_message: {
    means: 'A short text that both devices show, so that the user compares them.',
    clause: 'CIBA Core §7.1',
  },
  login_hint_token: {
    means: 'A token that says whom to ask.',
    clause: 'CIBA Core §7.1',
    secret: 'token',
  },
  client_notification_token: {
    means: 'The token with which the server calls the client back.',
    clause: 'CIBA Core §7.1',
    secret: 'token',
  },
  requested_expiry: {
    means: 'For how many seconds the request shall stay open.',
    clause: 'CIBA Core §7.1',
    kind: 'duration',
  },
  post_logout_redirect_uri: {
    means: 'Where the browser goes after the log-out. It must be registered.',
    clause: 'OpenID Connect RP-Initiated Logout §2',
  },
  logout_hint: {
    means: 'Who is to be logged out.',
    clause: 'OpenID Connect RP-Initiated Logout §2',
  },
  logout_token: {
    means: 'A JWT that tells the client that a session ended.',
    clause: 'OpenID Connect Back-Channel Logout §2.4; OpenID Connect Back-Channel Logout §2.5',
    secret: 'assertion',
  },
  sid: {
    means: 'The session at the authorization server.',
    clause: 'OpenID Connect Front-Channel Logout §2',
  },
  target_link_uri: {
    means: 'Where the user shall be after the sign-in.',
    clause: 'OpenID Connect Core §4',
  },
} as const satisfies Meanings
