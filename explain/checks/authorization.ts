import type { Advices } from './advice.ts'

/** Checks of the authorization request. */
export const authorizationAdvice = {
  'authorization.size': {
    why: 'A server that reads requests of any length can be kept busy by one sender.',
    fix: 'Send fewer or shorter parameters. A state of many kilobytes belongs into the client’s session.',
  },
  'authorization.address-once': {
    why: 'With two addresses nobody knows where the answer belongs. An attacker could add one of them.',
    fix: 'Send client_id and redirect_uri once each.',
  },
  'authorization.client-known': {
    why: 'The server answers only to addresses that a client registered. An unknown client has none.',
    fix: 'Compare client_id with the registration. After a reset of the lab, register the client again.',
  },
  'authorization.parameters-once': {
    why: 'Two programs may read two different ones of the values. What one checks, the other then does not use.',
    fix: 'Send each parameter once; only resource may come again.',
  },
  'authorization.user-first': {
    why: 'A link could lead people through this server to any registered address, though they meant to be here.',
    fix: 'Sign in first, or follow the link on the page yourself.',
  },
  'response-type.allowed': {
    why: 'A client may do only what it registered for. A stolen client_id opens no other way then.',
    fix: 'Register the response type, and the grant types that it needs: authorization_code for a code, implicit for tokens.',
  },
  'response-type.bearer': {
    why: 'A client that wants bound tokens would get one that anybody can use.',
    fix: 'Ask for a code, and redeem it with a DPoP proof.',
  },
  'response-type.no-token': {
    why: 'Addresses leak by history and scripts. A token from an address can be used by whoever finds it.',
    fix: 'Send response_type=code, and take token out of supportedResponseTypes of the server.',
  },
  'response-type.openid': {
    why: 'An ID token belongs to a sign-in by OpenID Connect, and openid asks for one.',
    fix: 'Add openid to the scope, or ask for another response type.',
  },
  'response-mode.no-query': {
    why: 'A query goes to the server, into its logs, and by Referer to others.',
    fix: 'Leave response_mode out, or send fragment or form_post.',
  },
  'nonce.present': {
    why: 'Without nonce an ID token of another sign-in can be put in this one’s place.',
    fix: 'Send a fresh random nonce, and compare it with the one in the ID token.',
  },
  'acr.reached': {
    why: 'The client says that a weaker sign-in is of no use to it.',
    fix: 'Give the user a second factor in the portal, or ask for the acr without essential.',
  },
  'acr.satisfied': {
    why: 'The resource server that asked for this sign-in would refuse the tokens, and the client would begin anew.',
    fix: 'Give the user a second factor in the portal. Where it is a mere wish, ask by the claims parameter.',
  },
  'claims.form': {
    why: 'A server that guesses what was meant could tell more of a user than was asked for.',
    fix: 'Send JSON such as {"userinfo": {"email": {"essential": true}}, "id_token": {"tenant": null}}.',
  },
  'claims.subject': {
    why: 'An answer is about one user. Two names leave open whose.',
    fix: 'Send id_token_hint or the claim sub with a value, or the same user in both.',
  },
  'redirect-uri.present': {
    why: 'With several registered addresses the server cannot know which one is meant.',
    fix: 'Send redirect_uri in each authorization request.',
  },
  'redirect-uri.registered': {
    why: 'Codes go to that address. If it could be chosen freely, attackers would choose their own.',
    fix: 'Register the address as it is sent, letter by letter: scheme, port, path and final slash count.',
  },
  'redirect-uri.absolute': {
    why: 'The browser must know where to go without any page around the address.',
    fix: 'Send a whole address, such as https://app.example/callback, without a fragment.',
  },
  'redirect-uri.https': {
    why: 'Over plain HTTP everybody on the network reads the code.',
    fix: 'Use https, register application_type native, or set httpForLocalhost in the server’s configuration.',
  },
  'response-type.present': {
    why: 'The server must know what to answer with.',
    fix: 'Send response_type=code.',
  },
  'response-type.supported': {
    why: 'Answers with tokens in the address leak by history, logs and Referer.',
    fix: 'Send response_type=code, or add the type to supportedResponseTypes of the server’s configuration.',
  },
  'response-mode.supported': {
    why: 'The client must be able to read the answer in the way that it comes.',
    fix: 'Leave response_mode out, or send query, fragment or form_post, or one of them with .jwt for a signed answer.',
  },
  'registration-parameter.absent': {
    why: 'Clients of this server are registered before they ask.',
    fix: 'Register the client at the registration endpoint, and leave the parameter out.',
  },
  'pkce.required': {
    why: 'Without PKCE whoever steals a code can use it: a public client has nothing else to show.',
    fix: 'Make a random code_verifier for each sign-in. Send its SHA-256 as code_challenge.',
  },
  'pkce.or-nonce': {
    why: 'A stolen code can be put into another sign-in of the same client. PKCE or nonce shows that.',
    fix: 'Send code_challenge, and code_challenge_method=S256. With openid a nonce does it, too.',
  },
  'pkce.method-s256': {
    why: 'By plain the challenge is the verifier: whoever reads the request can use the code.',
    fix: 'Send code_challenge_method=S256, and the SHA-256 of the verifier as base64url without padding.',
  },
  'pkce.challenge-form': {
    why: 'A challenge of another form fits no verifier. The token request would fail later, without a hint.',
    fix: 'Hash the verifier by SHA-256, write it as base64url, and leave out =. That gives 43 characters.',
  },
  'prompt.known': {
    why: 'none forbids every page, and create leads to an account. Beside another value both contradict it.',
    fix: 'Send none or create alone, or any of login, consent and select_account. create needs the setting userRegistration.',
  },
  'max-age.number': {
    why: 'The server compares it with how long ago the user signed in.',
    fix: 'Send whole seconds, for example max_age=300.',
  },
  'id-token-hint.valid': {
    why: 'The hint says who is expected. A forged one could make the server act for somebody else.',
    fix: 'Send an ID token of this server, as it was issued. It may have expired.',
  },
  'session.present': {
    why: 'prompt=none promises the client that the user sees no page. So nobody can be asked.',
    fix: 'Send the request again without prompt=none, so that the user can sign in.',
  },
  'session.user': {
    why: 'A session outlives its user in the browser. Tokens for somebody deleted are for nobody.',
    fix: 'Sign in as a user who exists.',
  },
  'session.hinted': {
    why: 'The client asked for one certain user. Another one would be signed in without the client’s wish.',
    fix: 'Sign in as the user of the hint, or leave id_token_hint out.',
  },
  'consent.present': {
    why: 'prompt=none forbids to ask, and nobody has allowed these scopes to this client yet.',
    fix: 'Send the request once without prompt=none, and allow it.',
  },
  'consent.some-scope': {
    why: 'A token without any scope opens nothing.',
    fix: 'Let the hook afterAuthenticate keep one of the scopes, or ask for others.',
  },
  'consent.given': {
    why: 'The user decides what a client may do.',
    fix: 'Nothing is broken. Tell the user what the client needs, and ask again when they want it.',
  },
} as const satisfies Advices
