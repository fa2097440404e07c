import type { Advices } from './advice.ts'

const newToken = 'Get a new token: by a refresh, or by a new sign-in.'
const audience = 'Ask for the token with resource and the address of this resource server.'

/** Checks of whoever takes an access token. */
export const resourceAdvice = {
  'authorization-details.sufficient': {
    why: 'A scope opens an operation to all its uses. A detail says for which one the user allowed it.',
    fix: 'Ask for authorization_details of the missing type, for this resource or without locations.',
  },
  'authentication.context': {
    why: 'A password alone may be stolen. What matters more asks for a stronger sign-in.',
    fix: 'Send the user to sign in again, with the acr_values of the challenge.',
  },
  'authentication.recent': {
    why: 'Whoever sits at the browser now may be somebody else than who signed in.',
    fix: 'Send the user to sign in again, with the max_age of the challenge.',
  },
  'bearer.live': {
    why: 'A token that ended opens nothing, whatever its signature says.',
    fix: newToken,
  },
  'userinfo.of-user': {
    why: 'UserInfo tells of a user. A token of a client alone is about none.',
    fix: 'Use a token of a sign-in.',
  },
  'userinfo.openid-scope': {
    why: 'The user decides whether the client may learn who they are.',
    fix: 'Ask with scope openid in the authorization request.',
  },
  'userinfo.user': {
    why: 'There is nobody left to tell of.',
    fix: 'Sign in as a user who exists.',
  },
  'delegation.user-name': {
    why: 'The mapping takes the name of the local user from that claim.',
    fix: 'Ask with a scope that brings the claim, such as profile, or map another claim.',
  },
  'delegation.identifier': {
    why: 'Whoever gets a name that was another’s would become that local user.',
    fix: 'Map sub, or make sure that the server never gives the value of that claim to somebody else.',
  },
  'resource-server.configured': {
    why: 'Nobody has said which tokens are taken, and for what.',
    fix: 'Create the configuration in the portal of the resource server.',
  },
  'resource-server.server-defined': {
    why: 'Without an authorization server that it knows no token can be judged.',
    fix: 'Create a server definition in the portal, and choose it in the configuration.',
  },
  'userinfo.accepts-token': {
    why: 'The resource server asks there who the user is.',
    fix: 'Ask for scope openid, so that UserInfo takes the token. If it ended, get a new one.',
  },
  'userinfo.subject': {
    why: 'An answer about somebody else could be slipped in.',
    fix: 'Compare the authorization server that answers with the one that issued the token.',
  },
  'token.type': {
    why: 'An ID token, or any other JWT of the same server, must not open a resource.',
    fix: 'Send the access_token of the token response. The resource server’s tokenTypes may name others.',
  },
  'token.algorithm': {
    why: 'none needs no key, and HMAC by a public key is made by everybody.',
    fix: 'Let the authorization server sign by RS256, ES256 or another asymmetric algorithm.',
  },
  'token.issuer': {
    why: 'A token of another server says nothing here, however well it is signed.',
    fix: 'Get the token at the issuer that the resource’s metadata names, in the same sandbox.',
  },
  'token.signature': {
    why: 'The signature shows that nobody changed the token since it was issued.',
    fix: 'Send the token as it came. After a change of keys look whether the key set has its kid.',
  },
  'token.claims': {
    why: 'Without them nobody knows whose the token is, for whom, and until when.',
    fix: 'Let the authorization server issue iss, exp, aud, sub, client_id, iat and jti.',
  },
  'token.audience': {
    why: 'A token for another server could be brought here by that server.',
    fix: audience,
  },
  'token.not-expired': {
    why: 'The end limits what a stolen token is worth.',
    fix: newToken,
  },
  'token.not-before': {
    why: 'Its issuer says that the token is not good yet.',
    fix: 'Wait, or compare the clocks of both servers.',
  },
  'token.introspectable': {
    why: 'An opaque token says nothing by itself. Only its issuer knows what it is good for.',
    fix: 'Give the resource server credentials for introspection, or let tokens be JWTs.',
  },
  'introspection.asked': {
    why: 'A signature tells nothing of a revocation. Only the issuer knows of it.',
    fix: 'Give the resource server credentials for introspection.',
  },
  'introspection.active': {
    why: 'Its issuer says that the token opens nothing any more.',
    fix: newToken,
  },
  'introspection.access-token': {
    why: 'A refresh token is known to its issuer, too, and must open no resource.',
    fix: 'Send the access_token of the token response.',
  },
  'introspection.issuer': {
    why: 'Another server must not speak for the trusted one.',
    fix: 'Get the token at the issuer that the resource’s metadata names.',
  },
  'introspection.audience': {
    why: 'A token for another server could be brought here by that server.',
    fix: audience,
  },
  'introspection.not-expired': {
    why: 'The end limits what a stolen token is worth.',
    fix: newToken,
  },
  'introspection.not-before': {
    why: 'Its issuer says that the token is not good yet.',
    fix: 'Wait, or compare the clocks of both servers.',
  },
  'scope.sufficient': {
    why: 'The user allowed what the scope says, and no more.',
    fix: 'Ask for the scope that the challenge names, and let the user allow it.',
  },
  'authorization-server.answers': {
    why: 'Without an answer nobody knows whether the token is good. So nothing is opened.',
    fix: 'Start the authorization server, and look at ./lab doctor. Then send the request again.',
  },
  'delegation.user': {
    why: 'The request runs as a local user. A client by itself has none.',
    fix: 'Use a token of a sign-in.',
  },
  'role.held': {
    why: 'A token says what a client may do. What its user may do is another question.',
    fix: 'Sign in as somebody with that role; in the lab superuser has it.',
  },
} as const satisfies Advices
