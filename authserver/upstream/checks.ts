import type { Catalogue } from '@oauth-lab/kit/check-definition.ts'

/** Another server answered, and not as it should. */
const ofProvider = { error: 'server_error', status: 502 } as const

/** Sign-in at another server, an identity provider of this one. */
export const upstreamChecks = {
  'upstream.provider-known': {
    clause: 'OpenID Connect Core §3.1.2.3',
    held: 'The server has an identity provider of that name.',
    broken: 'The server has no identity provider of that name.',
    error: 'invalid_request',
    status: 404,
  },
  'upstream.metadata': {
    clause: 'OpenID Connect Discovery §4.3',
    held: 'The identity provider published its metadata, and they name its issuer.',
    broken:
      'The identity provider did not publish metadata that name its issuer and its endpoints.',
    ...ofProvider,
  },
  'upstream-response.parameters-once': {
    clause: 'RFC 6749 §3.1',
    held: 'No parameter of the answer came more than once.',
    broken: 'A parameter of the answer came more than once.',
    error: 'invalid_request',
  },
  'upstream-response.state-known': {
    clause: 'RFC 6749 §10.12',
    held: 'This server sent the state, and the sign-in is not over.',
    broken: 'This server did not send the state, or the sign-in is over.',
    error: 'invalid_request',
  },
  'upstream-response.this-browser': {
    clause: 'RFC 9700 §4.7.1',
    held: 'The answer came in the browser that began the sign-in.',
    broken: 'The answer came in another browser than the one that began the sign-in.',
    error: 'invalid_request',
    status: 403,
  },
  'upstream-response.of-provider': {
    clause: 'RFC 9700 §4.4.2',
    held: 'The answer came to the redirect URI of the identity provider that was asked.',
    broken:
      'The answer came to the redirect URI of another identity provider than the one that was asked.',
    error: 'invalid_request',
  },
  'upstream-response.state-unused': {
    clause: 'RFC 9700 §2.1',
    held: 'The state had not come back before.',
    broken: 'The state had come back before.',
    error: 'invalid_request',
  },
  'upstream-response.issuer': {
    clause: 'RFC 9207 §2.4',
    held: 'The answer is of the issuer that was asked.',
    broken: 'The answer is not of the issuer that was asked.',
    error: 'invalid_request',
  },
  'upstream-response.allowed': {
    clause: 'RFC 6749 §4.1.2.1',
    held: 'The identity provider did not refuse the sign-in.',
    broken: 'The identity provider refused the sign-in.',
    error: 'access_denied',
    status: 403,
  },
  'upstream-response.code': {
    clause: 'RFC 6749 §4.1.2',
    held: 'The answer has a code.',
    broken: 'The answer has neither a code nor an error.',
    error: 'invalid_request',
  },
  'upstream-token-response.valid': {
    clause: 'RFC 6749 §5.1',
    held: 'The identity provider answered the token request with tokens.',
    broken: 'The identity provider did not answer the token request with tokens.',
    ...ofProvider,
  },
  'upstream-id-token.form': {
    clause: 'OpenID Connect Core §3.1.3.3',
    held: 'The token response has an ID token with the claims that each one has.',
    broken: 'The token response has no ID token with the claims that each one has.',
    ...ofProvider,
  },
  'upstream-id-token.issuer': {
    clause: 'OpenID Connect Core §3.1.3.7',
    held: 'The ID token is of the identity provider that was asked.',
    broken: 'The ID token is of another issuer than the identity provider that was asked.',
    ...ofProvider,
  },
  'upstream-id-token.audience': {
    clause: 'OpenID Connect Core §3.1.3.7',
    held: 'The ID token is for this server.',
    broken: 'The ID token is not for this server, or not for it alone.',
    ...ofProvider,
  },
  'upstream-id-token.time': {
    clause: 'OpenID Connect Core §3.1.3.7',
    held: 'The ID token is good now.',
    broken: 'The ID token has ended, has not begun, or tells of a sign-in that is too long ago.',
    ...ofProvider,
  },
  'upstream-id-token.nonce': {
    clause: 'OpenID Connect Core §3.1.3.7',
    held: 'The ID token has the nonce that was sent.',
    broken: 'The ID token does not have the nonce that was sent.',
    ...ofProvider,
  },
  'upstream-id-token.algorithm': {
    clause: 'RFC 8725 §3.1',
    held: 'The ID token is signed by an algorithm of a public key that its issuer names.',
    broken: 'The ID token is not signed by an algorithm of a public key that its issuer names.',
    ...ofProvider,
  },
  'upstream-id-token.key-set': {
    clause: 'OpenID Connect Core §10.1.1',
    held: 'The keys of the identity provider could be read.',
    broken: 'The keys of the identity provider could not be read.',
    ...ofProvider,
  },
  'upstream-id-token.key-found': {
    clause: 'OpenID Connect Core §10.1',
    held: 'The identity provider published the key that the ID token names.',
    broken: 'The identity provider did not publish the one key that the ID token names.',
    ...ofProvider,
  },
  'upstream-id-token.thumbprint': {
    clause: 'RFC 7515 §4.1.8',
    held: 'The key is that of the certificate whose thumbprint the ID token names, if it names one.',
    broken: 'The ID token names the thumbprint of another certificate.',
    ...ofProvider,
  },
  'upstream-id-token.certificate': {
    clause: 'RFC 7517 §4.7',
    held: 'The certificate of the key, if there is one, belongs to the key.',
    broken: 'The certificate of the key does not belong to the key.',
    ...ofProvider,
  },
  'upstream-id-token.key-kind': {
    clause: 'RFC 8725 §3.1',
    held: 'The key is of the kind that the algorithm needs.',
    broken: 'The key is not of the kind that the algorithm needs.',
    ...ofProvider,
  },
  'upstream-id-token.signature': {
    clause: 'OpenID Connect Core §3.1.3.7',
    held: 'The identity provider signed the ID token.',
    broken: 'The identity provider did not sign the ID token.',
    ...ofProvider,
  },
  'upstream-userinfo.valid': {
    clause: 'OpenID Connect Core §5.3.2',
    held: 'The identity provider told the claims of the user.',
    broken: 'The identity provider did not tell the claims of the user.',
    ...ofProvider,
  },
  'upstream-userinfo.subject': {
    clause: 'OpenID Connect Core §5.3.2',
    held: 'The claims are of the user whom the ID token names.',
    broken: 'The claims are not of the user whom the ID token names, or of no user.',
    ...ofProvider,
  },
  'upstream-link.same-user': {
    clause: 'RFC 9700 §4.7.1',
    held: 'The user who wanted the link is still signed in.',
    broken: 'The user who wanted the link is not signed in any more.',
    error: 'access_denied',
    status: 403,
  },
  'upstream-link.free': {
    clause: 'OpenID Connect Core §5.7',
    held: 'The account there is linked to no other user here.',
    broken: 'The account there is linked to another user here.',
    error: 'access_denied',
    status: 403,
  },
  'upstream-link.not-last': {
    clause: 'OpenID Connect Core §3.1.2.3',
    held: 'The user can sign in without the link.',
    broken: 'The user could not sign in any more without the link.',
    error: 'access_denied',
    status: 403,
  },
  'upstream-logout.state': {
    clause: 'OpenID Connect RP-Initiated Logout §3',
    held: 'The state of the log-out there is of this browser.',
    broken: 'The state of the log-out there is not of this browser.',
    error: 'invalid_request',
  },
  'upstream-user.linked': {
    clause: 'OpenID Connect Core §5.7',
    held: 'A user of this server is linked to that user of the identity provider, or may be made.',
    broken: 'No user of this server is linked to that user of the identity provider.',
    error: 'access_denied',
    status: 403,
  },
} as const satisfies Catalogue
