import type { Advices } from './advice.ts'

const signInAgain = 'Send the user through a new authorization request.'

/** Checks of the token request and of what is exchanged there. */
export const tokenAdvice = {
  'grant-type.present': {
    why: 'The server must know what is exchanged for a token.',
    fix: 'Send grant_type, for example authorization_code.',
  },
  'grant-type.supported': {
    why: 'The server has the grant types of its configuration, and no others.',
    fix: 'Look at grant_types_supported in the metadata; switch it on in the server’s configuration.',
  },
  'grant-type.allowed': {
    why: 'A client may use only the ways that it registered. A stolen secret opens no other then.',
    fix: 'Add it to grant_types of the client’s registration.',
  },
  'client-credentials.confidential': {
    why: 'Everybody can name a public client. Its own tokens would be for everybody.',
    fix: 'Register the client with a secret, or let a user sign in.',
  },
  'password-grant.avoided': {
    why: 'The password opens everything, and a client that has it can do what it likes.',
    fix: 'Use the authorization code: the user signs in at the server. Then take password out of supportedGrantTypes.',
  },
  'password-grant.credentials-present': {
    why: 'This grant knows the user by nothing else.',
    fix: 'Send username and password in the form.',
  },
  'password-grant.credentials': {
    why: 'Wrong guesses are counted as at the sign-in page; after five the pair of user and address waits.',
    fix: 'Send the right name and password. Wait as Retry-After says.',
  },
  'password-grant.one-factor': {
    why: 'A client that sends a password can show no code. Without it the second factor would be worth nothing.',
    fix: 'Let this user sign in through the browser by the authorization code.',
  },
  'code.present': {
    why: 'The code is what is exchanged here.',
    fix: 'Send the code of the authorization response.',
  },
  'code.known': {
    why: 'A code is a random value of this server. Any other is a guess or of another server.',
    fix: 'Send the code as it came, decoded once. Compare the issuer with the one that was asked.',
  },
  'code.of-client': {
    why: 'A code that another client caught must be worth nothing to it.',
    fix: 'Redeem it with the client_id of the authorization request.',
  },
  'code.unused': {
    why: 'A second use is a sign of theft. So the tokens of the first one end, too.',
    fix: 'Redeem each code once. ' + signInAgain,
  },
  'code.fresh': {
    why: 'The shorter a code lives, the less a stolen one is worth.',
    fix: 'Redeem the code as soon as it comes. ' + signInAgain,
  },
  'code.redirect-uri': {
    why: 'It shows that the code came to the address that this client meant.',
    fix: 'Send the redirect_uri of the authorization request once more, letter by letter.',
  },
  'pkce.verifier-present': {
    why: 'The request had a challenge. Only the verifier shows that the same client asks.',
    fix: 'Keep the code_verifier with the sign-in, and send it here.',
  },
  'pkce.verifier-matches': {
    why: 'Whoever stole the code does not know the verifier, and fails here.',
    fix: 'Send the verifier of this very sign-in. Another tab may have overwritten it.',
  },
  'pkce.verifier-unexpected': {
    why: 'Somebody may have taken the challenge out of the authorization request, to use a stolen code.',
    fix: 'Send code_challenge in the authorization request. If you do: it was changed on its way.',
  },
  'refresh-token.present': {
    why: 'The refresh token is what is exchanged here.',
    fix: 'Send the refresh_token of the last token response.',
  },
  'refresh-token.known': {
    why: 'A refresh token is a random value of this server. Any other is a guess or of another server.',
    fix: 'Send it as it came. After a reset of the lab sign in again.',
  },
  'refresh-token.of-client': {
    why: 'A refresh token that another client caught must be worth nothing to it.',
    fix: 'Send it with the client_id that got it.',
  },
  'refresh-token.unused': {
    why: 'Each refresh gives a new refresh token. The old one again may be a thief’s, so all end.',
    fix: 'Store the new one before it is used, and let one refresh run at a time. ' + signInAgain,
  },
  'refresh-token.fresh': {
    why: 'Whoever is away for long signs in again.',
    fix: signInAgain,
  },
  'grant.live': {
    why: 'The grant ended: by a log-out, a revocation, or because a code or refresh token was used twice.',
    fix: signInAgain,
  },
  'grant.user': {
    why: 'Tokens for somebody who was deleted are for nobody.',
    fix: 'Sign in as a user who exists.',
  },
  'hook.allowed': {
    why: 'A module of yours decides here.',
    fix: 'Look into the grant type of your hook module: it refused the request.',
  },
  'hook.user': {
    why: 'A token needs somebody whom it is about.',
    fix: 'Let the hook name a user of the lab.',
  },
  'hook.some-scope': {
    why: 'A token without any scope opens nothing.',
    fix: 'Let the hook grant at least one scope.',
  },
  'scope.form': {
    why: 'The server splits at single spaces. Other spaces would make other names.',
    fix: 'Join the scopes by one space each, for example openid profile.',
  },
  'scope.supported': {
    why: 'What the server does not know it cannot grant. A client would take less for what it asked.',
    fix: 'Look at scopes_supported in the metadata; add the scope to the server’s configuration.',
  },
  'scope.registered': {
    why: 'A client that registered its scopes gets no others, whoever asks in its name.',
    fix: 'Add the scope to the client’s registration, or leave it out of the request.',
  },
  'scope.no-user': {
    why: 'openid and its like are about a user. A client by itself has none.',
    fix: 'Leave the scope out, or let a user sign in.',
  },
  'scope.granted': {
    why: 'A refresh may give less than was granted, and never more.',
    fix: 'Leave scope out, or ask the user anew by an authorization request.',
  },
  'resource.one': {
    why: 'A token for several resources can be used by one of them at the others.',
    fix: 'Ask for one resource at a time, or set severalResources.',
  },
  'resource.form': {
    why: 'Resources are compared whole. What is no address fits none.',
    fix: 'Send an absolute address without a fragment.',
  },
  'resource.known': {
    why: 'A token for an unknown place could be meant for an attacker’s.',
    fix: 'Send the address of the resource’s metadata, letter by letter, or register that resource server.',
  },
  'resource.required': {
    why: 'This server issues no token that is good everywhere.',
    fix: 'Send resource with the address of the resource server.',
  },
  'resource.granted': {
    why: 'The user allowed tokens for the resources of the authorization request. A token request cannot change that.',
    fix: 'Send a resource of the authorization request.',
  },
  'resource.chosen': {
    why: 'A token for several resources is good at each of them, so that one can use it at another.',
    fix: 'Send resource with one of those that were granted, or set severalResources to token.',
  },
  'access-token.typ': {
    why: 'The type keeps other JWTs from being taken for access tokens.',
    fix: 'Set accessTokenTyp of the server and the resource, and access_token_typ of the client, to at+jwt.',
  },
  'signing-key.secret': {
    why: 'Who knows the seed can make the key, and with it every token.',
    fix: 'Nothing for tests: a seed repeats a run. A server for others has no seed.',
  },
  'introspection.token-present': {
    why: 'The question is about a token.',
    fix: 'Send token in the form.',
  },
  'introspection.live': {
    why: 'A token that ended opens nothing, whatever its signature says.',
    fix: 'Get a new token: by a refresh, or by a new sign-in.',
  },
  'introspection.visible': {
    why: 'To others the answer would tell whether a found token is worth something.',
    fix: 'Ask as the client of the token, or as a resource server that its aud names.',
  },
  'revocation.token-present': {
    why: 'The server must know which token ends.',
    fix: 'Send token in the form.',
  },
  'revocation.of-client': {
    why: 'Nobody may end the tokens of others.',
    fix: 'Send the request with the client that got the token.',
  },
} as const satisfies Advices
