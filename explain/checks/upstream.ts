import type { Advices } from './advice.ts'
import { signedByClient } from './signed-by-client.ts'

const agree = 'Compare what the provider sends with what it publishes, in the flow view.'

/** Checks of a sign-in at an identity provider, where this server is the client. */
export const upstreamAdvice = {
  'upstream.provider-known': {
    why: 'An administrator says at which other servers users may sign in.',
    fix: 'Add the provider to identityProviders of the server’s configuration.',
  },
  'upstream.metadata': {
    why: 'The metadata say where the browser and the code go. Those of another issuer would send them to somebody else.',
    fix: 'Write the issuer letter by letter as its metadata has it, and let this server reach and trust it.',
  },
  'upstream-response.parameters-once': {
    why: 'Two values leave open which one was meant.',
    fix: 'Have the provider send each parameter once.',
  },
  'upstream-response.state-known': {
    why: 'Anybody can send a browser here with a code of his own. The user would be signed in as somebody else.',
    fix: 'Begin the sign-in again. The provider must send back the state as it came, within half an hour.',
  },
  'upstream-response.this-browser': {
    why: 'Who gets another person to open his answer would have that person in his own account.',
    fix: 'Finish the sign-in in the browser that began it, with cookies on.',
  },
  'upstream-response.of-provider': {
    why: 'A provider that answers in the place of another one would get the code of that one (mix-up).',
    fix: 'Register at each provider the redirect URI that has its own name in it.',
  },
  'upstream-response.state-unused': {
    why: 'An answer that is sent again may come from a log or a history.',
    fix: 'Begin the sign-in again.',
  },
  'upstream-response.issuer': {
    why: 'The iss says who answers. Without the comparison a bad provider gets the code of a good one (mix-up).',
    fix: 'Have the provider send its own issuer as iss, letter by letter, where its metadata promise it.',
  },
  'upstream-response.allowed': {
    why: 'The user or the provider said no.',
    fix: 'Sign in otherwise, or try again. The error says what the provider found.',
  },
  'upstream-response.code': {
    why: 'Without a code there is nothing to exchange for tokens.',
    fix: 'Have the provider answer with response_type code.',
  },
  'upstream-token-response.valid': {
    why: 'The tokens say who signed in.',
    fix: 'Compare client id, secret and way of authentication with what the provider knows. The detail says what it answered.',
  },
  'upstream-id-token.form': {
    why: 'What cannot be read says nothing of the user.',
    fix: 'Ask for the scope openid, and have the provider send iss, sub, aud, exp and iat.',
  },
  'upstream-id-token.issuer': {
    why: 'Another issuer’s users are other people, also where their names are the same.',
    fix: agree,
  },
  'upstream-id-token.audience': {
    why: 'A token for another client may come from that client, which could then be anybody here.',
    fix: 'Write the clientId under which this server is registered at the provider.',
  },
  'upstream-id-token.time': {
    why: 'An old token may be stolen; an old sign-in may be somebody else’s by now.',
    fix: 'Compare the clocks of both servers. Where a max_age was asked for, the provider must ask the user again.',
  },
  'upstream-id-token.nonce': {
    why: 'The token of another sign-in could be put in the place of this one’s.',
    fix: 'Have the provider put the nonce of the request into the ID token.',
  },
  'upstream-id-token.algorithm': {
    why: 'Whoever could choose the algorithm would choose none, or a weak one.',
    fix: 'Have the provider sign by a public key, with an algorithm that its metadata names.',
  },
  'upstream-id-token.key-set': {
    why: signedByClient.keySet.why,
    fix: 'Let this server reach the jwks_uri of the provider, with a certificate that it trusts.',
  },
  'upstream-id-token.key-found': {
    why: 'The server verifies by the keys that the provider publishes, never by one that comes along.',
    fix: 'Have the provider publish a key before it signs with it, and name it by kid.',
  },
  'upstream-id-token.thumbprint': {
    why: signedByClient.thumbprint.why,
    fix: 'Hash the certificate in DER: SHA-1 for x5t, SHA-256 for x5t#S256, as base64url.',
  },
  'upstream-id-token.certificate': {
    why: signedByClient.certificate.why,
    fix: 'Publish the key together with its own certificate, or without one.',
  },
  'upstream-id-token.key-kind': {
    why: 'A key of another kind can make no signature of that algorithm.',
    fix: 'Compare the alg of the ID token with kty and crv of the published key.',
  },
  'upstream-id-token.signature': {
    why: 'Without the signature anybody on the way could say who signs in.',
    fix: 'Have the provider sign with the key that the header names.',
  },
  'upstream-userinfo.valid': {
    why: 'The claims describe the user. Of a social provider they alone say who it is.',
    fix: 'Have the endpoint answer 200 with a JSON object for the access token that it gave.',
  },
  'upstream-userinfo.subject': {
    why: 'Claims of one user could be put beside the ID token of another one.',
    fix: 'Have the endpoint tell the same sub as the ID token; of a social provider set subjectMember.',
  },
  'upstream-link.same-user': {
    why: 'An account must not be linked to somebody else who signed in meanwhile.',
    fix: 'Sign in again, then link the account.',
  },
  'upstream-link.free': {
    why: 'One account there would sign in two users here, and nobody could tell which.',
    fix: 'Sign in there with another account, or end the link as the other user.',
  },
  'upstream-link.not-last': {
    why: 'A user without a password would be shut out.',
    fix: 'Have a password set, or link another account first.',
  },
  'upstream-logout.state': {
    why: 'The state says where the browser goes on to. Whoever could make one would send people anywhere.',
    fix: 'Log out again, in one browser, and have the provider send the state back as it came.',
  },
  'upstream-user.linked': {
    why: 'A name or an e-mail address of another server proves nothing here: anybody may have it there.',
    fix: 'Sign in here, then link the account; or let the provider make users by linking create.',
  },
} as const satisfies Advices
