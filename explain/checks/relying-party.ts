import type { Advices } from './advice.ts'

const signInAgain = 'Begin the sign-in once more at the application.'

/** Checks of the lab’s own client. */
export const relyingPartyAdvice = {
  'logout-token.present': {
    why: 'Without a token anybody could end sessions here.',
    fix: 'Post logout_token as a form.',
  },
  'logout-token.client': {
    why: 'A token for another client says nothing of the sessions here.',
    fix: 'Compare aud with the client_id that is registered here.',
  },
  'logout-token.valid': {
    why: 'A forged or old token could end the sessions of other people.',
    fix: 'Compare iss, aud and the key with the server’s metadata and key set. Send iat, exp and jti.',
  },
  'logout-token.event': {
    why: 'An ID token must not be taken for a logout token. The event and the missing nonce tell them apart.',
    fix: 'Send the events member of Back-Channel Logout, and no nonce.',
  },
  'logout-token.session': {
    why: 'Nobody knows whose session is to end.',
    fix: 'Name the session in sid, or the person in sub.',
  },
  'client-configuration.chosen': {
    why: 'An application can ask nobody while it knows no server, and not who it is there.',
    fix: 'Make a server definition and a client configuration at the client’s portal, and choose it.',
  },
  'client-configuration.registered': {
    why: 'A server answers those alone whom it knows by a client_id.',
    fix: 'Register the configuration at the client’s portal, or type in the credentials of one.',
  },
  'client-registration.answered': {
    why: 'What the server has registered it alone says; what was asked is a wish.',
    fix: 'Read its error. A registration that it forgot is deleted here, and made again.',
  },
  'callback.parameters-once': {
    why: 'Two codes or two states could be of two sign-ins, one of them an attacker’s.',
    fix: 'Let the authorization server send each parameter once.',
  },
  'callback.query-kept': {
    why: 'A redirect URI is compared whole. With another query it is another address, and not the one that was registered.',
    fix: 'Have the server add its answer to the query that the redirect URI has, and leave that as it is.',
  },
  'callback.answer-present': {
    why: 'Without a code or an error there is nothing to go on with.',
    fix: 'Open the application’s page, not the callback. ' + signInAgain,
  },
  'state.known': {
    why: 'An attacker could send the browser here with a code of their own account.',
    fix: signInAgain,
  },
  'state.unused': {
    why: 'The same answer again is a page loaded twice, or somebody who copied the address.',
    fix: 'Open the application’s page instead of the callback. ' + signInAgain,
  },
  'state.this-browser': {
    why: 'A link with a foreign answer would sign the victim in to the attacker’s account.',
    fix: 'End the sign-in in the browser that began it, and let it keep cookies.',
  },
  'form.csrf': {
    why: 'Another site could send this form in the name of whoever is signed in.',
    fix: 'Load the page again, let the browser keep cookies, and press the button there.',
  },
  'metadata.issuer': {
    why: 'Metadata that somebody else wrote would send codes and secrets to his endpoints.',
    fix: 'Give the client the issuer as the metadata spells it, each slash counted.',
  },
  'authorization-response.issuer': {
    why: 'A code of one server must not be sent to another: that is how mix-up attacks get it.',
    fix: 'Let the server send iss with its own issuer; compare it with the metadata.',
  },
  'authorization-response.valid': {
    why: 'Who takes any query for an answer acts on what nobody agreed on.',
    fix: 'Look at the callback in the recording: code and state are wanted, and no token.',
  },
  'token-response.valid': {
    why: 'Who takes any answer for a token response trusts what nobody agreed on.',
    fix: 'Look at the token response in the recording: token_type, expires_in, and JSON are wanted.',
  },
  'id-token.nonce': {
    why: 'A stolen code, brought into the thief’s own sign-in, has the ID token of another one.',
    fix: 'Let the server put the nonce of the authorization request into the ID token.',
  },
  'id-token.valid': {
    why: 'The ID token says who signed in. It counts only if it is for this client.',
    fix: 'Compare iss, aud, exp and the signature with the metadata and the request.',
  },
  'refresh-token.given': {
    why: 'Without a refresh token the user has to sign in again.',
    fix: 'Ask for scope offline_access, and let the user allow it.',
  },
  'refresh.same-subject': {
    why: 'A refresh must not change who is signed in.',
    fix: 'Sign in again, and report it to whoever runs the authorization server.',
  },
} as const satisfies Advices
