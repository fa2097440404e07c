/** Which checks look at a parameter, by its wire name; the one that a wrong value breaks first comes first. */
type ChecksOfParameters = Readonly<Record<string, readonly string[]>>

const ofClient: ChecksOfParameters = {
  client_id: ['client.known', 'client.same-id'],
  client_secret: ['client.secret'],
  client_assertion: ['client-assertion.signature', 'client-assertion.form'],
  client_assertion_type: ['client-assertion.type'],
}
const ofRequest: ChecksOfParameters = {
  scope: ['scope.supported', 'scope.registered'],
  resource: ['resource.known', 'resource.form'],
  authorization_details: ['authorization-details.type-known', 'authorization-details.form'],
}
const ofAuthorizationResponse: ChecksOfParameters = {
  state: ['state.known', 'state.this-browser'],
  iss: ['authorization-response.issuer'],
  code: ['code.known'],
  error: ['callback.answer-present'],
}

/** Requests, by the message that carries the parameter. */
const inRequests: Readonly<Record<string, ChecksOfParameters>> = {
  'authorization request': {
    ...ofRequest,
    client_id: ['authorization.client-known'],
    redirect_uri: ['redirect-uri.registered', 'redirect-uri.https'],
    response_type: ['response-type.supported', 'response-type.present', 'response-type.allowed'],
    response_mode: ['response-mode.supported', 'response-mode.no-query'],
    request: ['request-object.signature', 'request-object.form'],
    request_uri: ['pushed-request.known', 'request-uri.registered'],
    registration: ['registration-parameter.absent'],
    state: ['state.known'],
    nonce: ['id-token.nonce', 'nonce.present', 'pkce.or-nonce'],
    code_challenge: ['pkce.challenge-form', 'pkce.verifier-matches'],
    code_challenge_method: ['pkce.method-s256'],
    prompt: ['prompt.known', 'session.present'],
    max_age: ['max-age.number'],
    dpop_jkt: ['dpop-jkt.form', 'code.key'],
    id_token_hint: ['id-token-hint.valid', 'session.hinted'],
    claims: ['claims.form', 'claims.subject', 'acr.reached'],
    acr_values: ['acr.satisfied', 'session.present'],
  },
  'pushed authorization request': {
    ...ofClient,
    ...ofRequest,
    redirect_uri: ['redirect-uri.registered', 'redirect-uri.https'],
    request_uri: ['pushed-request.no-uri'],
    dpop_jkt: ['dpop-jkt.of-proof', 'dpop-jkt.form'],
  },
  'device authorization request': { ...ofClient, ...ofRequest },
  'backchannel authentication request': {
    ...ofClient,
    ...ofRequest,
    login_hint: ['backchannel-request.user', 'backchannel-request.one-hint'],
    id_token_hint: ['backchannel-request.id-token-hint', 'backchannel-request.one-hint'],
    login_hint_token: ['backchannel-request.hint-kind', 'backchannel-request.one-hint'],
    binding_message: ['backchannel-request.binding-message'],
    requested_expiry: ['backchannel-request.expiry'],
    client_notification_token: ['backchannel-request.notification-token'],
    request: ['request-object.signature', 'backchannel-request.object-claims'],
  },
  'user code': { user_code: ['user-code.known'] },
  callback: ofAuthorizationResponse,
  'token request': {
    ...ofClient,
    ...ofRequest,
    grant_type: ['grant-type.supported', 'grant-type.allowed'],
    code: ['code.known', 'code.of-client'],
    redirect_uri: ['code.redirect-uri'],
    code_verifier: ['pkce.verifier-matches', 'pkce.verifier-present'],
    refresh_token: ['refresh-token.known', 'refresh-token.of-client'],
    username: ['password-grant.credentials', 'password-grant.credentials-present'],
    password: ['password-grant.credentials', 'password-grant.credentials-present'],
    subject_token: ['token-exchange.subject-valid', 'token-exchange.subject-allowed'],
    subject_token_type: ['token-exchange.subject-valid'],
    actor_token: ['token-exchange.actor-valid', 'token-exchange.actor-own'],
    actor_token_type: ['token-exchange.actor-pair'],
    requested_token_type: ['token-exchange.requested-type'],
    audience: ['token-exchange.target'],
    assertion: ['jwt-bearer.signature', 'jwt-bearer.issuer'],
    device_code: ['device-code.known', 'device-code.of-client'],
    auth_req_id: ['auth-req-id.known', 'auth-req-id.of-client'],
    authorization_details: ['authorization-details.granted', 'authorization-details.form'],
  },
  'introspection request': { ...ofClient, token: ['introspection.live', 'introspection.visible'] },
  'revocation request': { ...ofClient, token: ['revocation.of-client'] },
  'logout request': {
    id_token_hint: ['logout.hint-valid'],
    client_id: ['logout.client-of-hint', 'logout.client-known'],
    post_logout_redirect_uri: ['logout.redirect-registered', 'logout.redirect-absolute'],
  },
}

/** Answers, by the message that they answer. */
const inAnswers: Readonly<Record<string, ChecksOfParameters>> = {
  'authorization request': ofAuthorizationResponse,
  consent: ofAuthorizationResponse,
  'sign-in': ofAuthorizationResponse,
  'token request': {
    token_type: ['token-response.valid'],
    nonce: ['id-token.nonce'],
    iss: ['id-token.valid', 'token.issuer'],
    aud: ['id-token.valid', 'token.audience'],
    exp: ['id-token.valid', 'token.not-expired'],
    sub: ['id-token.valid', 'refresh.same-subject'],
    scope: ['scope.sufficient'],
  },
  'UserInfo request': { sub: ['userinfo.subject'] },
  'introspection request': {
    active: ['introspection.active'],
    iss: ['introspection.issuer'],
    aud: ['introspection.audience'],
    exp: ['introspection.not-expired'],
    nbf: ['introspection.not-before'],
    scope: ['scope.sufficient'],
  },
  'metadata request': { issuer: ['metadata.issuer'] },
}

/**
 * The ids of the lab's checks that look at a parameter, member or claim of a message.
 * @param message what the field calls the request, for example `token request`
 * @param at its request, or the answer to it
 * @param name on the wire
 */
export function checksOfParameter(
  { message, at }: { message: string; at: 'request' | 'response' },
  name: string,
): readonly string[] {
  const all = at === 'request' ? inRequests : inAnswers
  const ofMessage = Object.hasOwn(all, message) ? all[message]! : {}
  return Object.hasOwn(ofMessage, name) ? ofMessage[name]! : []
}

/** Every row, for whoever compares them with the checks that there are. */
export const parameterChecks = [
  ...Object.entries(inRequests).map(([message, rows]) => ({ message, rows })),
  ...Object.entries(inAnswers).map(([message, rows]) => ({ message, rows })),
]
