import type { Advices } from './advice.ts'

/** Checks of client-initiated backchannel authentication. */
export const backchannelAdvice = {
  'backchannel-request.signed': {
    why: 'A client that signs its requests is protected only if nobody may leave the signature out.',
    fix: 'Send the parameters in a signed JWT as request, or register no backchannel_authentication_request_signing_alg.',
  },
  'backchannel-request.object-claims': {
    why: 'They say for whom the request is and when, and that it comes once.',
    fix: 'Put aud, exp, iat, nbf and a new jti into the JWT.',
  },
  'backchannel-request.openid': {
    why: 'The request is an OpenID Connect one, and brings an ID token.',
    fix: 'Send openid in scope.',
  },
  'backchannel-request.one-hint': {
    why: 'No browser is there, so a hint alone says who is asked. Two could name two users.',
    fix: 'Send one of login_hint, id_token_hint and login_hint_token.',
  },
  'backchannel-request.hint-kind': {
    why: 'The specification leaves open what a login_hint_token is. This server knows none.',
    fix: 'Send login_hint with the name of the user, or id_token_hint.',
  },
  'backchannel-request.id-token-hint': {
    why: 'A token of another client or server must not make this server ask its user.',
    fix: 'Send an ID token that this client got here. It may have expired.',
  },
  'backchannel-request.user': {
    why: 'There is nobody whom the server could ask.',
    fix: 'Send the name of a user of this server as login_hint.',
  },
  'backchannel-request.binding-message': {
    why: 'People compare it on two screens, so it is short and has no controls or odd signs.',
    fix: 'Send at most 64 letters, numbers and signs in one line.',
  },
  'backchannel-request.expiry': {
    why: 'It says for how many seconds the request waits.',
    fix: 'Send a whole number above 0, or leave requested_expiry out.',
  },
  'backchannel-request.notification-token': {
    why: 'By it the client knows that a notification is from the server. It must not be guessed.',
    fix: 'Send a new random one for each request: 32 random bytes in base64url will do.',
  },
  'backchannel-request.of-user': {
    why: 'A client asked for the answer of one user. Another one’s answer is none.',
    fix: 'Sign in as the user who is asked.',
  },
  'backchannel-request.open': {
    why: 'One answer counts: the first one.',
    fix: 'Have the client ask again, and answer in time.',
  },
  'backchannel-notification.taken': {
    why: 'A client that does not hear of the answer waits in vain, or gets no tokens at all.',
    fix: 'Answer 204 at backchannel_client_notification_endpoint, without a redirect.',
  },
  'auth-req-id.asks': {
    why: 'With push the tokens go to the client’s registered address alone.',
    fix: 'Wait for the notification, or register poll or ping as backchannel_token_delivery_mode.',
  },
  'auth-req-id.present': {
    why: 'The auth_req_id is what is exchanged here.',
    fix: 'Send the auth_req_id of the backchannel authentication response.',
  },
  'auth-req-id.known': {
    why: 'It is a random value of this server. Any other is a guess or of another server.',
    fix: 'Send it as it came. After a reset of the lab begin again.',
  },
  'auth-req-id.of-client': {
    why: 'One that another client caught must be worth nothing to it.',
    fix: 'Send it as the client that got it.',
  },
  'auth-req-id.unused': {
    why: 'An auth_req_id brings tokens once. Whoever finds it later gets nothing.',
    fix: 'Keep the tokens of the first answer. For others begin again.',
  },
  'auth-req-id.fresh': {
    why: 'A request that waits for ever would be answered by mistake in the end.',
    fix: 'Begin again; requested_expiry and backchannelRequestLifetime say how long it waits.',
  },
  'auth-req-id.allowed': {
    why: 'The user decides, and said no.',
    fix: 'Ask again only if the user wants it.',
  },
  'auth-req-id.pace': {
    why: 'Many clients that ask without a pause would keep the server from its work.',
    fix: 'Wait for interval between two questions, and five seconds more after each slow_down.',
  },
  'auth-req-id.answered': {
    why: 'There are no tokens before the user has said yes.',
    fix: 'Nothing is wrong. Ask again after interval, until another answer comes.',
  },
} as const satisfies Advices
